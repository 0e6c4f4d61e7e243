// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Cost
import Model
import Planning
import Quantities
import Review

/// The answer to `review`: a month's pack for the meeting and for finance.
public struct ReviewReport {
    public static let tableIDs =
        [
            "decisions", "service-levels", "headroom", "spend", "variance", "outlook", "scores",
            "actions", "budget", "events", "gas", "changes",
        ] + ReviewFitTables.ids + [
            "tornado", "sensitivity", "assumptions", "variance-lines", "forecast", "evidence",
        ]

    let review: MonthlyReview
    let runway: RunwayReport
    /// Of the model to tests; nil where none was asked for.
    let refit: ReviewFitTables?

    var model: Model { review.base.model }

    /// Where service levels break, and by what the forecast was made, as `runway` says it.
    public static func make(
        _ review: MonthlyReview, basis: RunwayReport.Basis, refit: CalibrationFit?,
        identity: Identity
    ) -> Report {
        let own = ReviewReport(
            review: review,
            runway: RunwayReport(
                plan: review.plan, basis: basis, months: review.plan.budget),
            refit: refit.map { ReviewFitTables(fit: $0) })
        let spend = ReviewSpendTables(review)
        let told: [Table?] = [
            own.decisions, own.serviceLevels, own.headroom, spend?.layersTable, spend?.variance,
            own.outlook, own.scores, own.runway.actions, own.runway.budget, own.events, own.gas,
            own.changes,
        ]
        let behind: [Table?] = [
            own.tornadoTable, own.sensitivity, RunReport.assumptions(own.model), spend?.linesTable,
            own.runway.forecast,
            own.evidence,
        ]
        let words = ReviewWords(own)
        return Report(
            identity: identity, verdict: words.verdict, headline: words.headline,
            notes: words.notes,
            tables: told.compactMap { $0 } + (own.refit?.tables ?? []) + behind.compactMap { $0 },
            charts: own.charts)
    }

    /// By which name a service level stands in evidence.
    public static func objectives(_ model: Model) -> [(name: String, objective: Objective)] {
        model.objectives.map { (Words.name($0, model), $0) }
    }

    // MARK: What is due

    private var decisions: Table? {
        let due = review.decisions
        if due.isEmpty { return nil }
        return Table(
            id: "decisions", title: "Decisions due",
            columns: [
                .text("part", "What runs out"), .text("needed", "From"),
                .prose("action", "Decide to order"), .text("order_by", "By"),
                .number("per_month", "A month, USD", unit: "USD"),
            ],
            rows: due.map { action in
                [
                    .text(action.row.limit.name),
                    action.needed == 0 ? .word("now", .bad) : .text(month(action.needed)),
                    .text(action.remedy.map(runway.words) ?? "nothing known helps"),
                    .text(action.orderBy.map { "\($0)" } ?? "now"),
                    action.remedy?.perMonth.map { .money($0, decimals: 2) } ?? .absent,
                ]
            })
    }

    /// A month of the forecast, from 1.
    func month(_ number: Int) -> String {
        review.plan.first.advanced(by: number - 1).map { "\($0)" } ?? "later"
    }

    // MARK: Levels

    private var serviceLevels: Table? {
        if review.levels.isEmpty { return nil }
        return Table(
            id: "service-levels", title: "Service levels and error budgets",
            columns: [
                .text("level", "Service level"), .value("target", "Target", .ratio),
                .value("good", "Good", .ratio), .number("requests", "Requests", unit: "1"),
                .number("bad", "Bad", unit: "1"), .value("budget_used", "Budget used", .ratio),
                .number("days", "Days", unit: "1", isDataOnly: true), .text("verdict", ""),
            ],
            rows: review.levels.map { level in
                [
                    .text(level.name), .value(level.target.fraction, .ratio),
                    .number(level.good?.fraction, .ratio), .count(Int64(level.requests)),
                    .count(Int64(level.bad)), .number(level.used?.fraction, .ratio),
                    .count(Int64(level.days)), Self.verdict(level.isMet),
                ]
            })
    }

    private static func verdict(_ isMet: Bool?) -> Cell {
        switch isMet {
        case true?: .word("met", .good)
        case false?: .word("missed", .bad)
        case nil: .word("no requests", .unsure)
        }
    }

    // MARK: Headroom

    /// Each part beside what the last review said of it.
    private var headroom: Table {
        let previous = review.previous
        return Table(
            id: "headroom", title: "Headroom, and when it is gone",
            columns: [
                .text("part", "Part"), .value("carries", "Carries (load)", .number),
                .value("headroom", "Headroom", .ratio),
                .estimate(
                    "since", "Change since \(previous.map { "\($0.month)" } ?? "the last")", nil),
                .text("p10", "P10"), .text("p50", "P50"), .text("p90", "P90"),
                .text("p50_before", "P50 before"),
            ],
            rows: zip(review.plan.runway.rows, review.partNames).map { row, name in
                let level = review.plan.runway.level(row.limit)
                let left = review.plan.runway.headroom(row.limit)
                let before = previous?.figure(MonthlyReview.Line.headroom(name))
                let change = left.flatMap { left in before.map { left - $0 } }
                let ranks = Runway.ranks.map { rank -> Cell in
                    if row.isReached { return .word("now", .bad) }
                    return .text(row.passage.month(rank).map(month) ?? "beyond")
                }
                return [
                    .text(row.limit.name), .number(level, .number), .number(left, .ratio),
                    change.map { .change($0, interval: nil, .ratio) } ?? .absent,
                ] + ranks + [.text(named(name))]
            })
    }

    /// The month that the last review named.
    private func named(_ part: String) -> String {
        guard let previous = review.previous else { return "" }
        guard let ordinal = previous.figure(MonthlyReview.Line.runway(part)) else {
            return previous.figure(MonthlyReview.Line.headroom(part)) == nil ? "" : "beyond"
        }
        let number = Int(ordinal)
        return "\(CalendarMonth(year: number / 12, month: number % 12 + 1))"
    }

    // MARK: What comes

    /// Spend and load by month, with what the last review said.
    private var outlook: Table? {
        if review.outlook.now.bill.lines.isEmpty { return nil }
        let course = review.plan.runway.course
        return Table(
            id: "outlook", title: "Forecast of load and spend, beside the last one",
            columns: [
                .text("month", "Month"), .value("load", "Load, P50", .number),
                .number("spend_p10", "P10, USD", unit: "USD"),
                .number("spend", "Spend, USD", unit: "USD"),
                .number("spend_p90", "P90, USD", unit: "USD"),
                .number("before", "Last review, USD", unit: "USD"),
                .number("change", "Change, USD", unit: "USD"),
            ],
            rows: review.outlook.months.enumerated().map { index, month in
                let spend = month.middle.bill.perMonth
                let before = review.previous?.forecast(MonthlyReview.Line.spend, of: month.date)
                    .map { Money(attodollars: $0.value.scaled) }
                let change = before.flatMap { try? spend - $0 }
                return [
                    .text("\(month.date)"),
                    .number(course.indices.contains(index) ? course[index].middle : nil, .number),
                    .money(month.low, decimals: 2), .money(spend, decimals: 2),
                    .money(month.high, decimals: 2),
                    before.map { .money($0, decimals: 2) } ?? .absent,
                    change.map { .money($0, decimals: 2) } ?? .absent,
                ]
            })
    }

    var hasScores: Bool { scores != nil }

    /// What the last review forecast of this month, against what came.
    private var scores: Table? {
        guard let previous = review.previous else { return nil }
        var rows: [[Cell]] = []
        func add(_ line: String, _ actual: Double?, _ unit: String) {
            guard let forecast = previous.forecast(line, of: review.month), let actual else {
                return
            }
            let value = forecast.value.approximation
            let range = forecast.range.map {
                $0.lowerBound.approximation...$0.upperBound.approximation
            }
            rows.append([
                .text(line), .number(value, .number), .number(range?.lowerBound, .number),
                .number(range?.upperBound, .number), .number(actual, .number), .text(unit),
                .number(actual == 0 ? nil : value / actual - 1, .ratio),
                range.map { range in
                    range.contains(actual) ? .word("inside", .good) : .word("outside", .bad)
                } ?? .absent,
            ])
        }
        add(
            MonthlyReview.Line.load, review.plan.runway.last,
            loadUnit)
        if let spend = review.spend {
            add(MonthlyReview.Line.spend, spend.variance.actual.approximation, "USD")
            for layer in CostLayer.allCases {
                let amount = (try? spend.variance.actual(of: layer.rawValue)) ?? nil
                add(MonthlyReview.Line.spend(layer.rawValue), amount?.approximation, "USD")
            }
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "scores",
            title:
                "What the review of \(previous.month) forecast of \(review.month), and what came",
            columns: [
                .text("line", "Line"), .value("forecast", "Forecast", .number),
                .value("p10", "P10", .number), .value("p90", "P90", .number),
                .value("actual", "Actual", .number), .text("unit", "Unit"),
                .value("error", "Error", .ratio), .text("inside", "P10 to P90"),
            ], rows: rows)
    }

    /// What loads are counted in, such as `mean × 1.5`.
    var loadUnit: String {
        let peak = review.plan.runway.peak
        let statistic = review.evidence.usage.statistic.rawValue
        return peak == 1
            ? statistic : "\(statistic) × \(Figures.text(peak, .number).main)"
    }

    // MARK: What else changed

    private var events: Table? {
        if review.evidence.events.isEmpty { return nil }
        return Table(
            id: "events", title: "Autoscaling and degradation",
            columns: [
                .text("time", "Time"), .text("component", "Component"), .text("kind", "What"),
                .number("from", "From", unit: "1"), .number("to", "To", unit: "1"),
            ],
            rows: review.evidence.events.map { event in
                [
                    .text("\(event.time)"), .text(event.component), .text(event.kind.rawValue),
                    .count(Int64(event.from)), .count(Int64(event.to)),
                ]
            })
    }

    private var gas: Table? {
        review.gas.flatMap { diff in
            GasDiffReport.make(diff, identity: Identity(version: "", command: "review")).tables
                .first
        }
    }

    private var changes: Table? {
        if review.changes.isEmpty { return nil }
        return Table(
            id: "changes", title: "What changed in the model",
            columns: [
                .text("key", "Key"), .prose("before", "Before"), .prose("after", "Now"),
            ],
            rows: review.changes.map { change in
                [
                    .text(change.path), .text(change.before ?? "(new)"),
                    .text(change.after ?? "(gone)"),
                ]
            })
    }

    /// So many of the widest are shown.
    private static let widest = 12

    private var tornadoTable: Table? {
        let swings = review.sensitivity.swings.filter { $0.span > 0 || $0.reach > 0 }
        let shown = Array(swings.prefix(Self.widest))
        return swings.isEmpty
            ? nil
            : table(
                shown, id: "tornado", "What the answer owes to assumptions, the widest first",
                audience: .everyone)
    }

    /// Inputs that change nothing of either are left out; the notes count them.
    private var sensitivity: Table? {
        let swings = review.sensitivity.swings.filter { $0.span > 0 || $0.reach > 0 }
        return swings.count <= Self.widest
            ? nil
            : table(
                swings, id: "sensitivity", "What the answer owes to each assumption",
                audience: .onRequest)
    }

    private func table(
        _ swings: [Sensitivity.Swing], id: String, _ title: String, audience: Table.Audience
    ) -> Table {
        Table(
            id: id, title: title,
            columns: [
                .text("input", "Input"), .text("low", "Low"), .text("high", "High"),
                .number("spend_low", "USD at low", unit: "USD"),
                .number("spend_high", "USD at high", unit: "USD"),
                .value("carries_low", "Carries at low", .precise),
                .value("carries_high", "Carries at high", .precise),
            ],
            rows: swings.map { swing in
                [
                    .text(swing.path), .text(swing.low), .text(swing.high),
                    swing.spendOfLow.map { .money($0, decimals: 2) } ?? .absent,
                    swing.spendOfHigh.map { .money($0, decimals: 2) } ?? .absent,
                    .number(swing.carriesOfLow, .precise),
                    .number(swing.carriesOfHigh, .precise),
                ]
            }, audience: audience)
    }

    private var evidence: Table {
        Table(
            id: "evidence", title: "Files of the evidence, and what each was used for",
            columns: [
                .text("file", "File"), .text("kind", "What it is"), .text("use", "Used for"),
            ],
            rows: review.evidence.files.map { file in
                [
                    .text(file.name), .text(file.file.kind.rawValue),
                    .text(words(review.evidence.use(of: file, fitted: fittedFiles))),
                ]
            })
    }

    /// Whose figures the model was fitted to; nil without a fit.
    private var fittedFiles: Set<String>? {
        refit.map { Set($0.fit.rows.map(\.figure.file)) }
    }

    private func words(_ use: MonthEvidence.Use) -> String {
        switch use {
        case .load: "load"
        case .spend: "spend"
        case .serviceLevels: "service levels"
        case .events: "events"
        case .gas: "gas"
        case .fit: "the fit of the model"
        case .unused(let reason): "not used: " + words(reason)
        }
    }

    private func words(_ reason: MonthEvidence.Use.Reason) -> String {
        switch reason {
        case .notFitted: "nothing is fitted without --free"
        case .unfit: "the fit finds nothing in it, see fitted-unused"
        case .otherMonths: "nothing in it is of \(review.month)"
        case .otherSeries: "another series than the load"
        case .noBill: "there is no bill of \(review.month)"
        case .unnamed: "its name says neither before nor after"
        case .errors: "errors of a load test, by kind"
        }
    }
}
