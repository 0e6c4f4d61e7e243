// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// Bills a model month by month under a load that grows, each load from the same seed.
///
/// Where nothing that is billed is measured, one load is answered. Else the first and the last
/// month's are, and the one in the middle by some of the replications: where the bill there is near
/// the straight line between the same replications of the two, the others are taken from such
/// lines, and where it is not, the load in the middle is answered in full, and both halves are
/// looked at in the same way. Lines are drawn through the use, not through the cost: every month is
/// priced by its own hours, free units and volumes.
public struct SpendForecaster {
    /// Layers of a month in the middle may be off by this share of its bill, all together.
    static let tolerance = 0.005

    /// Answers a model at so many times the load of the scenario.
    public typealias Answer = (Model, Ratio) throws -> Measurements

    private let model: Model
    private let loads: [ExactDecimal]
    private let answer: Answer
    /// By month.
    private var answers: [Int: Measurements] = [:]

    /// - Parameter model: under the plan by which it is simulated.
    private init(_ model: Model, loads: [ExactDecimal], answer: @escaping Answer) {
        self.model = model
        self.loads = loads
        self.answer = answer
    }

    /// - Parameter dates: one month after the other; none for one month without a date.
    /// - Parameter window: how long replications are, and why; as the model's plan where it is left
    ///   out.
    /// - Throws: what `answer` throws; `CostError`; `ModelError` where a load is more than a model
    ///   may hold.
    public static func forecast(
        _ model: Model, dates: [CalendarMonth], window: SpendForecast.Window? = nil,
        answer: @escaping Answer
    ) throws -> SpendForecast {
        let loads = try loads(model, months: dates.count)
        var forecaster = SpendForecaster(model, loads: loads, answer: answer)
        let months = try forecaster.months(dates.isEmpty ? [nil] : dates)
        return try SpendForecast(
            model, months: months,
            window: window ?? SpendForecast.Window(planned: model.run.duration, fixed: nil))
    }

    /// The bills of months under loads that come from elsewhere than steady growth, in times the
    /// scenario's, in the order of the points; as few loads are answered as `forecast` would.
    ///
    /// - Throws: what `answer` throws; `CostError`; `ModelError` where a load is more than a model
    ///   may hold.
    public static func months(
        _ model: Model, _ points: [(date: CalendarMonth, load: ExactDecimal)],
        answer: @escaping Answer
    ) throws -> [SpendMonth] {
        // Lines are drawn between loads that stand around a third, so they go by rising load.
        let order = points.indices.sorted { first, second in
            (points[first].load, first) < (points[second].load, second)
        }
        if order.isEmpty { return [] }
        var forecaster = SpendForecaster(
            model, loads: order.map { points[$0].load }, answer: answer)
        let months = try forecaster.months(order.map { points[$0].date })
        return zip(order, months).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Times the load of the scenario, by month.
    static func loads(_ model: Model, months: Int) throws(ModelError) -> [ExactDecimal] {
        guard let growth = model.economics.growth else {
            return Array(repeating: .one, count: max(months, 1))
        }
        var loads: [ExactDecimal] = []
        for month in 0..<max(months, 1) {
            do { loads.append(try growth.factor(after: month)) } catch {
                throw ModelError(
                    path: "growth",
                    fault: .outOfRange(
                        what: "the load \(month) months later at \(growth)",
                        value: "more than 10^20 times the first",
                        allowed: "less; let it grow less, or name fewer months"))
            }
        }
        return loads
    }

    private mutating func months(_ dates: [CalendarMonth?]) throws -> [SpendMonth] {
        try simulate(0)
        let first = try month(0, dates)
        let isGiven = first.bill.isGiven
        if !isGiven, Set(loads).count > 1 {
            try simulate(loads.count - 1)
            try refine(0, loads.count - 1)
            align()
        }
        var months: [SpendMonth] = []
        for index in loads.indices { months.append(try month(index, dates, isGiven: isGiven)) }
        return months
    }

    /// Batches may be joined to fewer values under one load than under another.
    private mutating func align() {
        let months = answers.keys.sorted()
        let aligned = Measurements.aligned(months.compactMap { answers[$0] })
        answers = Dictionary(uniqueKeysWithValues: zip(months, aligned))
    }

    private func model(at index: Int) throws -> Model {
        loads[index] == .one ? model : try model.with(use: loads[index])
    }

    private mutating func simulate(_ index: Int) throws {
        answers[index] = try answer(try model(at: index), .fraction(loads[index].approximation))
    }

    /// Replications by which a line is held against the load in its middle: a quarter, where there
    /// are enough for two that tell more than chance.
    public static func checks(of replications: Int) -> Int {
        replications < 8 ? replications : (replications + 3) / 4
    }

    private mutating func refine(_ low: Int, _ high: Int) throws {
        guard high - low > 1 else { return }
        let middle = (low + high) / 2
        let line = between(low, middle, high)
        if try isStraight(line, at: middle) { return }
        let guessed = try Bill(try model(at: middle), line)
        try simulate(middle)
        let found = try Bill(try model(at: middle), answers[middle] ?? between(low, middle, high))
        if Self.gap(guessed, found) <= Self.tolerance { return }
        try refine(low, middle)
        try refine(middle, high)
    }

    /// Whether some of the replications lie on the line; false where there are no fewer than all.
    private func isStraight(_ line: Measurements, at index: Int) throws -> Bool {
        let model = try model(at: index)
        let count = Self.checks(of: model.run.replications)
        // Batches are values of one replication, and cannot be had by fewer.
        guard model.run.batches == nil, let all = line.sampledReplications, count < all else {
            return false
        }
        var few = model.run
        few.replications = count
        let found = try answer(model.with(run: few), .fraction(loads[index].approximation))
        guard found.sampledReplications == count else { return false }
        return Self.gap(try Bill(model, line.first(count)), try Bill(model, found))
            <= Self.tolerance
    }

    /// How far the layers of two bills are apart, as a share of the second.
    static func gap(_ guessed: Bill, _ found: Bill) -> Double {
        var gap = 0.0
        for layer in CostLayer.allCases {
            let amounts = [guessed, found].map { bill in
                bill.layers.first { $0.layer == layer }?.perMonth.approximation ?? 0
            }
            gap += (amounts[0] - amounts[1]).magnitude
        }
        return gap == 0 ? 0 : gap / max(found.perMonth.approximation.magnitude, 1e-9)
    }

    /// - Precondition: low and high were answered.
    private func between(_ low: Int, _ index: Int, _ high: Int) -> Measurements {
        guard let first = answers[low], let last = answers[high] else {
            preconditionFailure("a line between loads that were not answered")
        }
        let start = loads[low].approximation
        let width = loads[high].approximation - start
        return first.between(
            last, share: width == 0 ? 0 : (loads[index].approximation - start) / width)
    }

    private func month(
        _ index: Int, _ dates: [CalendarMonth?], isGiven: Bool = false
    ) throws -> SpendMonth {
        let (origin, measurements) = use(of: index, isGiven: isGiven)
        return try SpendMonth(
            dates[index], load: loads[index], origin: origin, try model(at: index), measurements)
    }

    private func use(of index: Int, isGiven: Bool) -> (SpendMonth.Origin, Measurements) {
        if let answer = answers[index] { return (answer.origin, answer) }
        let known = answers.keys.sorted()
        guard let low = known.last(where: { $0 < index }), let first = answers[low] else {
            preconditionFailure("the first month is always answered")
        }
        guard let high = known.first(where: { $0 > index }) else {
            return (isGiven ? .given : first.origin, first)
        }
        return (.between, between(low, index, high))
    }
}

extension Measurements {
    fileprivate var origin: SpendMonth.Origin {
        switch engine {
        case .simulation: .simulated
        case .closedForm: .computed
        }
    }
}
