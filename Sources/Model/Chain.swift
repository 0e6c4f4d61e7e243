// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities
import Statistics

/// A chain, and the transactions that the platform pays for.
public struct ChainSettings: Sendable {
    /// What gas costs where no blocks are simulated, and of transactions at stated volumes.
    public let gasPrice: WeiPerGas?
    public let etherPrice: Money
    public internal(set) var transactions: [ChainTransaction]
    /// Absent where gas is only metered.
    public let network: ChainNetwork?

    public init(
        gasPrice: WeiPerGas?, etherPrice: Money, transactions: [ChainTransaction],
        network: ChainNetwork? = nil
    ) {
        self.gasPrice = gasPrice
        self.etherPrice = etherPrice
        self.transactions = transactions
        self.network = network
    }

    /// USD for one wei, where no exact amount is asked for.
    public var dollarsPerWei: Double { etherPrice.approximation * 1e-18 }
}

/// A kind of transaction that is sent at a stated volume.
public struct ChainTransaction: Sendable {
    public let name: String
    public let gas: Gas
    public internal(set) var volume: Volume

    public init(name: String, gas: Gas, volume: Volume) {
        self.name = name
        self.gas = gas
        self.volume = volume
    }
}

/// A chain whose blocks are simulated: who uses it, and when what it says is settled.
public struct ChainNetwork: Sendable {
    public static let confirmationCounts = 1...100_000

    public let blocks: BlockRules
    /// Absent where the platform has the chain to itself.
    public let others: OtherDemand?
    /// Blocks after that of a transaction, until it counts as confirmed.
    public let confirmations: Int?
    /// From the block of a transaction until it cannot be undone.
    public let finality: Distribution?
    public let posting: Posting?
    /// From the block of a withdrawal until it is paid out on the chain below.
    public let withdrawal: Distribution?
    /// What the chain below costs; absent where it costs nothing.
    public let dataFee: DataFee?
    /// The chain below, whose base fee and blob base fee go into the data fee block by block;
    /// absent where they stay as given.
    public let below: ComponentID?
    /// Absent where the chain takes none.
    public let blobs: BlobPricing?
    /// The platform's accounts; that of a step is one of them.
    public let accounts: [ChainAccount]

    public init(
        blocks: BlockRules, others: OtherDemand? = nil, confirmations: Int? = nil,
        finality: Distribution? = nil, posting: Posting? = nil, withdrawal: Distribution? = nil,
        dataFee: DataFee? = nil, below: ComponentID? = nil, blobs: BlobPricing? = nil,
        accounts: [ChainAccount] = [.platform]
    ) {
        self.blocks = blocks
        self.others = others
        self.confirmations = confirmations
        self.finality = finality
        self.posting = posting
        self.withdrawal = withdrawal
        self.dataFee = dataFee
        self.below = below
        self.blobs = blobs
        self.accounts = accounts
    }
}

/// Keys of the platform that sign transactions in turn; each has its own nonces.
public struct ChainAccount: Sendable, Hashable {
    public static let platform = ChainAccount(name: "platform", count: 1)
    public static let mostKeys = 10_000

    public let name: String
    public let count: Int

    public init(name: String, count: Int) {
        self.name = name
        self.count = count
    }
}

/// What a chain charges for the data that it posts to the chain below.
public enum DataFee: Sendable, Hashable {
    /// By an estimate of the compressed size (Fjord), and an operator fee.
    case opStack(OPDataPrice, operatorFee: OPOperatorFee?)
    /// As gas, at a price a unit of L1 gas.
    case arbitrum(WeiPerGas)
}

/// A transaction sent to a chain.
public struct SubmitStep: Sendable {
    public let chain: ComponentID
    /// What it uses.
    public let gas: Gas
    /// Gas more for each request that it serves; of a batch all its members.
    public let gasEach: Gas
    /// What of the chain the operation waits for.
    public let awaits: Await
    public let policy: TransactionPolicy

    public enum Await: String, Sendable, CaseIterable {
        /// It goes on at once, and the transaction by itself.
        case nothing
        case inclusion
        /// So many blocks more as the chain's `confirmations`.
        case confirmed
        /// In a batch on the chain below.
        case posted
        case final
        /// Paid out on the chain below.
        case withdrawn
    }

    public init(
        chain: ComponentID, gas: Gas, gasEach: Gas = .zero, awaits: Await = .nothing,
        policy: TransactionPolicy = .usual
    ) {
        self.chain = chain
        self.gas = gas
        self.gasEach = gasEach
        self.awaits = awaits
        self.policy = policy
    }

    /// Its gas where it serves so many requests; nil from 2^64 on.
    public func gas(serving members: Int) -> Gas? {
        guard let each = try? gasEach.multiplied(by: UInt64(members)) else { return nil }
        return try? gas + each
    }

    /// Its bytes where it serves so many requests; nil from 2^63 on.
    public func data(serving members: Int) -> Bytes? {
        let (each, overflow) = policy.dataEach.bytes.multipliedReportingOverflow(
            by: Int64(members))
        let (sum, isTooLarge) = policy.data.bytes.addingReportingOverflow(each)
        return overflow || isTooLarge ? nil : .bytes(sum)
    }

    /// The most requests that it may serve in one transaction of so much gas; nil where more of
    /// them take no more gas.
    public func mostServed(within limit: Gas) -> UInt64? {
        guard gasEach > .zero else { return nil }
        return limit < gas ? 0 : (limit.units - gas.units) / gasEach.units
    }
}

/// How a transaction is priced, who signs it and what is done where it does not get through.
public struct TransactionPolicy: Sendable, Hashable {
    public static let capMultiples = 1.0...1_000.0
    public static let replacementBlocks = 1...100_000
    public static let longestHold = SimTime.days(30)
    public static let largestData = Bytes.mebibytes(1)
    /// Most that it pays above the base fee.
    public var tip: WeiPerGas
    /// The most that it pays in all: so many times the base fee that its sender sees, and the tip.
    public var capMultiple: Double
    /// And never more than this; absent for no bound.
    public var highestCap: WeiPerGas?
    public var signer: Signer
    /// Blocks after which one that is not included is replaced by one with caps a tenth higher, or
    /// as high as the base fee asks; absent where nobody looks.
    public var replacement: Int?
    /// Absent where it is sent at once.
    public var hold: Hold?
    /// Its size after compression, for chains that charge for data or post it.
    public var data: Bytes
    /// Bytes more for each request that it serves; of a batch all its members.
    public var dataEach: Bytes
    public var payer: Payer

    public enum Signer: Sendable, Hashable {
        /// An account of the network, by its place.
        case account(Int)
        /// Every request's own.
        case user
    }

    /// Who pays for the gas, and whatever is charged beside it.
    public enum Payer: String, Sendable, CaseIterable {
        case platform, user
    }

    /// Waits for a base fee no higher than this, and no longer than so.
    public struct Hold: Sendable, Hashable {
        public let above: WeiPerGas
        public let longest: SimTime

        public init(above: WeiPerGas, longest: SimTime) {
            self.above = above
            self.longest = longest
        }
    }

    public init(
        tip: WeiPerGas = .zero, capMultiple: Double = 2, highestCap: WeiPerGas? = nil,
        signer: Signer = .account(0), replacement: Int? = nil, hold: Hold? = nil,
        data: Bytes = .zero, dataEach: Bytes = .zero, payer: Payer? = nil
    ) {
        self.tip = tip
        self.capMultiple = capMultiple
        self.highestCap = highestCap
        self.signer = signer
        self.replacement = replacement
        self.hold = hold
        self.data = data
        self.dataEach = dataEach
        self.payer = payer ?? (signer == .user ? .user : .platform)
    }

    public static let usual = TransactionPolicy()
}

extension Model {
    /// The blocks of a chain; nil where its gas is only metered.
    public func network(_ id: ComponentID) -> ChainNetwork? {
        guard case .chain(let chain) = component(id).kind else { return nil }
        return chain.network
    }
}
