// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What the modelled platform costs: lines of meter, quantity, unit price and amount that add up to
/// the total exactly, an hour, a month and a transaction.
///
/// A month has the price book's hours, 730 where there is no book. Given quantities times given
/// prices stay exact to 10^-18 USD; a simulated rate enters once, as a whole number of units a
/// month. Memory is billed in units of 2^30 bytes where its price is per GB-h, as vendors do;
/// delivered data in units of 10^9 bytes.
public struct Bill: Sendable, Equatable {
    /// In the order of `CostLayer`; within a layer in the model's order, then what is missing to
    /// least charges, what commitments cost, and what is on the whole bill.
    public let lines: [BillLine]
    public let hoursPerMonth: Int64
    /// The sums of the lines.
    public let amounts: BillAmounts
    /// The sum of the lines.
    public let perHour: Money
    /// In the order of `CostLayer`; only layers that have lines.
    public let layers: [LayerTotal]
    /// Absent where nothing is billed, or nothing is transacted.
    public let transaction: TransactionCost?
    /// In the order of the agreements.
    public let commitments: [CommitmentUse]

    /// What is billed in a month.
    public var perMonth: Money { amounts.billed }

    /// What one layer costs: the sum of its lines.
    public struct LayerTotal: Sendable, Equatable {
        public let layer: CostLayer
        public let perMonth: Money
        public let perHour: Money
    }

    /// The month's total over the month's transactions.
    public struct TransactionCost: Sendable, Equatable {
        public let amount: Money
        /// Transactions a month by which the total is divided.
        public let perMonth: ExactDecimal
        /// Stated in the scenario, or the requests that the engine saw answered.
        public let basis: BillLine.Basis
        /// Where the amount lies by the 95% intervals of what is simulated, in USD; absent where
        /// one replication gives no interval.
        public let interval: ClosedRange<Double>?
    }

    static let confidence = Ratio.percent(95)

    /// - Parameter hoursOfMonth: those of a month that has a date; else the price book's are taken.
    /// - Throws: where a price is missing or does not fit its meter, and where a sum is too large.
    public init(
        _ model: Model, _ measurements: Measurements, hoursOfMonth: Int64? = nil
    ) throws(CostError) {
        let book = model.economics.prices
        let hours = hoursOfMonth ?? book?.hoursPerMonth ?? PriceBook.usualHoursPerMonth
        guard hours > 0 else { throw .emptyMonth(book: book?.name ?? "") }
        let meter = MeterReader(model: model, measurements: measurements, hoursPerMonth: hours)
        var charged: [Charged] = []
        for (index, component) in model.components.enumerated() {
            charged += try meter.charges(of: component, id: ComponentID(index))
        }
        let agreements = model.economics.agreements
        let priced = try Pricing.outcome(
            of: charged, book: book, agreements: agreements, hoursPerMonth: hours)
        let read: [BillLine]
        do {
            let overhead = Overhead(agreements: agreements, hoursPerMonth: hours)
            read = try priced.lines + overhead.lines(on: priced.lines)
        } catch {
            throw .arithmetic(component: CommitmentDraw.everybody, error)
        }
        let lines = CostLayer.allCases.flatMap { layer in read.filter { $0.layer == layer } }
        commitments = priced.commitments
        self.lines = lines
        hoursPerMonth = hours
        do {
            amounts = try BillAmounts.sum(lines.map(\.amounts))
            perHour = try Money.sum(lines.map(\.perHour))
            layers = try Self.layers(of: lines)
            transaction = try Self.transaction(
                model, measurements, hours: hours, total: amounts.billed, lines: lines)
        } catch {
            throw .arithmetic(component: "all components", error)
        }
    }

    private static func layers(of lines: [BillLine]) throws(QuantityError) -> [LayerTotal] {
        var totals: [LayerTotal] = []
        for layer in CostLayer.allCases {
            let part = lines.filter { $0.layer == layer }
            if part.isEmpty { continue }
            totals.append(
                LayerTotal(
                    layer: layer, perMonth: try Money.sum(part.map(\.perMonth)),
                    perHour: try Money.sum(part.map(\.perHour))))
        }
        return totals
    }

    private static func transaction(
        _ model: Model, _ measurements: Measurements, hours: Int64, total: Money,
        lines: [BillLine]
    ) throws(QuantityError) -> TransactionCost? {
        if lines.isEmpty { return nil }
        let month = ExactDecimal(hours)
        let count: ExactDecimal
        let relativeHalfWidth: Double?
        if let stated = model.economics.transactions {
            count = try stated.quantity(inHours: month, hoursPerMonth: month, rounding: .halfEven)
            relativeHalfWidth = 0
        } else {
            let throughput = measurements.overall.throughput
            guard let whole = wholeUnits(throughput.value * Double(hours) * 3600) else {
                return nil
            }
            count = ExactDecimal(whole)
            relativeHalfWidth = throughput.relativeHalfWidth(confidence: confidence)
        }
        guard count > .zero else { return nil }
        let amount = try total.multiplied(by: .one, over: count, rounding: .halfEven)
        let basis = model.economics.transactions == nil ? measurements.usageBasis : .given
        return TransactionCost(
            amount: amount, perMonth: count, basis: basis,
            interval: interval(
                amount: amount, total: total, lines: lines, count: count,
                relativeHalfWidth: relativeHalfWidth))
    }

    /// The extremes of (total ± line half widths) / (count ± its half width): wide enough whatever
    /// the correlation.
    private static func interval(
        amount: Money, total: Money, lines: [BillLine], count: ExactDecimal,
        relativeHalfWidth: Double?
    ) -> ClosedRange<Double>? {
        guard let relativeHalfWidth, relativeHalfWidth < 1 else { return nil }
        var halfWidth = 0.0
        for line in lines {
            guard let part = line.halfWidthPerMonth else { return nil }
            halfWidth += part
        }
        let month = total.approximation
        if halfWidth == 0, relativeHalfWidth == 0 {
            return amount.approximation...amount.approximation
        }
        let low = (month - halfWidth) / (count.approximation * (1 + relativeHalfWidth))
        let high = (month + halfWidth) / (count.approximation * (1 - relativeHalfWidth))
        return low.isFinite && high.isFinite && low <= high ? low...high : nil
    }
}

extension Measurements {
    /// What a metered quantity rests on.
    var usageBasis: BillLine.Basis {
        switch engine {
        case .simulation: .simulated
        case .closedForm: .computed
        }
    }
}

/// An estimate of a count, to the nearest whole unit; nil where it is no count.
func wholeUnits(_ count: Double) -> Int64? {
    guard count.isFinite, count >= 0, count < 9e18 else { return nil }
    return Int64(count.rounded())
}
