// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Forecasting
import Model
import Planning
import Quantities

/// The answer to `runway`: what runs out and when, what to order by when, and what that costs.
public struct RunwayReport {
    public static let tableIDs = ["runway", "actions", "budget", "forecast"]

    /// What the answer rests on.
    public struct Basis {
        /// The month after the history's last.
        public let first: CalendarMonth
        public let leads: LeadTimes
        /// What was fitted; nil where growth was given.
        public let trend: DampedTrend?
        /// Months of history; 0 where growth was given.
        public let months: Int
        /// Rows of it that belong to months which are not whole.
        public let leftOut: Int
        /// Where service levels break; nil where that was not looked for.
        public let stress: StressAnswer?
        /// What was observed, month by month, as far as a chart shows it.
        public let history: [Double]

        public init(
            first: CalendarMonth, leads: LeadTimes, trend: DampedTrend?, months: Int,
            leftOut: Int, stress: StressAnswer?, history: [Double] = []
        ) {
            self.first = first
            self.leads = leads
            self.trend = trend
            self.months = months
            self.leftOut = leftOut
            self.stress = stress
            self.history = history
        }
    }

    let plan: RunwayPlan
    let basis: Basis
    /// The budget.
    let months: [RunwayPlan.Month]

    var runway: Runway { plan.runway }
    var base: Assessment { plan.base }

    public static func make(
        _ runway: Runway, base: Assessment, basis: Basis, identity: Identity
    ) -> Report {
        let plan = RunwayPlan(
            runway, base: base, binding: basis.stress?.binding, first: basis.first,
            leads: basis.leads)
        let own = RunwayReport(plan: plan, basis: basis, months: plan.budget)
        let isReached =
            runway.rows.contains { $0.isReached && $0.isOrdered }
            || runway.stocks.contains(where: \.isFull)
        return Report(
            identity: identity, verdict: isReached ? .breached : nil, headline: own.headline,
            notes: own.notes,
            tables: [own.table, own.actions, own.budget, own.forecast].compactMap { $0 },
            charts: own.charts)
    }

    // MARK: The decision

    private var headline: String {
        if let stock = firstStock { return stock }
        guard let first = runway.rows.first(where: \.isOrdered) else {
            return "Nothing that is modelled runs out, whatever the load."
        }
        let event = event(first.limit)
        if first.isReached {
            return Self.capitalized(event) + " now: the last month had \(number(runway.last)), and"
                + " \(number(level(first.limit))) can be carried."
        }
        guard let middle = first.passage.month(.percent(50)) else {
            let chance = first.passage.probability(within: runway.months)
            guard chance > .zero else {
                return "Nothing runs out within the \(runway.months) months of the forecast."
            }
            return "Nothing runs out within \(runway.months) months in most paths; \(event) with a"
                + " chance of \(percent(chance))."
        }
        var text = Self.capitalized(event) + " in \(month(middle))"
        if basis.trend != nil {
            let early = first.passage.month(.percent(10)).map(month) ?? "later"
            let late = first.passage.month(.percent(90)).map(month) ?? "beyond the forecast"
            text += " (80%: \(early) to \(late))"
        }
        return text + "; order \(orderWords(first))."
    }

    /// What happens where a limit is reached.
    private func event(_ limit: LoadLimit) -> String {
        guard limit.isOfLevels, let answer = basis.stress else {
            return "\(limit.name) runs out"
        }
        let levels = answer.breaks.compactMap { part -> String? in
            guard case .level(let index) = part, base.model.objectives.indices.contains(index)
            else { return nil }
            return Words.name(base.model.objectives[index], base.model)
        }
        let names = levels.isEmpty ? "" : " (\(levels.joined(separator: ", ")))"
        return "a service level\(names) breaks"
    }

    private static func capitalized(_ text: String) -> String {
        // Names of components stay as they are written.
        text.hasPrefix("a ") ? "A" + text.dropFirst() : text
    }

    /// A disk that is full before anything else runs out.
    private var firstStock: String? {
        let stocks = runway.stocks.compactMap { stock -> (Runway.Stock, Int)? in
            stock.isFull ? (stock, 0) : stock.passage.month(.percent(50)).map { (stock, $0) }
        }
        guard let (stock, number) = stocks.min(by: { $0.1 < $1.1 }) else { return nil }
        if stock.isFull { return "\(stock.part.name) is full now." }
        let others = runway.rows.filter(\.isOrdered).map { row in
            row.isReached ? 0 : row.passage.month(.percent(50)) ?? .max
        }
        guard others.allSatisfy({ number < $0 }) else { return nil }
        var text = "\(stock.part.name) is full in \(month(number))"
        if basis.trend != nil {
            let early = stock.passage.month(.percent(10)).map(month) ?? "later"
            let late = stock.passage.month(.percent(90)).map(month) ?? "beyond the forecast"
            text += " (80%: \(early) to \(late))"
        }
        return text + "; order more \(plan.orderBy(stock).map { "by \($0)" } ?? "now")."
    }

    private func orderWords(_ row: Runway.Row) -> String {
        let date = orderBy(row).map { "by \($0)" } ?? "now"
        guard let remedy = remedy(row) else { return date }
        return "\(words(remedy)) \(date)" + (remedy.perMonth.map { ", \(cost($0))" } ?? "")
    }

    func words(_ remedy: Remedy) -> String {
        if remedy.isUpperBound, case .capacity(let id, _) = remedy.lever {
            return "an autoscaler of up to \(remedy.then) pods of \(base.model.component(id).name)"
        }
        return LeverWords(model: base.model).amount(remedy.lever, remedy.then)
    }

    private func cost(_ money: Money) -> String {
        money == .zero
            ? "at no further cost" : "\(money > .zero ? "+" : "")\(Words.money(money)) a month"
    }

    private var notes: [String] {
        var notes = [
            "The load of the scenario counts as \(number(runway.scenarioLoad)); the last month"
                + " had \(number(runway.last))\(peakWords).",
            "To order by: \(leadWords) before the month in which one path in ten has run"
                + " out. An action carries the P90 load of a year later.",
        ]
        if let trend = basis.trend { notes += about(trend) }
        if basis.leftOut > 0 {
            let rows = Words.count(basis.leftOut, "row")
            notes.append("Of the history \(rows) left out, of months that it does not hold whole.")
        }
        if base.outcome == .saturated {
            notes.append("The scenario itself does not keep up with its load.")
        }
        notes += levels + unpriced
        return notes
    }

    /// What is known of where service levels break.
    private var levels: [String] {
        guard let stress = basis.stress else {
            return [
                "Service levels were not looked at: without --no-levels, a search by simulation"
                    + " finds the load at which one breaks."
            ]
        }
        switch (stress.met, stress.broken) {
        case (.some, .some):
            return stress.isPrecise
                ? []
                : [
                    "Where a service level breaks is not known closely; the load that surely holds"
                        + " counts. A larger --budget tells more."
                ]
        case (nil, .some):
            return ["No load that was tried keeps the service levels for certain."]
        case (_, nil): return ["No load that was tried breaks a service level for certain."]
        }
    }

    /// What the budget lacks.
    private var unpriced: [String] {
        var names: [String] = []
        for name in months.flatMap(\.unpriced).map(words) where !names.contains(name) {
            names.append(name)
        }
        var notes: [String] = []
        if !names.isEmpty {
            notes.append(
                "The bill does not know what these cost, and the budget is without them:"
                    + " \(names.joined(separator: "; ")).")
        }
        if let first = months.first(where: { $0.total == nil }) {
            notes.append("From \(month(first.number)) on there are months that cannot be billed.")
        }
        return notes
    }

    private func about(_ trend: DampedTrend) -> [String] {
        let season: String
        if trend.months < 24 {
            season =
                "\(trend.months) months of history: read the chance and P10 first; no season can be"
                + " known from fewer than 24."
        } else if trend.season.strength > 0 {
            let kept = percent(.fraction(trend.season.strength))
            season = "A yearly season was found (\(kept) of what was seen is kept)."
        } else {
            season = "No yearly season was found."
        }
        let found = [
            ("A spike was left out", trend.spikes), ("The level shifted for good", trend.shifts),
        ]
        return [season]
            + found.compactMap { words, places in
                let months = places.map { month($0 + 1 - basis.months) }
                return months.isEmpty ? nil : "\(words): \(months.joined(separator: ", "))."
            }
    }

    // MARK: Tables

    var forecast: Table {
        Table(
            id: "forecast", title: "Load by month",
            columns: [
                .text("month", "Month"), .value("p10", "P10", .number),
                .value("p50", "P50", .number), .value("p90", "P90", .number),
            ],
            rows: runway.course.enumerated().map { index, quantiles in
                [
                    .text(month(index + 1)), .number(quantiles.low, .number),
                    .number(quantiles.middle, .number), .number(quantiles.high, .number),
                ]
            }, audience: .onRequest)
    }

    // MARK: Parts

    private func level(_ limit: LoadLimit) -> Double { runway.level(limit) }

    func orderBy(_ row: Runway.Row) -> CalendarDay? { plan.action(row)?.orderBy }

    private func remedy(_ row: Runway.Row) -> Remedy? { plan.action(row)?.remedy }

    /// in its busy hour (--peak)
    private var peakWords: String {
        runway.peak == 1
            ? "" : " in its busy hour, \(number(runway.peak)) times its mean (--peak)"
    }

    /// 30 days (db: 42 days)
    private var leadWords: String {
        let named = base.model.components.indices.compactMap { index -> String? in
            guard let days = basis.leads.ofComponents[ComponentID(index)] else { return nil }
            return "\(base.model.components[index].name): \(Words.count(days, "day"))"
        }
        let others = named.isEmpty ? "" : " (\(named.joined(separator: ", ")))"
        return Words.count(basis.leads.days, "day") + others
    }

    func month(_ number: Int) -> String {
        basis.first.advanced(by: number - 1).map { "\($0)" } ?? "later"
    }

    private func number(_ value: Double) -> String { Figures.text(value, .number).main }

    private func percent(_ share: Ratio) -> String { Figures.text(share.fraction, .ratio).main }
}

extension LoadLimit {
    fileprivate var isOfLevels: Bool {
        switch place {
        case .levels: true
        case .ceiling, .part: false
        }
    }
}
