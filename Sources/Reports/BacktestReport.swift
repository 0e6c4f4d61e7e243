// SPDX-License-Identifier: GPL-3.0-or-later
import Forecasting
import Quantities

/// The answer to `backtest`: how well each method would have told what came.
public enum BacktestReport {
    public static let tableIDs = ["backtest"]

    public static func make(
        _ rows: [Backtest.Row], series: Int, identity: Identity
    ) -> Report {
        Report(
            identity: identity, verdict: nil, headline: headline(rows, series: series),
            notes: notes, tables: [table(rows)])
    }

    private static func headline(_ rows: [Backtest.Row], series: Int) -> String {
        let parts = Backtest.Given.allCases.compactMap { given -> String? in
            let known = rows.filter { $0.given == given }
            guard let own = known.first(where: { $0.method == .lastingTrend }),
                let other = known.filter({ $0.method.isBaseline })
                    .min(by: { $0.score.runwayPinball < $1.score.runwayPinball })
            else { return nil }
            return "\(loss(own)) from"
                + " \(words(given)) (\(other.method.rawValue):"
                + " \(loss(other)))"
        }
        guard !parts.isEmpty else {
            return "No series is long enough: \(Backtest.horizon) months have to come after those"
                + " that are given."
        }
        return "Over \(Figures.count(Int64(series))) series the runway's trend misses"
            + " the month in which a level is reached by a pinball loss of "
            + parts.joined(separator: ", ") + "; behind each the best baseline."
    }

    private static func loss(_ row: Backtest.Row) -> String {
        Figures.text(row.score.runwayPinball, .number).main
    }

    private static let notes = [
        "The lasting trend is the one of plimsoll runway; the damped trend is the same where growth"
            + " is expected to fade.",
        "At each origin \(Backtest.horizon) months are forecast; the scores are means over"
            + " origins. Lower is better but for the shares inside, which should be 80% and"
            + " 95%.",
        "MASE: absolute error over the mean change within a year. Log loss: pinball loss of the"
            + " logarithm at 2.5, 10, 50, 90 and 97.5%. Runway loss: that of the first month at"
            + " 1.25, 1.5 and 2 times the last value, at P10, P50 and P90, in months.",
    ]

    private static func words(_ given: Backtest.Given) -> String {
        switch given {
        case .six: "6 months"
        case .twelve: "12"
        case .twentyFour: "24"
        case .all: "all"
        }
    }

    private static func table(_ rows: [Backtest.Row]) -> Table {
        Table(
            id: "backtest", title: "Forecasts against what came",
            columns: [
                .text("given", "Months given"), .text("method", "Method"),
                .number("origins", "Origins", unit: "1"), .value("mase", "MASE", .number),
                .value("smape", "sMAPE", .ratio), .value("inside_80", "In 80%", .ratio),
                .value("inside_95", "In 95%", .ratio),
                .value("log_loss", "Log loss", .number),
                .value("runway_loss", "Runway loss", .number),
                .value("false_alarms", "False alarms", .ratio),
                .value("false_nevers", "False nevers", .ratio),
            ],
            rows: rows.map { row in
                let score = row.score
                return [
                    .text(row.given == .all ? "36 or more" : words(row.given)),
                    .text(row.method.rawValue), .count(Int64(row.origins)),
                    .number(score.scaledError, .number), .number(score.symmetricError, .ratio),
                    .number(score.inside80, .ratio), .number(score.inside95, .ratio),
                    .number(score.logPinball, .number), .number(score.runwayPinball, .number),
                    .number(score.falseAlarms, .ratio), .number(score.falseNevers, .ratio),
                ]
            })
    }
}
