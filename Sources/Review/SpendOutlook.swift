// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Planning
import Quantities

/// What months cost under the loads of a forecast: at its middle, and at its P10 and P90.
///
/// A range is of the bills at those loads. It says how spend follows the load; prices and the price
/// of ETH are the scenario's.
public struct SpendOutlook: Sendable {
    public struct Month: Sendable {
        public let date: CalendarMonth
        /// Times the scenario's load.
        public let load: (low: Double, middle: Double, high: Double)
        public let middle: SpendMonth
        public let low: Money
        public let high: Money
    }

    /// The month under review, at the load that it had.
    public let now: SpendMonth
    /// The months after it.
    public let months: [Month]

    /// A quantile of a month's load, in times the scenario's.
    public typealias Load = (low: Double, middle: Double, high: Double)

    /// - Parameters:
    ///   - model: under the plan by which it is simulated.
    ///   - load: of the month, in times the scenario's.
    ///   - course: of the months after it.
    /// - Throws: what `answer` throws; `CostError`; `ModelError` where a load is more than a model
    ///   may hold; `QuantityError` where it is more than 10^20 times.
    public init(
        _ model: Model, month: CalendarMonth, load: Double, course: [Load],
        answer: @escaping SpendForecaster.Answer
    ) throws {
        var points = [(date: month, load: try Self.decimal(load))]
        var ahead: [(CalendarMonth, Load)] = []
        for (index, load) in course.enumerated() {
            guard let date = month.advanced(by: index + 1) else { break }
            ahead.append((date, load))
            for level in [load.low, load.middle, load.high] {
                points.append((date: date, load: try Self.decimal(level)))
            }
        }
        let bills = try SpendForecaster.months(model, points, answer: answer)
        now = bills[0]
        months = ahead.enumerated().map { index, month in
            let own = bills[(1 + 3 * index)...]
            let first = own.startIndex
            let amounts = [own[first], own[first + 1], own[first + 2]].map(\.bill.perMonth)
            return Month(
                date: month.0, load: month.1, middle: own[first + 1],
                low: amounts.min() ?? .zero, high: amounts.max() ?? .zero)
        }
    }

    private static func decimal(_ load: Double) throws(QuantityError) -> ExactDecimal {
        try ExactDecimal(rounding: load, rule: .halfEven)
    }
}

extension SpendMonth {
    /// Its bill as lines that an invoice is held against.
    public var forecasts: [SpendVariance.Forecast] {
        bill.lines.map { line in
            SpendVariance.Forecast(
                key: SpendVariance.Key(line), quantity: line.quantity, amount: line.perMonth,
                etherPrice: line.layer == .gas ? model.etherPrice(of: line.component) : nil)
        }
    }
}

extension SpendVariance.Key {
    init(_ line: BillLine) {
        self.init(
            layer: line.layer.rawValue, component: line.component, item: line.item ?? "",
            meter: line.meter.rawValue)
    }
}

extension Model {
    fileprivate func etherPrice(of component: String) -> Money? {
        guard case .chain(let chain) = components.first(where: { $0.name == component })?.kind
        else { return nil }
        return chain.etherPrice
    }
}
