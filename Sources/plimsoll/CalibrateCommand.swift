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

    @Option(
        name: .customLong("free"),
        help: ArgumentHelp(
            "What is fitted, such as operations.visit.steps.0.time.mean or, with bounds,"
                + " traffic.users.think.mean=100ms..2s; repeatable.", valueName: "key[=low..high]"))
    var free: [String] = []

    @Option(
        name: .customLong("at"),
        help: ArgumentHelp(
            "The load at which a file was measured that does not say it, such as cpu.json=200/s or"
                + " cpu.json=50; repeatable.", valueName: "file=load"))
    var levels: [String] = []

    @Option(
        name: .customLong("name"),
        help: ArgumentHelp(
            "What a name of the evidence is called in the scenario: an operation, a component, or"
                + " load or users for a series that tells the load; repeatable.",
            valueName: "theirs=ours"))
    var names: [String] = []

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
        let parameters = try free.map { try parameter($0, of: scenario) }
        let evidence = try evidence()
        Interruption.watch()
        let destination = try output.prepare(tables: CalibrationReport.tableIDs)
        let seed = seed ?? scenario.model.run.seed
        let calibrator = try Calibrator(
            parameters, evidence: evidence, names: names,
            settings: .init(seed: seed, threads: threading.count),
            load: { load($0, overrides) })
        ProgressBar.told("simulating the tests again", quiet: output.quiet)
        let fit = try calibrator.fit()
        ProgressBar.erase()
        let report = CalibrationReport.make(
            fit, identity: scenario.identity(of: "calibrate", seed: seed))
        if let path = write { try writeOverlay(fit, report, to: path) }
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func parameter(_ text: String, of scenario: LoadedScenario) throws -> FreeParameter {
        let (key, range) = FreeParameter.split(text)
        return try FreeParameter(key: key, text: scenario.value(of: key), range: range)
    }

    private func load(
        _ sets: [String], _ overrides: [Override]
    ) -> Result<Model, ModelRefusal> {
        do {
            let changes = try sets.map { try Override(parsing: $0) }
            return .success(try ScenarioFile.load(path: file, sets: overrides + changes).model)
        } catch {
            return .failure(ModelRefusal(words: "\(error)"))
        }
    }

    // MARK: Evidence

    private func evidence() throws -> [CalibrationEvidence] {
        let loads = try levels.map { try level($0) }
        return try (from + holdOut).enumerated().map { index, path in
            CalibrationEvidence(
                name: path, file: try Self.read(path), level: loads.last { $0.path == path }?.text,
                isHeldOut: index >= from.count)
        }
    }

    private static func read(_ path: String) throws(Failure) -> ObservedFile {
        let bytes = try InputFile.read(path, limit: ObservedFile.largest)
        do { return try ObservedFile.read(bytes) } catch { throw .evidence(path: path, error) }
    }

    private func level(_ text: String) throws -> (path: String, text: String) {
        guard let sign = text.lastIndex(of: "=") else {
            throw ValidationError(
                "--at is '\(text)'; write a file and a load, such as a.json=200/s.")
        }
        let path = String(text[..<sign])
        guard (from + holdOut).contains(path) else {
            throw ValidationError(
                "--at names '\(path)', which is no file of --from or --hold-out.")
        }
        return (path, String(text[text.index(after: sign)...]))
    }

    // MARK: The overlay

    private func writeOverlay(_ fit: CalibrationFit, _ report: Report, to path: String) throws {
        let origin = "Fitted by 'plimsoll calibrate \(file) --from \(from.joined(separator: " "))'."
        let new = try NewFile(
            path,
            OverlayFile.text(
                sets: fit.sets,
                remarks: [origin, report.headline].flatMap { Self.lines($0, width: 98) } + [""]))
        guard try new.publish() else { throw Failure.exists(path: path) }
    }

    /// The words of a text in lines no wider than that where they can be.
    private static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
