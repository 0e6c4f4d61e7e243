// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// What a chain charges while its prices stand still, by the rules that its blocks use.
public struct StandingPrices: Sendable {
    public private(set) var baseFee: WeiPerGas
    /// Absent where data costs nothing.
    private var dataFee: DataFee?
    private let paysTips: Bool
    private let chain: String

    /// What one transaction pays.
    public struct Fee: Sendable, Hashable {
        /// (base fee + tip) · gas.
        public let execution: Wei
        /// For its data, and to the operator.
        public let data: Wei
    }

    /// As at the beginning of a run; where gas is only metered, its stated price. Nil where nobody
    /// says what gas costs.
    public init?(_ settings: ChainSettings, named chain: String) {
        let network = settings.network
        guard let price = network?.blocks.pricing.beginning ?? settings.gasPrice else { return nil }
        baseFee = price
        dataFee = network?.dataFee
        paysTips = network?.blocks.order != .firstCome
        self.chain = chain
    }

    /// Whether data costs something.
    public var chargesData: Bool { dataFee != nil }

    /// Whether prices of data move with the chain below only where it is said at which base fee
    /// they are stated.
    public var followsOnlyIfStated: Bool {
        switch dataFee {
        case .arbitrum: true
        case .opStack, nil: false
        }
    }

    /// The same at another base fee.
    public func at(baseFee: WeiPerGas) -> StandingPrices {
        var copy = self
        copy.baseFee = baseFee
        return copy
    }

    /// The same where the chain below has that base fee: what is paid for data moves with it, and
    /// blobs in proportion (EIP-7918 holds them to a share of the base fee where they are cheap).
    ///
    /// - Parameter stated: the base fee below at which prices were stated, where the rules do not
    ///   hold one themselves; nil: they stay.
    public func above(baseFee: WeiPerGas, statedAt stated: WeiPerGas?) -> StandingPrices {
        var copy = self
        switch dataFee {
        case .opStack(var price, let operatorFee):
            price.blobBaseFee = Self.scaled(
                price.blobBaseFee, by: baseFee, over: price.l1BaseFee)
            price.l1BaseFee = baseFee
            copy.dataFee = .opStack(price, operatorFee: operatorFee)
        case .arbitrum(let price):
            guard let stated else { break }
            copy.dataFee = .arbitrum(Self.scaled(price, by: baseFee, over: stated))
        case nil: break
        }
        return copy
    }

    /// price · factor // divisor; the price itself where the divisor is zero, and the most that 128
    /// bits hold where it is more.
    private static func scaled(
        _ price: WeiPerGas, by factor: WeiPerGas, over divisor: WeiPerGas
    ) -> WeiPerGas {
        guard divisor.wei > 0 else { return price }
        let product = price.wei.multipliedFullWidth(by: factor.wei)
        guard product.high < divisor.wei else { return WeiPerGas(wei: .max) }
        return WeiPerGas(wei: divisor.wei.dividingFullWidth(product).quotient)
    }

    /// - Throws: `EngineError.fees` where 128 bits do not hold what it pays.
    public func fee(gas: Gas, tip: WeiPerGas, data: Bytes) throws(EngineError) -> Fee {
        do {
            let execution = try TransactionFee(
                gas: gas.units, baseFee: baseFee.wei, tip: paysTips ? tip.wei : 0)
            let charge = DataCharge(dataFee, kinds: 1)
            let extra = try charge.fee(
                0, bytes: UInt64(clamping: data.bytes), gas: gas.units, baseFee: baseFee.wei)
            return Fee(execution: Wei(execution.total), data: Wei(extra))
        } catch {
            throw .fees(chain: chain, error)
        }
    }
}

extension GasPricing {
    /// What gas costs in the first block.
    var beginning: WeiPerGas? {
        switch self {
        case .following(let rule, let price): max(price, rule.minimum)
        case .constant(let price): price
        case .backlog(let price): price.minimum
        case .given(let points): points.first?.price
        }
    }
}

extension ArbitrumL2Price {
    /// What gas costs where there is no backlog.
    fileprivate var minimum: WeiPerGas {
        switch self {
        case .legacy(_, _, let minimum), .constrained(_, let minimum): minimum
        }
    }
}
