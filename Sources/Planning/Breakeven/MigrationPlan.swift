// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// A move of a platform's transactions from one chain to another: what is sent, and what that and
/// all around it costs.
public struct MigrationPlan: Sendable {
    /// The chain that is left, and the one that is gone to.
    public let left: Side
    public let right: Side
    public let target: Migration.Target
    public let inputs: Inputs
    public let ranges: Ranges
    /// What nobody said.
    public let assumed: [Assumption]

    public struct Side: Sendable {
        public let model: Model
        public let chain: ComponentID
        public let traffic: ChainTraffic
        public let prices: StandingPrices

        public var settings: ChainSettings? {
            if case .chain(let settings) = model.component(chain).kind { settings } else { nil }
        }
    }

    /// What the answer moves with.
    public struct Inputs: Sendable {
        /// Work, and what else is paid once.
        public var effort: Money
        public var oneOff: Money
        public var liquidity: Money
        public var costOfCapital: YearlyRate
        public var discountRate: YearlyRate
        /// A month.
        public var bridge: Money
        public var posting: Money
        /// A month, at the volume of the scenario, with which they move.
        public var rpcBefore: Money
        public var rpcAfter: Money
        public var months: Int
        public var growth: Growth
        /// Of the chain that is left.
        public var baseFee: WeiPerGas
        /// Of the other one.
        public var baseFeeThere: WeiPerGas
        public var etherPrice: Money
        /// Times the transactions of the scenario.
        public var volume: ExactDecimal
    }

    public struct Ranges: Sendable {
        public let effort: Uncertain<Money>
        public let growth: Uncertain<Growth>
        public let baseFee: Uncertain<WeiPerGas>

        public var areCertain: Bool {
            effort.isCertain && growth.isCertain && baseFee.isCertain
        }
    }

    /// A value that the scenario does not state.
    public enum Assumption: Sendable, Hashable {
        case noEffort
        case noLiquidity
        case noBridge
        case noProviders
        case sameProviders
        case noPosting
        case capitalAtDiscountRate
        case discountRate(YearlyRate)
        case months(Int)
        case growth(Growth)
        case baseFee(WeiPerGas)
        /// Of so many kinds of transactions.
        case data(Bytes, kinds: Int)
        /// Prices of data stay, whatever the chain that is left costs.
        case dataPricesStay
    }

    public static let usualDiscountRate = ExactDecimal(scaled: 100_000_000_000_000_000)
    public static let usualMonths = 36

    /// - Parameters:
    ///   - terms: what the scenario says.
    ///   - moved: the same platform, its transactions on the other chain.
    ///   - tip: what transactions at stated volumes pay there above the base fee.
    ///   - measured: of the platform as it is, where its users ask as fast as they are answered.
    ///   - baseFee: instead of what the terms say.
    public init(
        _ terms: Migration, to target: Migration.Target, from model: Model, moved: Model,
        tip: WeiPerGas, measured: Measurements?, baseFee: Uncertain<WeiPerGas>? = nil
    ) throws {
        self.target = target
        guard let chain = terms.chain ?? model.onlyChain else { throw BreakevenError.whichChain }
        let data = terms.data ?? ChainTraffic.usualData
        left = try Side(model, chain, measured: measured, data: data, tip: .zero)
        right = try Side(moved, chain, measured: measured, data: data, tip: tip)
        guard left.traffic.kinds.contains(where: \.isPaid) else {
            throw BreakevenError.nothingPaid(chain: model.component(chain).name)
        }
        guard let settings = left.settings else { throw BreakevenError.whichChain }
        ranges = try Self.ranges(terms, model, baseFee ?? terms.baseFee, left.prices)
        let discount = try terms.discountRate ?? YearlyRate(share: Self.usualDiscountRate)
        let rpc = terms.rpc ?? .zero
        inputs = Inputs(
            effort: ranges.effort.mid, oneOff: terms.oneOff ?? .zero,
            liquidity: terms.liquidity ?? .zero,
            costOfCapital: terms.costOfCapital ?? discount, discountRate: discount,
            bridge: terms.bridge ?? .zero, posting: target.posting ?? .zero, rpcBefore: rpc,
            rpcAfter: target.rpc ?? rpc, months: terms.months ?? Self.usualMonths,
            growth: ranges.growth.mid, baseFee: ranges.baseFee.mid,
            baseFeeThere: right.prices.baseFee, etherPrice: settings.etherPrice, volume: .one)
        let used = Assumption.baseFee(inputs.baseFee)
        assumed = Self.assumed(terms, target, inputs, left, right).filter { what in
            baseFee == nil || what != used
        }
    }

    private static func ranges(
        _ terms: Migration, _ model: Model, _ baseFee: Uncertain<WeiPerGas>?,
        _ prices: StandingPrices
    ) throws(QuantityError) -> Ranges {
        let steady = try Growth(parsing: "0%/month")
        return Ranges(
            effort: terms.effort ?? Uncertain(certain: .zero),
            growth: terms.growth ?? Uncertain(certain: model.economics.growth ?? steady),
            baseFee: baseFee ?? Uncertain(certain: prices.baseFee))
    }

    private static func assumed(
        _ terms: Migration, _ target: Migration.Target, _ inputs: Inputs, _ left: Side,
        _ right: Side
    ) -> [Assumption] {
        let unstated = left.traffic.kinds.filter { !$0.statesData }.count
        let data = terms.data ?? ChainTraffic.usualData
        let isArbitrum = right.prices.followsOnlyIfStated && target.statedAt == nil
        let cases: [(isAssumed: Bool, what: Assumption)] = [
            (terms.effort == nil && terms.oneOff == nil, .noEffort),
            (terms.liquidity == nil, .noLiquidity), (terms.bridge == nil, .noBridge),
            (terms.rpc == nil && target.rpc == nil, .noProviders),
            (terms.rpc != nil && target.rpc == nil, .sameProviders),
            (target.posting == nil, .noPosting),
            (terms.discountRate == nil, .discountRate(inputs.discountRate)),
            (terms.costOfCapital == nil && terms.liquidity != nil, .capitalAtDiscountRate),
            (terms.months == nil, .months(inputs.months)),
            (terms.growth == nil, .growth(inputs.growth)),
            (terms.baseFee == nil, .baseFee(inputs.baseFee)),
            (unstated > 0 && right.prices.chargesData, .data(data, kinds: unstated)),
            (isArbitrum, .dataPricesStay),
        ]
        return cases.filter(\.isAssumed).map(\.what)
    }
}

extension MigrationPlan.Side {
    init(
        _ model: Model, _ chain: ComponentID, measured: Measurements?, data: Bytes,
        tip: WeiPerGas
    ) throws {
        self.model = model
        self.chain = chain
        let name = model.component(chain).name
        guard case .chain(let settings) = model.component(chain).kind,
            let prices = StandingPrices(settings, named: name)
        else { throw BreakevenError.noPrice(chain: name) }
        self.prices = prices
        traffic = try ChainTraffic(model, to: chain, measured: measured, data: data, tip: tip)
    }
}

extension Model {
    /// The component of kind chain, where there is one alone.
    public var onlyChain: ComponentID? {
        let chains = components.indices.filter {
            if case .chain = components[$0].kind { true } else { false }
        }
        return chains.count == 1 ? ComponentID(chains[0]) : nil
    }
}
