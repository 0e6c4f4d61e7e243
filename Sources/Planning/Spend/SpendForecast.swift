// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// What a platform costs over some months: every line, layer and month adds up to the same total,
/// exactly, and replications say in which range it lies.
public struct SpendForecast: Sendable {
    /// Under the plan by which it was simulated.
    public let model: Model
    /// At least one.
    public let months: [SpendMonth]
    public let window: Window
    /// In the order of `CostLayer`, within a layer as on the first bill that has them.
    public let lines: [Line]
    public let layers: [Layer]
    public let total: Amount
    /// By each view.
    public let amounts: BillAmounts
    /// Over all months, in the order of the agreements.
    public let commitments: [CommitmentUse]

    /// An amount over all months, and where it lies.
    public struct Amount: Sendable, Equatable {
        public let value: Money
        /// Over the sums that each replication has over all months; absent for one replication.
        public let spread: Spread?
    }

    /// What makes lines of different months the same one.
    public struct LineKey: Hashable, Sendable {
        public let layer: CostLayer
        public let component: String
        public let item: String?
        public let meter: BillLine.Meter

        public init(_ line: BillLine) {
            layer = line.layer
            component = line.component
            item = line.item
            meter = line.meter
        }
    }

    /// One line of the bill over all months.
    public struct Line: Sendable {
        public let key: LineKey
        public let quantity: ExactDecimal
        public let free: ExactDecimal
        /// Absent where months have different ones.
        public let unitPrice: Money?
        public let amount: Amount
        /// By each view.
        public let amounts: BillAmounts
        public let category: BillLine.Category
        public let basis: BillLine.Basis
    }

    public struct Layer: Sendable {
        public let layer: CostLayer
        public let amount: Amount
    }

    /// How long replications were, and why.
    public struct Window: Sendable {
        /// As the scenario has it.
        public let planned: SimTime
        /// Present where the length is part of what is simulated.
        public let fixed: FixedLength?

        public init(planned: SimTime, fixed: FixedLength?) {
            self.planned = planned
            self.fixed = fixed
        }
    }

    /// Hours of all months.
    public var hours: Int64 { months.reduce(0) { $0 + $1.bill.hoursPerMonth } }

    /// Months with whose load the platform does not keep up: those that were answered, and those
    /// between two of them.
    public var saturatedMonths: [Int] {
        let answered = months.indices.filter { months[$0].origin != .between }
        return months.indices.filter { index in
            let around = [
                answered.last { $0 <= index }, answered.first { $0 >= index },
            ]
            return around.allSatisfy { month in
                month.map { months[$0].measurements.saturation != nil } ?? false
            }
        }
    }

    init(_ model: Model, months: [SpendMonth], window: Window) throws(CostError) {
        precondition(!months.isEmpty, "a forecast of no month")
        self.model = model
        self.months = months
        self.window = window
        do {
            let keys = Self.keys(months)
            let parts = LineParts(months)
            var lines: [Line] = []
            for key in keys { lines.append(try Self.line(key, parts)) }
            self.lines = lines
            var layers: [Layer] = []
            for layer in CostLayer.allCases where keys.contains(where: { $0.layer == layer }) {
                layers.append(
                    Layer(
                        layer: layer,
                        amount: try Self.amount(months) { $0.layer == layer }))
            }
            self.layers = layers
            total = try Self.amount(months) { _ in true }
            amounts = try BillAmounts.sum(lines.map(\.amounts))
            commitments = try Self.commitments(months)
        } catch {
            throw .arithmetic(component: "all components", error)
        }
    }

    /// What the lines of all months that are chosen come to.
    static func amount(
        _ months: [SpendMonth], of isChosen: (BillLine) -> Bool
    ) throws(QuantityError) -> Amount {
        func sum(_ bills: [Bill]) throws(QuantityError) -> Money {
            try Money.sum(bills.flatMap { $0.lines.filter(isChosen).map(\.perMonth) })
        }
        // Where a run is interrupted, one month has fewer replications than another.
        let count = months.map(\.samples.count).min() ?? 0
        var samples: [Money] = []
        for number in 0..<count { samples.append(try sum(months.map { $0.samples[number] })) }
        return Amount(value: try sum(months.map(\.bill)), spread: try Spread(samples))
    }

    private static func commitments(
        _ months: [SpendMonth]
    ) throws(QuantityError) -> [CommitmentUse] {
        var sums: [CommitmentUse] = []
        for use in months[0].bill.commitments {
            let all = months.flatMap(\.bill.commitments).filter { $0.name == use.name }
            if let sum = try CommitmentUse.sum(all) { sums.append(sum) }
        }
        return sums
    }

    private static func keys(_ months: [SpendMonth]) -> [LineKey] {
        var seen: Set<LineKey> = []
        let all = months.flatMap { $0.bill.lines.map { LineKey($0) } }
            .filter { seen.insert($0).inserted }
        return CostLayer.allCases.flatMap { layer in all.filter { $0.layer == layer } }
    }

    private static func line(
        _ key: LineKey, _ parts: LineParts
    ) throws(QuantityError) -> Line {
        let own = parts.lines[key] ?? []
        var quantity = ExactDecimal.zero
        var free = ExactDecimal.zero
        for line in own {
            quantity = try quantity + line.quantity
            free = try free + line.free
        }
        let prices = Set(own.map(\.unitPrice))
        let samples = try parts.samples.map { sample throws(QuantityError) in
            try Money.sum(sample[key] ?? [])
        }
        return Line(
            key: key, quantity: quantity, free: free,
            unitPrice: prices.count == 1 ? prices.first : nil,
            amount: Amount(
                value: try Money.sum(own.map(\.perMonth)), spread: try Spread(samples)),
            amounts: try BillAmounts.sum(own.map(\.amounts)),
            category: own.first?.category ?? .usage,
            basis: own.first { $0.basis != .given }?.basis ?? .given)
    }
}

/// The lines of all months, and their amounts in each replication, by what makes them the same.
private struct LineParts {
    var lines: [SpendForecast.LineKey: [BillLine]] = [:]
    /// By replication.
    var samples: [[SpendForecast.LineKey: [Money]]]

    init(_ months: [SpendMonth]) {
        let count = months.map(\.samples.count).min() ?? 0
        samples = Array(repeating: [:], count: count)
        for month in months {
            for line in month.bill.lines {
                lines[SpendForecast.LineKey(line), default: []].append(line)
            }
            for number in 0..<count {
                for line in month.samples[number].lines {
                    let key = SpendForecast.LineKey(line)
                    samples[number][key, default: []].append(line.perMonth)
                }
            }
        }
    }
}
