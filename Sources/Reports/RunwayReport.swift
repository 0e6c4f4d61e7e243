// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Forecasting
import Model
import Planning
import Quantities

/// The answer to `runway`: what runs out and when, what to order by when, and what that costs.
public struct RunwayReport {
    public static let tableIDs = ["runway", "actions", "forecast"]

    /// What the answer rests on.
    public struct Basis {
        /// The month after the history's last.
        public let first: CalendarMonth
        /// Days from an order until what was ordered carries load.
        public let leadDays: Int
        /// What was fitted; nil where growth was given.
        public let trend: DampedTrend?
        /// Months of history; 0 where growth was given.
        public let months: Int
        /// Rows of it that belong to months which are not whole.
        public let leftOut: Int
        /// Where service levels break; nil where that was not looked for.
        public let stress: StressAnswer?

        public init(
            first: CalendarMonth, leadDays: Int, trend: DampedTrend?, months: Int, leftOut: Int,
            stress: StressAnswer?
        ) {
            self.first = first
            self.leadDays = leadDays
            self.trend = trend
            self.months = months
            self.leftOut = leftOut
            self.stress = stress
        }
    }

    private let runway: Runway
    private let base: Assessment
    private let basis: Basis

    public static func make(
        _ runway: Runway, base: Assessment, basis: Basis, identity: Identity
    ) -> Report {
        let own = RunwayReport(runway: runway, base: base, basis: basis)
        let isReached = runway.rows.contains(where: \.isReached)
        return Report(
            identity: identity, verdict: isReached ? .breached : nil, headline: own.headline,
            notes: own.notes, tables: [own.table, own.actions, own.forecast])
    }

    // MARK: The decision

    private var headline: String {
        guard let first = runway.rows.first else {
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
            return "\(name(limit)) runs out"
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

    private func orderWords(_ row: Runway.Row) -> String {
        let date = orderBy(row).map { "by \($0)" } ?? "now"
        guard let remedy = remedy(row) else { return date }
        return "\(words(remedy)) \(date)" + (remedy.perMonth.map { ", \(cost($0))" } ?? "")
    }

    private func words(_ remedy: Remedy) -> String {
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
                + " had \(number(runway.last)).",
            "To order by: \(basis.leadDays) days before the month in which one path in ten has run"
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
        notes += levels
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

    private var table: Table {
        let spans = Runway.spans.filter { $0 <= runway.months }
        return Table(
            id: "runway", title: "When each part runs out",
            columns: [
                .text("part", "Part"), .value("times", "Times the load", .precise),
                .estimate("limit", "Carries", .number),
                .value("headroom", "Headroom", .ratio), .text("p10", "P10"),
                .text("p50", "P50"), .text("p90", "P90"),
            ] + spans.map { .value("within_\($0)", "In \($0) mo", .ratio) } + [
                .text("order_by", "Order by")
            ],
            rows: runway.rows.map { row in
                let limit = row.limit
                let scale = runway.scenarioLoad
                let headroom = level(limit) > 0 ? 1 - runway.last / level(limit) : nil
                let ranks = Runway.ranks.map { rank -> Cell in
                    if row.isReached { return .word("now", .bad) }
                    return .text(row.passage.month(rank).map(month) ?? "beyond")
                }
                return [
                    .text(name(limit)), .number(limit.factor.fraction, .precise),
                    .estimate(
                        level(limit),
                        interval: limit.interval.map {
                            $0.lowerBound * scale...$0.upperBound * scale
                        }, .number),
                    .number(headroom, .ratio),
                ] + ranks
                    + spans.map { .number(chance(row, within: $0).fraction, .ratio) }
                    + [.text(isDue(row) ? orderBy(row).map { "\($0)" } ?? "now" : "")]
            })
    }

    private var actions: Table {
        Table(
            id: "actions", title: "What to order",
            columns: [
                .text("part", "Part"), .text("action", "Action"), .text("order_by", "Order by"),
                .number("now", "Now", unit: "1", isDataOnly: true),
                .number("then", "Then", unit: "1", isDataOnly: true),
                .number("per_month", "A month, USD", unit: "USD"),
            ],
            rows: runway.rows.filter(isDue).map { row in
                let remedy = remedy(row)
                let words = remedy.map(words)
                return [
                    .text(name(row.limit)),
                    .text(words ?? "none known"),
                    .text(orderBy(row).map { "\($0)" } ?? "now"),
                    .counted(remedy.map { Int64($0.now) }),
                    .counted(remedy.map { Int64($0.then) }),
                    remedy?.perMonth.map { .money($0, decimals: 2) } ?? .absent,
                ]
            })
    }

    private var forecast: Table {
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

    private func level(_ limit: LoadLimit) -> Double {
        limit.factor.fraction * runway.scenarioLoad
    }

    private func name(_ limit: LoadLimit) -> String {
        switch limit.place {
        case .levels: "service levels"
        case .ceiling(let ceiling): ceiling.name
        }
    }

    private func chance(_ row: Runway.Row, within months: Int) -> Ratio {
        row.isReached ? .one : row.passage.probability(within: months)
    }

    /// Whether one path in ten at least runs out.
    private func isDue(_ row: Runway.Row) -> Bool {
        row.isReached || row.passage.month(.percent(10)) != nil
    }

    /// Nil where the day lies in the history or before it.
    private func orderBy(_ row: Runway.Row) -> CalendarDay? {
        guard !row.isReached, let early = row.passage.month(.percent(10)),
            let month = basis.first.advanced(by: early - 1),
            let day = CalendarDay(firstOf: month).before(days: basis.leadDays),
            day >= CalendarDay(firstOf: basis.first)
        else { return nil }
        return day
    }

    /// Enough for the load that one path in ten is above, a year after it runs out; of service
    /// levels so much more of what binds where they break.
    private func remedy(_ row: Runway.Row) -> Remedy? {
        guard isDue(row) else { return nil }
        let ceiling: Ceiling?
        switch row.limit.place {
        case .ceiling(let own): ceiling = own
        case .levels: ceiling = basis.stress?.binding
        }
        guard let ceiling else { return nil }
        let due = row.isReached ? 0 : row.passage.month(.percent(10)) ?? 0
        let highest = runway.course.prefix(due + 12).reduce(runway.last) { max($0, $1.high) }
        return Remedy(ceiling, times: highest / level(row.limit), base: base)
    }

    private func month(_ number: Int) -> String {
        basis.first.advanced(by: number - 1).map { "\($0)" } ?? "later"
    }

    private func number(_ value: Double) -> String { Figures.text(value, .number).main }

    private func percent(_ share: Ratio) -> String { Figures.text(share.fraction, .ratio).main }
}

extension LoadLimit {
    fileprivate var isOfLevels: Bool {
        switch place {
        case .levels: true
        case .ceiling: false
        }
    }
}
