// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities

/// When a simulation has run often enough.
struct StoppingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Replicate until the intervals are this narrow, such as 2%.", valueName: "ratio"))
    var precision: String?

    @Flag(help: "Replicate until every service level is met or breached.")
    var untilDecided = false

    @Option(
        help: ArgumentHelp(
            "Stop replicating after this time, such as 60s, whatever is reached.",
            valueName: "duration"))
    var budget: String?

    @Option(help: "Most replications under --precision and --until-decided.")
    var most = 200

    /// Whether there may be more replications than the plan's.
    var isAsked: Bool { precision != nil || untilDecided }

    mutating func validate() throws {
        if precision == nil, !untilDecided, budget != nil {
            throw ValidationError(
                "--budget bounds --precision and --until-decided; give one of them with it.")
        }
        guard (1...RunPlan.largestReplications).contains(most) else {
            throw ValidationError(
                "--most is \(most); it must be from 1 to \(RunPlan.largestReplications).")
        }
        _ = try rule()
    }

    /// Throws `ValidationError` for a precision or a budget that is none.
    func rule() throws -> StoppingRule {
        let ratio = try precision.map { try OptionText.read($0, of: "--precision", as: Ratio.self) }
        if let ratio, !(ratio.fraction > 0 && ratio.fraction <= 1) {
            throw ValidationError("--precision is \(ratio); it must be above 0% and at most 100%.")
        }
        return StoppingRule(
            precision: ratio, untilDecided: untilDecided, most: most,
            budget: try budget.map { try OptionText.read($0, of: "--budget", as: SimTime.self) })
    }
}
