// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// When a chain posts what its transactions leave to the chain below.
public struct Posting: Sendable, Hashable {
    public static let intervals = SimTime.seconds(1)...SimTime.days(7)

    /// From one batch to the next.
    public let interval: SimTime
    /// Absent where batches are none of the platform's cost.
    public let carriage: BatchCarriage?

    public init(every interval: SimTime, carriage: BatchCarriage? = nil) {
        self.interval = interval
        self.carriage = carriage
    }
}

/// How the batches of a chain that the platform operates come to the chain below.
public struct BatchCarriage: Sendable, Hashable {
    public static let mostData = Bytes.gibibytes(1)
    /// Blobs of one transaction (EIP-7594, from Osaka).
    public static let mostBlobs: UInt64 = 6
    /// What a blob holds of a batch (OP stack specification, derivation, "Blob encoding").
    public static let bytesOfBlob: UInt64 = 130_044
    /// Bytes of calldata of one transaction (OffchainLabs/nitro, arbnode/batch_poster.go).
    public static let mostCalldata: UInt64 = 100_000

    /// The chain that batches are posted to.
    public let chain: ComponentID
    public let medium: Medium
    /// What contracts use of gas, for each transaction that carries a batch or a part of it.
    public let gas: Gas
    /// Bytes of each batch beside those of the platform's transactions.
    public let data: Bytes
    /// The most that is paid above the base fee.
    public let tip: WeiPerGas

    public enum Medium: String, Sendable, CaseIterable {
        case blobs, calldata
    }

    public init(
        to chain: ComponentID, in medium: Medium, gas: Gas = .zero, data: Bytes = .zero,
        tip: WeiPerGas = .zero
    ) {
        self.chain = chain
        self.medium = medium
        self.gas = gas
        self.data = data
        self.tip = tip
    }

    /// Gas of a transaction that carries so many bytes of calldata, none of which is zero, as data
    /// after compression hardly has any; with blobs they are none of its gas.
    ///
    /// - Throws: `FeeError.overflow` from 2^64 gas on.
    public func gas(carrying bytes: UInt64) throws(FeeError) -> Gas {
        try TransactionGas.used(
            by: TransactionContent(
                zeroBytes: 0, nonzeroBytes: medium == .calldata ? bytes : 0),
            execution: Int64(clamping: gas.units), at: .bpo2)
    }
}

/// What blobs cost on a chain.
public enum BlobPricing: Sendable, Hashable {
    case constant(WeiPerGas)
    /// With the blobs that blocks take, from an initial price; others want some of them, by the
    /// blob gas that they offer.
    case following(BlobSchedule, from: WeiPerGas, others: OtherDemand?)

    /// Blobs that a block takes; nil where that is not bounded.
    public var mostInBlock: UInt64? {
        switch self {
        case .constant: nil
        case .following(let schedule, _, _): schedule.maximumBlobs
        }
    }
}
