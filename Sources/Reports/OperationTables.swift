// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// Tables of what requests experience.
enum OperationTables {
    static let overall = "all"

    static func operations(_ measurements: Measurements) -> Table {
        let quantiles = measurements.overall.percentiles.map(\.quantile)
        var columns: [Column] = [
            .text("operation", "Operation"),
            .number("completed", "Completed", unit: "requests", isDataOnly: true),
            .number("failed", "Failed", unit: "requests", isDataOnly: true),
            .estimate("throughput", "Load", .rate),
            .estimate("mean", "Mean", .duration),
        ]
        columns += quantiles.map { quantile in
            let name = Words.quantile(quantile)
            return .estimate(name, name, .duration)
        }
        columns.append(.estimate("errors", "Errors", .ratio))
        let outcomes = PolicyTables.OutcomeColumns(measurements)
        columns += outcomes.columns
        let parts = measurements.operations.map {
            row($0, name: $0.name, quantiles) + outcomes.cells($0)
        }
        let total =
            row(measurements.overall, name: overall, quantiles)
            + outcomes.cells(measurements.overall)
        return Table(
            id: "operations", title: "Operations: load and latency", columns: columns,
            rows: parts.count == 1 ? parts : parts + [total], hasMixedUnits: true)
    }

    private static func row(
        _ operation: OperationMeasurement, name: String, _ quantiles: [Ratio]
    ) -> [Cell] {
        var cells: [Cell] = [
            .text(name), .counted(operation.completed), .counted(operation.failed),
            .of(operation.throughput, .rate), .of(operation.meanSojournTime, .duration),
        ]
        cells += quantiles.map { .of(operation.percentile($0), .duration) }
        return cells + [.of(operation.errorShare, .ratio)]
    }

    /// Where the time of all operations goes, in the mean and in the slowest 5%.
    static func breakdown(_ measurements: Measurements) -> Table? {
        let overall = measurements.overall
        if overall.breakdown.isEmpty { return nil }
        let mean = Breakdown(overall.breakdown)
        let tail = overall.tailBreakdown.isEmpty ? nil : Breakdown(overall.tailBreakdown)
        var rows = mean.places.map { place -> [Cell] in
            [.text(place)] + mean.cells(of: place) + (tail?.cells(of: place) ?? [])
        }
        rows.append([.text("total")] + mean.totals + (tail?.totals ?? []))
        return Table(
            id: "breakdown",
            title: "Where the time goes"
                + (tail == nil ? "" : ": the mean, and the slowest 5% (tail)"),
            columns: [.text("place", "Place")] + columns("", "")
                + (tail == nil ? [] : columns("tail_", "Tail ")),
            rows: rows)
    }

    /// The same an operation, for whoever asks.
    static func breakdowns(_ measurements: Measurements) -> Table? {
        if measurements.operations.count < 2 { return nil }
        let hasTail = measurements.operations.contains { !$0.tailBreakdown.isEmpty }
        let isSimulated =
            if case .simulation = measurements.engine { true } else { false }
        var rows: [[Cell]] = []
        for operation in measurements.operations {
            let mean = Breakdown(operation.breakdown)
            let tail = Breakdown(operation.tailBreakdown)
            rows += mean.places.map { place in
                [.text(operation.name), .text(place)] + mean.cells(of: place)
                    + (hasTail || isSimulated ? tail.cells(of: place) : [])
            }
        }
        if rows.isEmpty, !isSimulated { return nil }
        return Table(
            id: "operation-breakdown", title: "Where the time of each operation goes",
            columns: [.text("operation", "Operation"), .text("place", "Place")]
                + columns("", "")
                + (hasTail || isSimulated ? columns("tail_", "Tail ") : []),
            rows: rows, audience: .onRequest)
    }

    private static func columns(_ id: String, _ title: String) -> [Column] {
        [
            .estimate(id + "waiting", title.isEmpty ? "Waiting" : title + "waiting", .duration),
            .estimate(id + "service", title.isEmpty ? "Service" : title + "service", .duration),
            .value(id + "share", title.isEmpty ? "Share" : title + "share", .ratio),
        ]
    }
}

/// Time shares by place: waiting beside service.
private struct Breakdown {
    /// In the order in which they first appear.
    let places: [String]
    private let shares: [TimeShare]
    private let total: Double

    init(_ shares: [TimeShare]) {
        self.shares = shares
        total = shares.reduce(0) { $0 + $1.time.value }
        var seen: Set<String> = []
        places = shares.map(\.place).filter { seen.insert($0).inserted }
    }

    func cells(of place: String) -> [Cell] {
        let waiting = time(place, .waiting)
        let service = time(place, .service)
        let sum = (waiting?.value ?? 0) + (service?.value ?? 0)
        return [
            .of(waiting, .duration), .of(service, .duration),
            .number(total > 0 ? sum / total : nil, .ratio),
        ]
    }

    /// The sums of the shares.
    var totals: [Cell] {
        [
            .number(sum(.waiting), .duration), .number(sum(.service), .duration),
            .number(total > 0 ? 1 : nil, .ratio),
        ]
    }

    private func sum(_ activity: TimeShare.Activity) -> Double {
        shares.filter { $0.activity == activity }.reduce(0) { $0 + $1.time.value }
    }

    private func time(_ place: String, _ activity: TimeShare.Activity) -> Estimate<SimTime>? {
        shares.first { $0.place == place && $0.activity == activity }?.time
    }
}
