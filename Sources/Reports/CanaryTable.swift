// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// The table of canaries: the new version against the other, and how long it takes to see it.
enum CanaryTable {
    static func canaries(_ model: Model, _ measurements: Measurements) -> Table? {
        let canaries = measurements.canaries
        if canaries.isEmpty { return nil }
        return Table(
            id: "canaries", title: "Canaries: the new version against the other", columns: columns,
            rows: canaries.map { canary in
                [
                    .text(canary.name),
                    .text(canary.operation.map { model.operation($0).name } ?? "all"),
                    .of(canary.requests, .number),
                ] + cells(canary.mean, .duration) + cells(canary.p95, .duration)
                    + cells(canary.errors, .ratio)
            })
    }

    private static let columns: [Column] =
        [
            .text("component", "Component"), .text("operation", "Operation"),
            .estimate("requests", "Requests a run", .number),
        ] + columns("mean", "Mean", .duration, isDataOnly: true)
        + columns("p95", "p95", .duration) + columns("errors", "Errors", .ratio)

    private static func columns(
        _ id: String, _ title: String, _ unit: Cell.Dimension, isDataOnly: Bool = false
    ) -> [Column] {
        [
            .estimate("\(id)_stable", "\(title) stable", unit, isDataOnly: isDataOnly),
            .estimate("\(id)_canary", "\(title) canary", unit, isDataOnly: isDataOnly),
            .estimate("\(id)_difference", "\(title) more by", unit),
            .value("\(id)_seen", "Seen after", .duration),
        ]
    }

    private static func cells<Unit>(
        _ pair: CanaryMeasurement.Pair<Unit>?, _ unit: Cell.Dimension
    ) -> [Cell] {
        [
            .of(pair?.stable, unit), .of(pair?.canary, unit), .of(pair?.difference, unit),
            .number(pair?.seenAfter?.seconds, .duration),
        ]
    }
}
