// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
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
            for observation in assessment.model.remarks.observations {
                let (figure, dimension) = ObservedFigure.find(observation.metric, assessment)
                let verdict = Reproduction(observation, modelled: figure?.value, law: bound)
                counts[verdict, default: 0] += 1
                let residual = figure.flatMap {
                    observation.value == 0 ? nil : $0.value / observation.value - 1
                }
                rows.append([
                    .text(assessment.model.name), .text(observation.name),
                    .text(observation.text),
                    .value(observation.value, dimension), .of(figure, dimension),
                    .number(residual, .ratio), .text(observation.use.rawValue),
                    .word(verdict.rawValue, tone(verdict)), .text(dimension.unit),
                    .text(observation.source),
                ])
            }
        }
        let said = Reproduction.allCases.compactMap { verdict in
            counts[verdict].map { "\($0) \(verdict.rawValue)" }
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
            columns: [
                .prose("scenario", "Scenario"), .prose("figure", "Figure"),
                .text("published_text", "Published"),
                .value("published", "Published", nil, isDataOnly: true),
                .estimate("modelled", "Modelled", nil), .value("residual", "Residual", .ratio),
                .text("use", "Use"), .text("verdict", "Verdict"),
                .text("unit", "Unit", isDataOnly: true),
                .text("source", "Source", isDataOnly: true),
            ], rows: rows)
    }

    /// What can be carried at all, before any figure is held against it.
    private static func bounds(_ assessments: [Assessment]) -> Table {
        let rows = assessments.map { assessment -> [Cell] in
            let binding = assessment.measurements.binding
            let bound = LoadBound(assessment.model, assessment.measurements)
            let peak = assessment.measurements.control.timeline.map(\.arrivals.value).max()
            return [
                .text(assessment.model.name), .text(binding?.name ?? ""),
                .of(binding?.saturationLoad, .rate),
                .number(peak ?? assessment.measurements.overall.throughput.value, .rate),
                .number(bound?.leastResponse, .duration),
                .number(bound?.leastPeakWait, .duration),
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
                + " and against a law: more is asked than a resource can carry (1/Dmax), so many"
                + " users at that capacity must wait longer (N/X - Z), or what comes beyond the"
                + " pods that are ready must queue (a fluid limit). No choice of free inputs"
                + " helps there."
        ]
        return own
            + assessments.flatMap { assessment in
                assessment.model.remarks.notes.map { "\(assessment.model.name): \($0)" }
            }
    }

    private static func tone(_ verdict: Reproduction) -> Cell.Tone {
        switch verdict {
        case .reproduced: .good
        case .forbidden: .bad
        case .differs: .unsure
        case .absent: .plain
        }
    }
}
