// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Calibration
import Evidence
import Model
import Quantities
import Reports
import Scenario

struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Fit numbers of a scenario to load tests and measured utilizations.",
        discussion: """
            Free numbers are keys as --set takes them. Each comes with its interval, each figure \
            of the evidence with what the fitted scenario says of it, and what the evidence cannot \
            tell apart is named. Loads are taken from the files, in requests a second or users, \
            and names that are the same in both. Exit codes: 0 the scenario fits, 99 it does not, \
            3 a free number cannot be told.

            Example: plimsoll calibrate shop.yaml --from run.json --free components.db.time
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        name: .customLong("from"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Files of load tests (k6, Locust) and of utilizations (Prometheus, Grafana): shares"
                + " from 0 to 1, by component.", valueName: "file"))
    var from: [String]

    @OptionGroup var fitting: FitOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Files that are not fitted but predicted, to see how well.", valueName: "file"))
    var holdOut: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the fitted values into a new file, for --overlay of other commands.",
            valueName: "file"))
    var write: String?

    @Option(help: "Seed of the random numbers, instead of the scenario's.")
    var seed: UInt64?

    @OptionGroup var threading: ThreadOptions
    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let overrides = try changes.overrides()
        let scenario = try ScenarioFile.load(path: file, sets: overrides)
        let evidence = try evidence()
        try write.map(NewFile.check)
        Interruption.watch()
        let destination = try output.prepare(tables: CalibrationReport.tableIDs)
        let seed = seed ?? scenario.model.run.seed
        let fit = try fitting.fit(
            scenario, overrides, to: evidence, seed: seed, threads: threading.count,
            quiet: output.quiet)
        let report = CalibrationReport.make(
            fit, identity: scenario.identity(of: "calibrate", seed: seed))
        let new = try write.map { try overlay(fit, report, at: $0) }
        try destination.write(report)
        // Last, so that what other commands read is there only with its report.
        if let path = write, let new, try !new.publish() {
            throw Failure.exists(path: path)
        }
        try Exit.follow(report.verdict)
    }

    private func evidence() throws -> [CalibrationEvidence] {
        let files = from + holdOut
        let loads = try fitting.loads(of: files, from: "--from or --hold-out")
        return try files.enumerated().map { index, path in
            CalibrationEvidence(
                name: path, file: try Self.read(path), level: loads[path],
                isHeldOut: index >= from.count)
        }
    }

    private static func read(_ path: String) throws(Failure) -> ObservedFile {
        let bytes = try InputFile.read(path, limit: ObservedFile.largest)
        do { return try ObservedFile.read(bytes) } catch { throw .evidence(path: path, error) }
    }

    // MARK: The overlay

    /// Written, and not yet there.
    private func overlay(
        _ fit: CalibrationFit, _ report: Report, at path: String
    ) throws -> NewFile {
        try NewFile(
            path,
            FitOptions.overlay(
                fit,
                origin: "Fitted by 'plimsoll calibrate \(file) --from"
                    + " \(from.joined(separator: " ")) \(fitting.text)'.", headline: report.headline
            ))
    }
}
