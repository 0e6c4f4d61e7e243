// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What stages of degradation did: a row a stage, and below it one for each operation that it
/// refuses or holds.
enum DegradationTables {
    static func stages(_ model: Model, _ measurements: Measurements) -> Table? {
        let stages = measurements.control.stages
        if stages.isEmpty { return nil }
        let rows = stages.flatMap { stage -> [[Cell]] in
            [row(stage)] + stage.operations.map { row($0, stage, model) }
        }
        let hasHold = model.operations.indices.contains { model.mayHold(OperationID($0)) }
        let hasPause = model.degradation?.stages.contains { !$0.paused.isEmpty } ?? false
        return Table(
            id: "degradation", title: "Degradation: stages, of one replication",
            columns: [
                .number("stage", "Stage", unit: "stage"), .text("operation", "Operation"),
                .value("above", "Above", .ratio), .estimate("times", "Entered", .number),
                .estimate("time", "Time", .duration),
                .estimate("share", "Of the time", .ratio, isDataOnly: true),
                .estimate("refused", "Refused", .number),
                .estimate("held", "Held", .number, isDataOnly: !hasHold),
                .estimate("waiting_time", "Held for", .duration, isDataOnly: !hasHold),
                .estimate("most_held", "Most held", .number, isDataOnly: !hasHold),
                .estimate("unasked", "Not asked", .number, isDataOnly: !hasPause),
            ], rows: rows)
    }

    private static func row(_ stage: StageMeasurement) -> [Cell] {
        [
            .count(Int64(stage.number)), .text("all"), .value(stage.above.fraction, .ratio),
            .of(stage.times, .number), .of(stage.time, .duration), .of(stage.share, .ratio),
            .of(stage.refused, .number), .of(stage.held, .number),
            .of(stage.waitingTime, .duration), .of(stage.mostWaiting, .number),
            .of(stage.unasked, .number),
        ]
    }

    private static func row(
        _ effect: StageMeasurement.OperationEffect, _ stage: StageMeasurement, _ model: Model
    ) -> [Cell] {
        [
            .count(Int64(stage.number)), .text(model.operation(effect.operation).name),
            .value(stage.above.fraction, .ratio), .absent, .absent, .absent,
            .of(effect.refused, .number), .of(effect.held, .number),
            .of(effect.waitingTime, .duration), .absent, .absent,
        ]
    }

    /// Which stages were reached, for how long, and what that did; absent without degradation.
    static func note(_ measurements: Measurements) -> String? {
        let stages = measurements.control.stages
        guard let last = stages.last(where: { $0.times.value > 0 || $0.time.value > 0 }) else {
            return stages.isEmpty
                ? nil : "Normal operation throughout: no stage of degradation began."
        }
        let times = stages.filter { $0.time.value > 0 }.map {
            "stage \($0.number) for \(Figures.text($0.time.value, .duration).main)"
        }
        var parts = ["Degradation reached stage \(last.number) (utilization above \(last.above))"]
        if !times.isEmpty { parts.append(times.joined(separator: ", ") + " a replication") }
        let turned: [(Double, String)] = [
            (stages.reduce(0) { $0 + $1.refused.value }, "refused"),
            (stages.reduce(0) { $0 + $1.held.value }, "held"),
            (stages.reduce(0) { $0 + $1.unasked.value }, "not asked"),
        ]
        let counts = turned.filter { $0.0 > 0 }.map {
            "\(Figures.text($0.0, .number).main) \($0.1)"
        }
        if !counts.isEmpty { parts.append("requests: " + counts.joined(separator: ", ")) }
        return parts.joined(separator: "; ") + "; --table degradation lists them."
    }
}
