// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities
import Statistics

/// The answer to `run`: whether the platform keeps its service levels, what binds first, what it
/// costs.
public enum RunReport {
    /// Every table that a run may have; one without its subject is left out.
    public static let tableIDs = [
        "slo", "alerts", "timeline", "events", "scaling", "degradation", "operations", "canaries",
        "policies",
        "limits", "background", "replication", "connections", "ages", "functions", "tables",
        "batches", "chains", "transactions", "postings", "blobs", "breakdown", "components", "laws",
        "caches", "keys", "resharding", "layers", "costs", "amounts", "commitments",
        "observations", "operation-breakdown", "uses", "assumptions",
    ]

    /// The report of an assessment; its tables in the order in which people ask. `end` says why
    /// there were no more replications; `paper` is the closed form of the same model.
    public static func make(
        _ assessment: Assessment, ended end: StoppingRule.End = .planned,
        paper: Measurements? = nil, identity: Identity
    ) -> Report {
        let measurements = assessment.measurements
        let optional: [Table?] = [
            serviceLevels(assessment),
            ControlTables.alerts(assessment.model, measurements),
            ControlTables.timeline(assessment.model, measurements),
            ControlTables.events(assessment.model, measurements),
            ControlTables.scaling(measurements),
            DegradationTables.stages(assessment.model, measurements),
            OperationTables.operations(measurements),
            CanaryTable.canaries(assessment.model, measurements),
            PolicyTables.policies(measurements),
            PolicyTables.limits(measurements),
            BackgroundTables.background(measurements),
            BackgroundTables.replication(measurements),
            BackgroundTables.connections(measurements),
            BackgroundTables.ages(measurements),
            ServerlessTables.functions(measurements),
            ServerlessTables.tables(measurements),
            ServerlessTables.batches(measurements),
            ChainTables.chains(measurements),
            ChainTables.transactions(assessment.model, measurements),
            PostingTables.postings(assessment.model, measurements),
            PostingTables.blobs(measurements),
            OperationTables.breakdown(measurements),
            ResourceTables.components(measurements),
            ResourceTables.laws(measurements, paper),
            ResourceTables.caches(measurements),
            CacheTables.keys(measurements),
            CacheTables.resharding(measurements),
            CostTables.layers(assessment.bill),
            CostTables.costs(assessment.bill),
            AgreementTables.amounts(assessment.bill),
            AgreementTables.commitments(assessment.bill),
            observations(assessment),
            OperationTables.breakdowns(measurements),
            ResourceTables.uses(assessment.model, measurements),
            assumptions(assessment.model),
        ]
        return Report(
            identity: identity, verdict: verdict(assessment.outcome),
            headline: RunHeadline(assessment).text,
            notes: RunNotes(assessment, end).lines + AgreementTables.notes(assessment.bill)
                + [
                    ExchangeNote.text(assessment.model),
                    StalePrices.note(assessment.model, on: identity.today),
                ].compactMap(\.self),
            tables: optional.compactMap { $0 }, charts: RunCharts.of(assessment))
    }

    static func verdict(_ outcome: Assessment.Outcome) -> Report.Verdict {
        switch outcome {
        case .met: .met
        case .breached: .breached
        case .cannotTell: .cannotTell
        case .saturated: .saturated
        }
    }

    static func serviceLevels(
        _ assessment: Assessment, title: String = "Service levels"
    ) -> Table? {
        if assessment.levels.isEmpty { return nil }
        let rows = assessment.levels.map { level -> [Cell] in
            let dimension = Words.dimension(level.objective)
            return [
                .text(Words.name(level.objective, assessment.model)),
                .of(level.measured, dimension),
                .text(level.isFloor ? "at least" : "at most"),
                .number(level.limit, dimension),
                .text(dimension.unit),
                .word(level.judgement.rawValue, Words.tone(level.judgement)),
            ]
        }
        return Table(
            id: "slo", title: title,
            columns: [
                .text("objective", "Objective"),
                .estimate("measured", "Measured", nil),
                .text("bound", "Bound"),
                .value("limit", "Limit", nil),
                .text("unit", "Unit", isDataOnly: true),
                .text("verdict", "Verdict"),
            ], rows: rows)
    }

    /// Published figures beside the model's own; those of pages are in another report.
    private static func observations(_ assessment: Assessment) -> Table? {
        ObservationTable.make(
            assessment.model.remarks.observations.filter { $0.pageMetric == nil }.map {
                let (figure, dimension) = ObservedFigure.find($0.metric, assessment)
                return ($0, figure, dimension)
            })
    }

    /// The register of inputs.
    static func assumptions(_ model: Model) -> Table? {
        let assumptions = model.remarks.assumptions
        if assumptions.isEmpty { return nil }
        let rows = assumptions.map { assumption -> [Cell] in
            [
                .text(assumption.path), .text(assumption.value),
                assumption.basis.map { basis in
                    .word(basis.rawValue, basis == .guessed ? .unsure : .plain)
                } ?? .absent,
                .text(assumption.source),
            ]
        }
        return Table(
            id: "assumptions", title: "Assumptions",
            columns: [
                .text("input", "Input"), .prose("value", "Value"), .text("basis", "Basis"),
                .prose("source", "Source"),
            ], rows: rows, audience: .onRequest)
    }
}
