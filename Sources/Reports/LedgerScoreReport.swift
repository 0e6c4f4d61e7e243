// SPDX-License-Identifier: GPL-3.0-or-later
import Ledger
import Quantities

/// The answer to `ledger score`: how good forecasts were, once their months were over.
public enum LedgerScoreReport {
    public static let tableIDs = ["scores", "leads", "pairs"]

    /// - Parameter today: the month that is not over yet.
    public static func make(
        _ score: LedgerScore, of path: String, today: CalendarMonth, identity: Identity
    ) -> Report {
        Report(
            identity: identity, verdict: nil, headline: headline(score, path, today),
            notes: notes(score, today),
            tables: [
                table("scores", "Scores of lines", score.lines, withLead: false),
                table("leads", "Scores by months ahead", score.leads, withLead: true),
                pairs(score.pairs),
            ].filter { !$0.rows.isEmpty })
    }

    private static func headline(
        _ score: LedgerScore, _ path: String, _ today: CalendarMonth
    ) -> String {
        guard !score.pairs.isEmpty else {
            return "\(path) has no forecast of a month before \(today) whose actual is known."
        }
        let covered = score.lines.compactMap(\.coverage)
        let (inside, of) = covered.reduce((0, 0)) { ($0.0 + $1.inside, $0.1 + $1.of) }
        return "\(Words.count(score.pairs.count, "forecast")) of"
            + " \(Words.count(Set(score.pairs.map(\.forecast.line)).count, "line"))"
            + " met what came before \(today)"
            + (of > 0 ? "; \(inside) of \(Words.count(of, "interval")) held it." : ".")
    }

    private static func notes(_ score: LedgerScore, _ today: CalendarMonth) -> [String] {
        var notes = [
            "Only months before \(today) count. Error: forecast less actual, so that bias above"
                + " zero expected too much. MAPE: over actuals other than zero."
        ]
        if score.lines.contains(where: { $0.coverage != nil }) {
            notes.append(
                "Held: how often what came was in the interval, and where its true share lies with"
                    + " 95% confidence (Wilson), if months are independent; it should be near the"
                    + " level.")
        }
        if score.unanswered > 0 {
            notes.append(
                "\(Words.count(score.unanswered, "forecast")) of closed months without an actual;"
                    + " add it by 'plimsoll ledger add actuals'.")
        }
        if score.open > 0 {
            notes.append("\(Words.count(score.open, "forecast")) of months that are not over.")
        }
        return notes
    }

    private static func table(
        _ id: String, _ title: String, _ scores: [LineScore], withLead: Bool
    ) -> Table {
        Table(
            id: id, title: title,
            columns: [.text("line", "Line"), .text("method", "Method")]
                + (withLead ? [.number("lead", "Months ahead", unit: "1")] : [])
                + [
                    .number("pairs", "Forecasts", unit: "1"), .value("mape", "MAPE", .ratio),
                    .number("nonzero", "Nonzero", unit: "1", isDataOnly: true),
                    .value("bias", "Bias", .ratio), .number("held", "Held", unit: "1"),
                    .number("intervals", "Of", unit: "1"), .value("share", "Share", .ratio),
                    .value("share_low", "At least", .ratio),
                    .value("share_high", "At most", .ratio), .value("level", "Level", .ratio),
                ],
            rows: scores.map { score in
                let coverage = score.coverage
                return [.text(score.line.name), .text(score.method)]
                    + (withLead ? [.counted(score.lead.map(Int64.init))] : [])
                    + [
                        .count(Int64(score.pairs)),
                        .number(score.meanPercentageError?.fraction, .ratio),
                        .count(Int64(score.ofNonzero)), .number(score.bias, .ratio),
                        .counted(coverage.map { Int64($0.inside) }),
                        .counted(coverage.map { Int64($0.of) }),
                        .number(coverage?.share.fraction, .ratio),
                        .number(coverage?.interval.lowerBound, .ratio),
                        .number(coverage?.interval.upperBound, .ratio),
                        .number(coverage?.level.fraction, .ratio),
                    ]
            }, audience: withLead ? .onRequest : .everyone)
    }

    private static func pairs(_ pairs: [ForecastPair]) -> Table {
        Table(
            id: "pairs", title: "Forecasts and what came",
            columns: [
                .text("line", "Line"), .text("method", "Method", isDataOnly: true),
                .text("period", "Month"), .text("made", "Made in"),
                .number("lead", "Months ahead", unit: "1", isDataOnly: true),
                .number("forecast", "Forecast", unit: "mixed"),
                .number("low", "Low", unit: "mixed"), .number("high", "High", unit: "mixed"),
                .number("actual", "Came", unit: "mixed"),
                .number("error", "Error", unit: "mixed"),
                .value("percentage_error", "Of what came", .ratio), .text("unit", "Unit"),
                .text("interval", "Interval"),
            ],
            rows: pairs.map { pair in
                let (forecast, unit) = (pair.forecast, pair.forecast.line.unit)
                let value = { (value: Ledger.Value?) -> Cell in
                    value.map { LedgerReport.cell($0, unit) } ?? .absent
                }
                return [
                    .text(forecast.line.name), .text(forecast.method),
                    .text("\(forecast.period)"), .text("\(forecast.made)"),
                    .count(Int64(forecast.lead)), value(forecast.central),
                    value(forecast.interval?.low), value(forecast.interval?.high),
                    value(pair.actual), value(pair.error),
                    .number(pair.percentageError?.fraction, .ratio), .text(unit.name),
                    pair.isInside.map { $0 ? .word("held", .good) : .word("missed", .bad) }
                        ?? .absent,
                ]
            })
    }
}
