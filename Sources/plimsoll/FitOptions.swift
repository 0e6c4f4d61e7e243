// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Calibration
import Evidence
import Model
import Quantities
import Reports
import Scenario

/// Which numbers of a scenario are fitted, and how evidence is read for it.
struct FitOptions: ParsableArguments {
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

    /// The load of each file that `--at` names, the last where it names one twice.
    ///
    /// Throws where it names none of the files.
    func loads(of files: [String], from place: String) throws -> [String: String] {
        var loads: [String: String] = [:]
        for text in levels {
            guard let sign = text.lastIndex(of: "=") else {
                throw ValidationError(
                    "--at is '\(text)'; write a file and a load, such as a.json=200/s.")
            }
            let file = String(text[..<sign])
            guard files.contains(file) else {
                throw ValidationError(
                    "--at names '\(file)', which is no file of \(place): name"
                        + " \(files.joined(separator: ", ")).")
            }
            loads[file] = String(text[text.index(after: sign)...])
        }
        return loads
    }

    /// The options as they were given.
    var text: String {
        (free.map { ("--free", $0) } + levels.map { ("--at", $0) } + names.map { ("--name", $0) })
            .map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    /// Fits the numbers of a scenario file.
    ///
    /// - Parameter overrides: with which the scenario was read.
    func fit(
        _ scenario: LoadedScenario, _ overrides: [Override], to evidence: [CalibrationEvidence],
        seed: UInt64, threads: Int, quiet: Bool
    ) throws -> CalibrationFit {
        let parameters = try free.map { text in
            let (key, range) = FreeParameter.split(text)
            return try FreeParameter(key: key, text: scenario.value(of: key), range: range)
        }
        let calibrator = try Calibrator(
            parameters, evidence: evidence, names: names,
            settings: .init(seed: seed, threads: threads),
            load: { Self.model(scenario.path, overrides, $0) })
        ProgressBar.ifSeen("simulating the tests again", quiet: quiet)?.show(0)
        defer { ProgressBar.erase() }
        return try calibrator.fit()
    }

    private static func model(
        _ path: String, _ overrides: [Override], _ sets: [String]
    ) -> Result<Model, ModelRefusal> {
        do {
            let changes = try sets.map { try Override(parsing: $0) }
            return .success(try ScenarioFile.load(path: path, sets: overrides + changes).model)
        } catch {
            return .failure(ModelRefusal(words: "\(error)"))
        }
    }

    /// The fitted numbers as a file for `--overlay`.
    ///
    /// - Parameter origin: who fitted them, to what.
    static func overlay(
        _ fit: CalibrationFit, origin: String, headline: String
    ) throws -> String {
        try OverlayFile.text(
            sets: fit.sets,
            remarks: [origin, headline].flatMap { lines($0, width: 98) } + [""])
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
