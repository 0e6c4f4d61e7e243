// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What of a transaction costs gas before a contract runs.
public struct TransactionContent: Sendable, Hashable {
    /// Bytes of calldata, or of init code, that are zero.
    public var zeroBytes: UInt64
    public var nonzeroBytes: UInt64
    public var createsContract: Bool
    /// Of the access list (EIP-2930).
    public var accessListAddresses: UInt64
    public var accessListKeys: UInt64
    /// EIP-7702.
    public var authorizations: UInt64
    public var carriesEther: Bool

    public init(
        zeroBytes: UInt64, nonzeroBytes: UInt64, createsContract: Bool = false,
        accessListAddresses: UInt64 = 0, accessListKeys: UInt64 = 0, authorizations: UInt64 = 0,
        carriesEther: Bool = false
    ) {
        self.zeroBytes = zeroBytes
        self.nonzeroBytes = nonzeroBytes
        self.createsContract = createsContract
        self.accessListAddresses = accessListAddresses
        self.accessListKeys = accessListKeys
        self.authorizations = authorizations
        self.carriesEther = carriesEther
    }

    /// Bytes of calldata as they are.
    public init(calldata: [UInt8]) {
        let zeros = calldata.count { $0 == 0 }
        self.init(zeroBytes: UInt64(zeros), nonzeroBytes: UInt64(calldata.count - zeros))
    }

    var bytes: Natural { Natural(zeroBytes) + Natural(nonzeroBytes) }

    /// 32-byte words, rounded up.
    var words: Natural { (bytes + 31) / 32 }

    /// EIP-7623's tokens: z + 4 nz.
    var tokens: Natural { Natural(zeroBytes) + 4 * Natural(nonzeroBytes) }
}
