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
        ] + columns("mean", "Mean", .duration, shown: ["difference", "seen"])
        + columns("p95", "p95", .duration, shown: ["stable", "canary"])
        + columns("errors", "Errors", .ratio, shown: ["stable", "canary", "seen"])

    /// All four in data formats; to people those that are named.
    private static func columns(
        _ id: String, _ title: String, _ unit: Cell.Dimension, shown: Set<String>
    ) -> [Column] {
        let parts = [("stable", "stable"), ("canary", "canary"), ("difference", "more by")]
        return parts.map { part, words in
            .estimate(
                "\(id)_\(part)", "\(title) \(words)", unit, isDataOnly: !shown.contains(part))
        } + [
            .value("\(id)_seen", "Seen after", .duration, isDataOnly: true),
            .text("\(id)_seen_after", "Seen after", isDataOnly: !shown.contains("seen")),
        ]
    }

    private static func cells<Unit>(
        _ pair: CanaryMeasurement.Pair<Unit>?, _ unit: Cell.Dimension
    ) -> [Cell] {
        [
            .of(pair?.stable, unit), .of(pair?.canary, unit), .of(pair?.difference, unit),
            .number(pair?.seenAfter?.seconds, .duration),
            pair?.seenAfter.map { .text(clock($0)) } ?? .absent,
        ]
    }

    /// To the second, because milliseconds of latency stand beside it.
    private static func clock(_ time: SimTime) -> String {
        time < .seconds(1) ? "1s" : "\(SimTime.seconds(Int64(time.seconds.rounded())))"
    }
}
