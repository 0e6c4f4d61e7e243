// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Why a month cost something else than was forecast: what was invoiced, less what was forecast,
/// split by cause such that the parts add up exactly.
///
/// Lines that are counted in one meter of one layer are a group, with Q units forecast at P each
/// on average and Q' billed. Of a line with q units at p forecast, and q' at p' billed:
///
///     quantity   q p Q'/Q - q p        as if all of the group had grown alike
///     mix        q' p - q p Q'/Q       more of what is dear, less of what is cheap
///     ether      q' p (e'/e - 1)       of gas: at another price of ETH
///     currency   invoice at the month's rate, less at the rate of the forecast
///     price      what is left: q' (p' - p) less the two above
///
/// The order (quantity, mix, then price at billed quantities) is that of cost accounting (Horngren,
/// Datar, Rajan: Cost Accounting, 15th ed., ch. 14). What was billed for nothing that the model
/// knows stands apart as not modelled.
public struct SpendVariance: Sendable, Equatable {
    public struct Key: Hashable, Sendable {
        public let layer: String
        public let component: String
        /// Empty where a component has one thing that is billed.
        public let item: String
        public let meter: String

        public init(layer: String, component: String, item: String, meter: String) {
            self.layer = layer
            self.component = component
            self.item = item
            self.meter = meter
        }
    }

    /// A line of a forecast.
    public struct Forecast: Sendable, Equatable {
        public let key: Key
        /// Nil where nothing is counted.
        public let quantity: ExactDecimal?
        public let amount: Money
        /// The price of ETH in it; nil for what is not paid in ETH.
        public let etherPrice: Money?

        public init(key: Key, quantity: ExactDecimal?, amount: Money, etherPrice: Money? = nil) {
            self.key = key
            self.quantity = quantity
            self.amount = amount
            self.etherPrice = etherPrice
        }
    }

    /// A charge of an invoice that is a line of the model.
    public struct Charge: Sendable, Equatable {
        public let key: Key
        public let quantity: ExactDecimal?
        /// In the currency of the invoice.
        public let billed: ExactDecimal

        public init(key: Key, quantity: ExactDecimal?, billed: ExactDecimal) {
            self.key = key
            self.quantity = quantity
            self.billed = billed
        }
    }

    /// What the invoice is in, and what that was worth.
    public struct Rates: Sendable, Equatable {
        /// One unit of the invoice's currency in USD, in the forecast and in the month; both 1
        /// for USD.
        public let forecast: Money
        public let actual: Money
        /// The month's mean price of ETH; nil where nobody says.
        public let ether: Money?

        public init(forecast: Money, actual: Money, ether: Money?) {
            self.forecast = forecast
            self.actual = actual
            self.ether = ether
        }

        public static let dollars = Rates(forecast: .usd(1), actual: .usd(1), ether: nil)
    }

    /// Parts of a difference, in USD; they add up to it exactly.
    public struct Parts: Sendable, Equatable {
        public var price = Money.zero
        public var quantity = Money.zero
        public var mix = Money.zero
        public var ether = Money.zero
        public var currency = Money.zero
        public var notModelled = Money.zero

        public func sum() throws(QuantityError) -> Money {
            try Money.sum([price, quantity, mix, ether, currency, notModelled])
        }
    }

    public struct Line: Sendable, Equatable {
        public let key: Key
        public let forecast: Money
        public let actual: Money
        public let parts: Parts
        /// Whether it was forecast, and whether it was billed.
        public let isForecast: Bool
        public let isBilled: Bool
    }

    /// Those of the forecast in its order, then those that only the invoice has.
    public let lines: [Line]
    /// The sums of the lines.
    public let forecast: Money
    public let actual: Money
    public let parts: Parts

    /// - Parameters:
    ///   - forecasts: a line a key.
    ///   - charges: rows of one key count together.
    ///   - unmodelled: what nothing of the model is, in the invoice's currency, by name.
    /// - Throws: where a sum is too large.
    public init(
        _ forecasts: [Forecast], _ charges: [Charge],
        unmodelled: [(name: String, billed: ExactDecimal)], rates: Rates
    ) throws(QuantityError) {
        var splitter = VarianceSplitter(forecasts, rates: rates)
        for charge in charges { try splitter.add(charge) }
        var lines = try splitter.lines()
        for (name, billed) in unmodelled {
            let amount = try rates.actual.multiplied(by: billed, rounding: .halfEven)
            let key = Key(layer: "not modelled", component: name, item: "", meter: "")
            lines.append(
                Line(
                    key: key, forecast: .zero, actual: amount, parts: Parts(notModelled: amount),
                    isForecast: false, isBilled: true))
        }
        self.lines = lines
        forecast = try Money.sum(lines.map(\.forecast))
        actual = try Money.sum(lines.map(\.actual))
        parts = try Self.sum(lines.map(\.parts))
    }

    /// What lines of a layer were invoiced; nil where it has none.
    public func actual(of layer: String) throws(QuantityError) -> Money? {
        let own = lines.filter { $0.key.layer == layer }
        return own.isEmpty ? nil : try Money.sum(own.map(\.actual))
    }

    /// Part by part.
    public static func sum(_ all: [Parts]) throws(QuantityError) -> Parts {
        Parts(
            price: try Money.sum(all.map(\.price)), quantity: try Money.sum(all.map(\.quantity)),
            mix: try Money.sum(all.map(\.mix)), ether: try Money.sum(all.map(\.ether)),
            currency: try Money.sum(all.map(\.currency)),
            notModelled: try Money.sum(all.map(\.notModelled)))
    }
}

/// Splits line by line, with the sums of their groups.
private struct VarianceSplitter {
    private struct Group: Hashable {
        let layer: String
        let meter: String

        init(_ key: SpendVariance.Key) {
            layer = key.layer
            meter = key.meter
        }
    }

    private struct Billed {
        var quantity: ExactDecimal?
        var amount: ExactDecimal
    }

    private let forecasts: [SpendVariance.Forecast]
    private let rates: SpendVariance.Rates
    private var order: [SpendVariance.Key] = []
    private var billed: [SpendVariance.Key: Billed] = [:]

    init(_ forecasts: [SpendVariance.Forecast], rates: SpendVariance.Rates) {
        self.forecasts = forecasts
        self.rates = rates
    }

    mutating func add(_ charge: SpendVariance.Charge) throws(QuantityError) {
        guard let known = billed[charge.key] else {
            order.append(charge.key)
            billed[charge.key] = Billed(quantity: charge.quantity, amount: charge.billed)
            return
        }
        // A credit has no units, and takes none away.
        var quantity = known.quantity
        if let more = charge.quantity { quantity = try (quantity ?? .zero) + more }
        billed[charge.key] = Billed(
            quantity: quantity, amount: try known.amount + charge.billed)
    }

    func lines() throws(QuantityError) -> [SpendVariance.Line] {
        let groups = try sums()
        var lines: [SpendVariance.Line] = []
        for forecast in forecasts {
            lines.append(try line(forecast, groups[Group(forecast.key)]))
        }
        let known = Set(forecasts.map(\.key))
        for key in order where !known.contains(key) { lines.append(try new(key)) }
        return lines
    }

    /// Units of a group, forecast and billed; none where a line of it is not counted.
    private func sums() throws(QuantityError) -> [Group: (ExactDecimal, ExactDecimal)] {
        var sums: [Group: (ExactDecimal, ExactDecimal)] = [:]
        var uncounted: Set<Group> = []
        for forecast in forecasts {
            let group = Group(forecast.key)
            let actual = billed[forecast.key]
            let billedUnits = actual == nil ? ExactDecimal.zero : actual?.quantity
            guard let units = forecast.quantity, let billedUnits else {
                uncounted.insert(group)
                continue
            }
            let sum = sums[group] ?? (.zero, .zero)
            sums[group] = (try sum.0 + units, try sum.1 + billedUnits)
        }
        for group in uncounted { sums[group] = nil }
        return sums
    }

    private func line(
        _ forecast: SpendVariance.Forecast, _ units: (forecast: ExactDecimal, billed: ExactDecimal)?
    ) throws(QuantityError) -> SpendVariance.Line {
        let own = billed[forecast.key]
        let (before, after) = try amounts(own?.amount ?? .zero)
        var parts = SpendVariance.Parts()
        parts.currency = try after - before
        let atOldPrice =
            try self.atOldPrice(forecast, own) ?? (forecast.amount == .zero ? before : nil)
        guard let atOldPrice else {
            // Nothing tells units from prices.
            parts.price = try before - forecast.amount
            return SpendVariance.Line(
                key: forecast.key, forecast: forecast.amount, actual: after, parts: parts,
                isForecast: true, isBilled: own != nil)
        }
        parts.quantity = try atOldPrice - forecast.amount
        if let units, units.forecast > .zero {
            let grown = try forecast.amount.multiplied(
                by: units.billed, over: units.forecast, rounding: .halfEven)
            parts.quantity = try grown - forecast.amount
            parts.mix = try atOldPrice - grown
        }
        if let old = forecast.etherPrice, let new = rates.ether, old > .zero {
            let atNewEther = try atOldPrice.multiplied(
                by: ExactDecimal(scaled: new.attodollars),
                over: ExactDecimal(scaled: old.attodollars),
                rounding: .halfEven)
            parts.ether = try atNewEther - atOldPrice
        }
        parts.price = try (before - atOldPrice) - parts.ether
        return SpendVariance.Line(
            key: forecast.key, forecast: forecast.amount, actual: after, parts: parts,
            isForecast: true, isBilled: own != nil)
    }

    /// What the billed units cost at the price of the forecast; nil where they are not counted, or
    /// none were forecast.
    private func atOldPrice(
        _ forecast: SpendVariance.Forecast, _ own: Billed?
    ) throws(QuantityError) -> Money? {
        guard let own else { return .zero }
        guard let units = forecast.quantity, units > .zero, let billed = own.quantity else {
            return nil
        }
        return try forecast.amount.multiplied(by: billed, over: units, rounding: .halfEven)
    }

    /// What the model has and nobody forecast is more of it, at the price it is billed.
    private func new(_ key: SpendVariance.Key) throws(QuantityError) -> SpendVariance.Line {
        let (before, after) = try amounts(billed[key]?.amount ?? .zero)
        var parts = SpendVariance.Parts()
        parts.quantity = before
        parts.currency = try after - before
        return SpendVariance.Line(
            key: key, forecast: .zero, actual: after, parts: parts, isForecast: false,
            isBilled: true)
    }

    /// In USD, at the rate of the forecast and at the month's.
    private func amounts(_ billed: ExactDecimal) throws(QuantityError) -> (Money, Money) {
        (
            try rates.forecast.multiplied(by: billed, rounding: .halfEven),
            try rates.actual.multiplied(by: billed, rounding: .halfEven)
        )
    }
}
