// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evidence
import Forecasting
import Reports

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Forecast known histories from their past, and score what came.",
        discussion: """
            Reads CSV with a header: month (2026-10), day or week (2026-10-31), one of value, \
            mean, busy hour, p95 or max, and series where there are several. Of each series at \
            most three origins are taken; the forecast is the one of plimsoll runway, beside \
            baselines.

            Example: plimsoll backtest datasets/usage/atk-busy-hour.csv
            """)

    @Argument(help: "The histories.")
    var file: String

    @Option(help: "Paths of each forecast.")
    var paths = 1_000

    @Option(help: "Seed of the random numbers.")
    var seed: UInt64 = 1

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        guard (100...100_000).contains(paths) else {
            throw ValidationError("--paths is \(paths); it must be from 100 to 100000.")
        }
    }

    func run() throws {
        let histories = try UsageFile.read(file)
        let destination = try output.prepare(tables: BacktestReport.tableIDs)
        let test = Backtest(
            histories.map { .init(name: $0.name, values: $0.values) }, paths: paths, seed: seed)
        let report = BacktestReport.make(
            test.rows(), series: histories.count,
            identity: Identity(version: Plimsoll.version, command: "backtest", seed: seed))
        try destination.write(report)
    }
}

/// A file of histories of usage.
enum UsageFile {
    static func read(_ path: String) throws -> [UsageHistory] {
        let bytes = try InputFile.read(path, limit: UsageHistory.largestFile)
        do { return try UsageHistory.read(bytes) } catch {
            throw Failure.evidence(path: path, error)
        }
    }
}
