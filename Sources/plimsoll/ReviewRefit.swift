// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Evidence
import Quantities
import Reports
import Review
import Scenario

/// The scenario of a review, fitted anew to the load tests of its evidence and to the utilizations
/// of its month.
struct ReviewRefit {
    /// The name of the overlay in the pack.
    static let file = "calibrated.yaml"

    let fit: CalibrationFit
    /// As the review goes by it: fitted where the evidence tells every free number.
    let scenario: LoadedScenario
    let overrides: [Override]
    /// Nil where the scenario keeps its own numbers.
    let overlay: String?

    /// - Parameter folder: the directory of the evidence, for its errors.
    init(
        _ options: FitOptions, _ scenario: LoadedScenario, _ overrides: [Override],
        to evidence: MonthEvidence, folder: String, simulation: PlanOptions, quiet: Bool
    ) throws {
        let seed = simulation.seed ?? scenario.model.run.seed
        let files = evidence.files.compactMap { file in
            file.file.tests(in: evidence.month).map { (name: file.name, file: $0) }
        }
        guard !files.isEmpty else {
            throw Failure.badFile(
                path: folder,
                words: "--free fits to load tests and series of utilizations, and of"
                    + " \(evidence.month) there are none")
        }
        let loads = try options.loads(of: files.map(\.name), from: "the evidence")
        do {
            fit = try options.fit(
                scenario, overrides,
                to: files.map {
                    CalibrationEvidence(name: $0.name, file: $0.file, level: loads[$0.name])
                },
                seed: seed, threads: simulation.threading.count, quiet: quiet)
        } catch let error as CalibrationError {
            throw Failure.badFile(path: folder, words: "\(error)")
        }
        guard fit.isAdoptable else {
            (self.scenario, self.overrides, overlay) = (scenario, overrides, nil)
            return
        }
        self.overrides = overrides + (try fit.sets.map { try Override(parsing: $0) })
        self.scenario = try ScenarioFile.load(path: scenario.path, sets: self.overrides)
        overlay = try FitOptions.overlay(
            fit,
            origin: "Fitted by 'plimsoll review \(scenario.path) --month \(evidence.month)"
                + " --evidence \(folder) \(options.text)'.",
            headline: CalibrationReport.headline(fit))
    }
}
