// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// How a chain makes blocks, and what gas costs in them.
public struct BlockRules: Sendable, Hashable {
    public static let intervals = SimTime.milliseconds(10)...SimTime.hours(1)
    public static let parts = 1...100
    /// So that what a pool holds is counted in 64 bits.
    public static let gasLimits = Gas(21_000)...Gas(100_000_000_000)
    public static let lifetimes = SimTime.seconds(1)...SimTime.days(30)
    /// A choice of ours: nodes keep what could go into a block for as long as there is room.
    public static let usualLifetime = SimTime.hours(3)
    /// Above it 128 bits could not hold the fee of a block.
    public static let highestPrice = WeiPerGas(wei: 1 << 90)

    /// From one block to the next.
    public let interval: SimTime
    /// The probability that a block is not made at its time.
    public let missed: Ratio
    public let gasLimit: Gas
    public let pricing: GasPricing
    public let order: Order
    /// Equal parts in which a block is made known while it is built, each of which may use its part
    /// of the gas (flashblocks); 1 where it comes as a whole.
    public let parts: Int
    /// The most gas of one transaction.
    public let transactionLimit: Gas
    /// How long a transaction waits for a block until its sender gives it up, counted from when it
    /// came to the pool, and goes on with its next one.
    public let lifetime: SimTime

    /// Who goes first into a block.
    public enum Order: String, Sendable, CaseIterable {
        /// The highest effective tip, of equals the first seen.
        case tip
        /// The first seen; tips are not paid.
        case firstCome = "first-come"
    }

    public init(
        interval: SimTime, missed: Ratio = .zero, gasLimit: Gas, pricing: GasPricing,
        order: Order = .tip, parts: Int = 1, transactionLimit: Gas? = nil,
        lifetime: SimTime = usualLifetime
    ) {
        self.interval = interval
        self.missed = missed
        self.gasLimit = gasLimit
        self.pricing = pricing
        self.order = order
        self.parts = parts
        self.transactionLimit = transactionLimit ?? gasLimit
        self.lifetime = lifetime
    }
}

/// How the price of gas moves from block to block.
public enum GasPricing: Sendable, Hashable {
    /// With the gas that blocks use, from an initial base fee.
    case following(BaseFeeRule, from: WeiPerGas)
    /// With the backlog of gas that came faster than its targets (Arbitrum).
    case backlog(ArbitrumL2Price)
    case constant(WeiPerGas)
    /// As given over the time from the beginning of the run; the last price stays.
    case given([Point])

    public static let mostPoints = 2_000_000

    public struct Point: Sendable, Hashable {
        public let time: SimTime
        public let price: WeiPerGas

        public init(time: SimTime, price: WeiPerGas) {
            self.time = time
            self.price = price
        }
    }
}
