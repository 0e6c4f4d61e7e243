// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// Published figures of several scenarios beside the model's own, and the law that forbids those
/// which cannot be.
public enum ReproductionReport {
    public static let tableIDs = ["reproduction", "bounds"]

    public static func make(_ assessments: [Assessment], identity: Identity) -> Report {
        var counts: [Reproduction: Int] = [:]
        var rows: [[Cell]] = []
        for assessment in assessments {
            let bound = LoadBound(assessment.model, assessment.measurements)
            for observation in assessment.model.remarks.observations
            where observation.pageMetric == nil {
                let (figure, dimension) = ObservedFigure.find(observation.metric, assessment)
                let verdict = Reproduction(observation, modelled: figure?.value, law: bound)
                counts[verdict, default: 0] += 1
                let cells = ObservationTable.cells(
                    observation, figure, dimension,
                    with: [.word(verdict.rawValue, tone(verdict))])
                rows.append([.text(assessment.model.name)] + cells)
            }
        }
        let said = Reproduction.allCases.compactMap { verdict in
            counts[verdict].map { "\($0) \(words(verdict, isOne: $0 == 1))" }
        }
        return Report(
            identity: identity, verdict: nil,
            headline: "Of \(Words.count(rows.count, "published figure")): "
                + said.joined(separator: ", ") + ".",
            notes: notes(assessments), tables: [bounds(assessments), figures(rows)])
    }

    private static func figures(_ rows: [[Cell]]) -> Table {
        Table(
            id: "reproduction", title: "Published figures against the model",
            columns: [.prose("scenario", "Scenario")]
                + ObservationTable.columns(with: [.text("verdict", "Verdict")]), rows: rows)
    }

    /// What can be carried at all, before any figure is held against it. Limits turn away what is
    /// beyond them, which is no law against its coming.
    private static func bounds(_ assessments: [Assessment]) -> Table {
        let rows = assessments.map { assessment -> [Cell] in
            let binding = assessment.measurements.bindingResource
            let bound = LoadBound(assessment.model, assessment.measurements)
            return [
                .text(assessment.model.name), .text(binding?.name ?? ""),
                .of(binding?.saturationLoad, .rate),
                .number(
                    bound?.asked.perSecond
                        ?? assessment.measurements.overall.throughput.value, .rate),
                .number(bound?.leastResponse?.seconds, .duration),
                .number(bound?.leastPeakWait?.seconds, .duration),
                bound?.isOverloaded ?? false
                    ? .word("impossible", .bad) : .word("possible", .good),
            ]
        }
        return Table(
            id: "bounds", title: "What the laws allow",
            columns: [
                .prose("scenario", "Scenario"), .text("binds", "Binds first"),
                .estimate("carries", "Carries at most", .rate),
                .value("asked", "Asked at its peak", .rate),
                .value("least_response", "Least mean answer", .duration),
                .value("least_peak_wait", "Least wait at the peak", .duration),
                .text("verdict", "Load"),
            ], rows: rows)
    }

    private static func notes(_ assessments: [Assessment]) -> [String] {
        let own = [
            "Reproduced is within \(Int(Reproduction.tolerance * 100))%. Forbidden is further off"
                + " and against a law, at the service demands that were measured: a throughput that"
                + " no resource of that demand carries (1/Dmax), or a latency below what everybody"
                + " waits who comes while a queue grows that is passed once, first come, first"
                + " served (a fluid limit). Implausible is a percentile below what the mean must be"
                + " at least: of so many users (N/X - Z), or while a queue grows (Little's law);"
                + " only a long tail would allow it. Bounds on latencies hold of the moment that"
                + " was published, and there are none where requests may be turned away or given"
                + " up."
        ]
        let cautions = assessments.flatMap { assessment in
            RunNotes(assessment, .planned).cautions.map { "\(assessment.model.name): \($0)" }
        }
        let pages = assessments.contains { assessment in
            assessment.model.remarks.observations.contains { $0.pageMetric != nil }
        }
        return own + (pages ? ["Figures of pages are beside the model's in 'plimsoll pages'."] : [])
            + cautions
            + assessments.flatMap { assessment in
                assessment.model.remarks.notes.map { "\(assessment.model.name): \($0)" }
            }
    }

    private static func words(_ verdict: Reproduction, isOne: Bool) -> String {
        switch verdict {
        case .differs: isOne ? "differs" : "differ"
        case .reproduced, .forbidden, .implausible, .absent: verdict.rawValue
        }
    }

    private static func tone(_ verdict: Reproduction) -> Cell.Tone {
        switch verdict {
        case .reproduced: .good
        case .forbidden: .bad
        case .implausible, .differs: .unsure
        case .absent: .plain
        }
    }
}
