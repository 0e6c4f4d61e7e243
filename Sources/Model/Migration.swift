// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What is not known for sure: one case in ten lies below `low`, one in ten above `high`, and as
/// many above `mid` as below.
public struct Uncertain<Value: Sendable & Hashable & Comparable>: Sendable, Hashable {
    public let low: Value
    public let mid: Value
    public let high: Value

    /// - Precondition: they ascend.
    public init(low: Value, mid: Value, high: Value) {
        precondition(low <= mid && mid <= high, "a range that ascends")
        self.low = low
        self.mid = mid
        self.high = high
    }

    public init(certain value: Value) { self.init(low: value, mid: value, high: value) }

    public var isCertain: Bool { low == high }
}

/// What it takes to send a chain's transactions to another chain, as far as a scenario says.
public struct Migration: Sendable {
    public static let horizons = 1...600

    /// The chain that is left; absent: the only one.
    public let chain: ComponentID?
    public let targets: [Target]
    /// Work, paid once.
    public let effort: Uncertain<Money>?
    /// What else is paid once: audits, deployments.
    public let oneOff: Money?
    /// Money that lies in the bridge as long as it is used.
    public let liquidity: Money?
    /// What money that lies there would earn elsewhere; absent: the discount rate.
    public let costOfCapital: YearlyRate?
    public let discountRate: YearlyRate?
    /// What the bridge costs a month besides.
    public let bridge: Money?
    /// What providers of the chain that is left cost a month, at the volume of the scenario.
    public let rpc: Money?
    /// Months that are weighed.
    public let months: Int?
    /// Of the transactions; absent: the scenario's own.
    public let growth: Uncertain<Growth>?
    /// Mean base fee of the chain that is left, over all these months; absent: the scenario's own.
    public let baseFee: Uncertain<WeiPerGas>?
    /// Bytes of a transaction that states none, after compression.
    public let data: Bytes?

    /// A chain to which transactions could go.
    public struct Target: Sendable {
        public let name: String
        /// Base fee of the chain below at which its prices of data are stated, where its rules do
        /// not say so themselves.
        public let statedAt: WeiPerGas?
        /// What its providers cost a month, at the volume of the scenario; absent: as before.
        public let rpc: Money?
        /// What posting costs a month besides what transactions are charged for their data.
        public let posting: Money?

        public init(name: String, statedAt: WeiPerGas?, rpc: Money?, posting: Money?) {
            self.name = name
            self.statedAt = statedAt
            self.rpc = rpc
            self.posting = posting
        }
    }

    public init(
        chain: ComponentID?, targets: [Target], effort: Uncertain<Money>? = nil,
        oneOff: Money? = nil, liquidity: Money? = nil, costOfCapital: YearlyRate? = nil,
        discountRate: YearlyRate? = nil, bridge: Money? = nil, rpc: Money? = nil,
        months: Int? = nil, growth: Uncertain<Growth>? = nil,
        baseFee: Uncertain<WeiPerGas>? = nil, data: Bytes? = nil
    ) {
        self.chain = chain
        self.targets = targets
        self.effort = effort
        self.oneOff = oneOff
        self.liquidity = liquidity
        self.costOfCapital = costOfCapital
        self.discountRate = discountRate
        self.bridge = bridge
        self.rpc = rpc
        self.months = months
        self.growth = growth
        self.baseFee = baseFee
        self.data = data
    }
}
