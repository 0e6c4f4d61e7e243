// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning

/// How an explanation was found, and what it leaves out.
struct ExplainNotes {
    private let explanation: Explanation

    private let detected: WarmUpFinding?

    init(_ explanation: Explanation, warmUp: WarmUpFinding? = nil) {
        self.explanation = explanation
        detected = warmUp
    }

    var lines: [String] {
        let parts: [String?] = [
            precision, undecided, level, method, shortRuns, warmUp, spare, idle,
        ]
        let base = explanation.base
        let variance = base.measurements.variance.map {
            VarianceNote($0, overall: base.measurements.overall).text
        }
        return parts.compactMap { $0 } + RunNotes(base, .planned).cautions
            + [variance].compactMap { $0 }
            + [RunNotes.inputs(base.model)].compactMap { $0 }
    }

    private var precision: String? {
        explanation.question == .noInterval
            ? "One replication gives no confidence interval, and hence no verdict on a change: run"
                + " at least two, better five (--replications 5)." : nil
    }

    private var undecided: String? {
        explanation.question == .whatIsMissing && explanation.base.outcome == .cannotTell
            ? "More replications may decide what cannot be told: run --until-decided." : nil
    }

    private var level: String? {
        explanation.question == .noLevel
            ? "There is no service level to search for: state one, such as --set slo.p95=300ms."
            : nil
    }

    private var method: String? {
        guard !explanation.changes.isEmpty else { return nil }
        return "Each change stands alone, under the same random numbers, and shows the same figures"
            + " by run --set change=to\(others); 'one less' is the verdict with one less of it."
            + " More of a resource is taken never to harm."
    }

    private var others: String {
        let model = explanation.base.model
        let areMore = explanation.changes.contains { change in
            guard case .found(let setting, _, _, _) = change.finding else { return false }
            return !change.lever.others(setting, model).isEmpty
        }
        return areMore ? ", with --set for the other keys of its remark" : ""
    }

    private var shortRuns: String? {
        explanation.shortPlan.map { plan in
            "What is found by a short run is simulated for \(plan.duration) instead of"
                + " \(explanation.base.model.run.duration) (--set run.duration=\(plan.duration));"
                + " --budget allows more."
        }
    }

    private var warmUp: String? {
        detected.map {
            RunNotes.words($0)
                + (explanation.changes.isEmpty
                    ? "" : " Changes begin alike: --set run.warmup=\($0.time).")
        }
    }

    private var spare: String? {
        guard explanation.question == .whatIsSpare, !explanation.changes.isEmpty else { return nil }
        return "Without what could go, all service levels and 99% of the throughput are kept;"
            + " failures, growth and whatever else it stands for are not counted."
    }

    private var idle: String? {
        let model = explanation.base.model
        guard !explanation.idle.isEmpty else { return nil }
        return "Not tried, because less than 1% of the time of the slowest 5% is waiting there: "
            + explanation.idle.map { $0.path(model) }.joined(separator: ", ") + "."
    }
}
