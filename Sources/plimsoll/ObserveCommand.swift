// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evidence
import Reports

struct ObserveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Say what files of other tools are, and what they measured or billed.",
        discussion: """
            Reads what k6, Locust, Prometheus, Grafana, Foundry, FOCUS exports and AWS Cost and \
            Usage Reports write, and histories of usage; each is told by its structure. Nothing \
            is guessed: a file that is none of them, or is broken, is refused with its place. Any \
            other CSV is read by --map. A live Prometheus is asked by --prometheus, --query, \
            --from, --to and --step.

            Example: plimsoll observe summary.json run_stats.csv bill.csv
            """)

    @Argument(help: "The files.")
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the files as CSV by the names of their columns: time=Timestamp,value=Requests,"
                + "series=Host. Times are UTC where they name no zone. statistic=p95 (or value,"
                + " mean, busy hour, max) says what a value is.",
            valueName: "key=column,..."))
    var map: String?

    @OptionGroup(title: "A live Prometheus") var live: PrometheusOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        _ = try live.range()
        if files.isEmpty, live.prometheus == nil {
            throw ValidationError(
                "Missing expected argument '<files> ...', or a server by --prometheus.")
        }
        if map != nil, files.isEmpty {
            throw ValidationError("--map reads files, and none is named.")
        }
        _ = try columns()
        _ = try live.patience()
    }

    func run() throws {
        let destination = try output.prepare(tables: ObserveReport.tableIDs)
        let columns = try columns()
        var read = try files.map { (path: $0, file: try Self.read($0, by: columns)) }
        var warnings: [String] = []
        if let range = try live.range() {
            let answer = try live.ask(range)
            read.append((path: live.prometheus ?? range.address, file: answer.file))
            warnings = answer.warnings
        }
        try destination.write(
            ObserveReport.make(
                read, warnings: warnings,
                identity: Identity(version: Plimsoll.version, command: "observe")))
    }

    private func columns() throws -> ColumnMap? {
        guard let map else { return nil }
        do { return try ColumnMap(parsing: map) } catch { throw ValidationError("--\(error)") }
    }

    private static func read(
        _ path: String, by columns: ColumnMap?
    ) throws(Failure) -> ObservedFile {
        let bytes = try InputFile.read(path, limit: ObservedFile.largest)
        do {
            guard let columns else { return try ObservedFile.read(bytes) }
            return try ObservedFile.read(bytes, by: columns)
        } catch { throw .evidence(path: path, error) }
    }
}
