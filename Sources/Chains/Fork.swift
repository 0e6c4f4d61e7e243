// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The hard forks of Ethereum that a fee rule here may ask for, in their order.
public enum Fork: String, Sendable, CaseIterable, Comparable {
    case frontier, homestead, byzantium, constantinople, istanbul, berlin, london, paris, shanghai
    case cancun, prague, osaka, bpo1, bpo2
    /// A draft (EIP-7773): its rules may change.
    case amsterdam

    /// When a fork began on Ethereum mainnet.
    public enum Activation: Sendable, Hashable {
        case block(UInt64)
        /// Seconds since 1970, UTC.
        case timestamp(UInt64)
        case unscheduled
    }

    /// Source: go-ethereum params/config.go, `MainnetChainConfig`.
    public var activation: Activation {
        switch self {
        case .frontier: .block(0)
        case .homestead: .block(1_150_000)
        case .byzantium: .block(4_370_000)
        case .constantinople: .block(7_280_000)
        case .istanbul: .block(9_069_000)
        case .berlin: .block(12_244_000)
        case .london: .block(12_965_000)
        case .paris: .block(15_537_394)
        case .shanghai: .timestamp(1_681_338_455)
        case .cancun: .timestamp(1_710_338_135)
        case .prague: .timestamp(1_746_612_311)
        case .osaka: .timestamp(1_764_798_551)
        case .bpo1: .timestamp(1_765_290_071)
        case .bpo2: .timestamp(1_767_747_671)
        case .amsterdam: .unscheduled
        }
    }

    /// Nil before EIP-4844, and for a draft that has fixed none.
    public var blobSchedule: BlobSchedule? {
        switch self {
        case .frontier, .homestead, .byzantium, .constantinople, .istanbul, .berlin, .london,
            .paris, .shanghai, .amsterdam:
            nil
        case .cancun: .cancun
        case .prague: .prague
        case .osaka: .osaka
        case .bpo1: .bpo1
        case .bpo2: .bpo2
        }
    }

    /// The most gas that one transaction may ask for: 2^24 from Osaka (EIP-7825); nil before.
    public var transactionGasCap: Gas? { self >= .osaka ? Gas(1 << 24) : nil }

    public static func < (a: Fork, b: Fork) -> Bool { a.position < b.position }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
