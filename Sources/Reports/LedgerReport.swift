// SPDX-License-Identifier: GPL-3.0-or-later
import Ledger
import Quantities

/// The answers to `ledger add` and `ledger list`: what was written, and what stands there.
public enum LedgerReport {
    public static let tableIDsOfAdd = ["added"]
    public static let tableIDsOfList = ["runs", "figures", "forecasts", "actuals"]

    // MARK: What was written

    /// - Parameters:
    ///   - subject: what the file's rows are, such as forecasts.
    ///   - written: how many of them are new.
    public static func added(
        _ subject: String, written: Int, unchanged: Int, from source: Ledger.Source,
        to path: String, identity: Identity
    ) -> Report {
        Report(
            identity: identity, verdict: nil,
            headline: "\(path) took \(Figures.count(Int64(written))) \(subject) of \(source.path)"
                + (unchanged > 0
                    ? "; \(Figures.count(Int64(unchanged))) stood there already." : "."),
            notes: [],
            tables: [
                Table(
                    id: "added", title: "Added",
                    columns: [
                        .text("file", "File"), .text("sha256", "SHA-256", isDataOnly: true),
                        .text("rows", "Rows"), .number("written", "Written", unit: "1"),
                        .number("unchanged", "There already", unit: "1"),
                    ],
                    rows: [
                        [
                            .text(source.path), .text(source.digest), .text(subject),
                            .count(Int64(written)), .count(Int64(unchanged)),
                        ]
                    ])
            ])
    }

    // MARK: What stands there

    /// Rows of a ledger; nil where they were not asked for.
    public struct Contents {
        public var runs: [Ledger.Entry<Ledger.Run>]?
        public var forecasts: [Ledger.Entry<Ledger.Forecast>]?
        public var actuals: [Ledger.Entry<Ledger.Actual>]?

        public init() {}
    }

    public static func list(
        _ contents: Contents, of path: String, all: Bool, identity: Identity
    ) -> Report {
        let counts = [
            contents.runs.map { Words.count($0.count, "run") },
            contents.forecasts.map { Words.count($0.count, "forecast") },
            contents.actuals.map { Words.count($0.count, "actual") },
        ].compactMap { $0 }
        let tables = [
            contents.runs.map(runs), contents.runs.map(figures),
            contents.forecasts.map { forecasts($0, all: all) },
            contents.actuals.map { actuals($0, all: all) },
        ].compactMap { $0 }
        return Report(
            identity: identity, verdict: nil,
            headline: "\(path) holds " + counts.joined(separator: ", ") + ".",
            notes: all
                ? [] : ["Of rows that were corrected the newest is shown; --all shows each."],
            tables: tables.filter { !$0.rows.isEmpty })
    }

    private static func runs(_ entries: [Ledger.Entry<Ledger.Run>]) -> Table {
        Table(
            id: "runs", title: "Runs",
            columns: [
                .number("run", "Run", unit: "1"), .text("recorded", "When"),
                .text("program", "Program"), .text("scenario", "Scenario"),
                .text("digest", "Digest"), .text("seed", "Seed"),
            ],
            rows: entries.map { entry in
                [
                    .count(entry.id), .text("\(entry.recorded)"), .text(entry.row.program),
                    .text(entry.row.scenario), .text(entry.row.digest),
                    entry.row.seed.map { .text("\($0)") } ?? .absent,
                ]
            })
    }

    private static func figures(_ entries: [Ledger.Entry<Ledger.Run>]) -> Table {
        Table(
            id: "figures", title: "Headline numbers of runs",
            columns: [
                .number("run", "Run", unit: "1"), .text("line", "Line"),
                .number("value", "Value", unit: "mixed"), .text("unit", "Unit"),
            ],
            rows: entries.flatMap { entry in
                entry.row.headline.map { figure in
                    [
                        .count(entry.id), .text(figure.line.name),
                        cell(figure.value, figure.line.unit), .text(figure.line.unit.name),
                    ]
                }
            })
    }

    private static func forecasts(
        _ entries: [Ledger.Entry<Ledger.Forecast>], all: Bool
    ) -> Table {
        let sorted = entries.sorted { a, b in
            let (one, other) = (a.row, b.row)
            return (one.line, one.period, one.made, one.method, a.id)
                < (other.line, other.period, other.made, other.method, b.id)
        }
        return Table(
            id: "forecasts", title: "Forecasts",
            columns: [
                .text("line", "Line"), .text("period", "Month"), .text("made", "Made in"),
                .text("method", "Method"), .number("central", "Forecast", unit: "mixed"),
                .number("low", "Low", unit: "mixed"), .number("high", "High", unit: "mixed"),
                .value("level", "Level", .ratio), .text("unit", "Unit"),
                .number("run", "Run", unit: "1"), .text("scenario", "Digest", isDataOnly: true),
                .text("scenario_name", "Scenario", isDataOnly: isOfOne(entries)),
            ] + ending(all),
            rows: sorted.map { entry in
                let (forecast, unit) = (entry.row, entry.row.line.unit)
                return [
                    .text(forecast.line.name), .text("\(forecast.period)"),
                    .text("\(forecast.made)"), .text(forecast.method),
                    cell(forecast.central, unit),
                    forecast.interval.map { cell($0.low, unit) } ?? .absent,
                    forecast.interval.map { cell($0.high, unit) } ?? .absent,
                    .number(forecast.interval?.level.fraction, .ratio), .text(unit.name),
                    .counted(entry.run), forecast.scenario.map { .text($0) } ?? .absent,
                    entry.scenario.map { .text($0) } ?? .absent,
                ] + ending(entry, all)
            })
    }

    private static func actuals(_ entries: [Ledger.Entry<Ledger.Actual>], all: Bool) -> Table {
        let sorted = entries.sorted { a, b in
            (a.row.line, a.row.period, a.id) < (b.row.line, b.row.period, b.id)
        }
        return Table(
            id: "actuals", title: "What came",
            columns: [
                .text("line", "Line"), .text("period", "Month"),
                .number("value", "Value", unit: "mixed"), .text("unit", "Unit"),
                .number("run", "Run", unit: "1", isDataOnly: true),
                .text("scenario", "Scenario", isDataOnly: isOfOne(entries)),
            ] + ending(all),
            rows: sorted.map { entry in
                [
                    .text(entry.row.line.name), .text("\(entry.row.period)"),
                    cell(entry.row.value, entry.row.line.unit), .text(entry.row.line.unit.name),
                    .counted(entry.run), entry.scenario.map { .text($0) } ?? .absent,
                ] + ending(entry, all)
            })
    }

    /// Where they are not, two rows of one line and month would look the same without a name.
    private static func isOfOne<Row>(_ entries: [Ledger.Entry<Row>]) -> Bool {
        Set(entries.map(\.scenario)).count <= 1
    }

    /// Where a row came from, and where all are shown, which of them it is.
    private static func ending(_ all: Bool) -> [Column] {
        [
            .text("source", "Source", isDataOnly: !all),
            .text("sha256", "SHA-256", isDataOnly: true),
            .text("recorded", "When", isDataOnly: !all),
        ]
            + (all
                ? [.number("revision", "Revision", unit: "1"), .text("state", "State")] : [])
    }

    private static func ending<Row>(_ entry: Ledger.Entry<Row>, _ all: Bool) -> [Cell] {
        let state: Cell = entry.isReplaced ? .word("replaced", .plain) : .word("holds", .good)
        return [
            entry.source.map { .text($0.path) } ?? .absent,
            entry.source.map { .text($0.digest) } ?? .absent, .text("\(entry.recorded)"),
        ] + (all ? [.count(Int64(entry.revision)), state] : [])
    }

    /// A number in its line's unit: exact where it is money, of dollars with cents for people.
    static func cell(_ value: Ledger.Value, _ unit: Ledger.Unit) -> Cell {
        switch value {
        case .measured(let number): return .number(number, .number)
        case .exact(let number):
            guard unit == .dollars else { return .quantity(number) }
            let amount = Money(attodollars: number.scaled)
            return .money(amount, decimals: Words.decimals(of: amount))
        }
    }
}
