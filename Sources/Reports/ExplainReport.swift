// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// The answer to `explain`: what binds, why the slowest requests are slow, and the smallest single
/// change that keeps the service levels.
public enum ExplainReport {
    /// Every table that an explanation may have; one without its subject is left out.
    public static let tableIDs = ["changes", "slo", "tail", "binding"]

    /// - Parameter warmUp: where it was detected, what serves the base and all changes.
    public static func make(
        _ explanation: Explanation, warmUp: WarmUpFinding? = nil, identity: Identity
    ) -> Report {
        let assessment = explanation.base
        let optional: [Table?] = [
            ChangeTable.make(explanation),
            RunReport.serviceLevels(assessment),
            tail(explanation),
            binding(assessment.measurements),
        ]
        return Report(
            identity: identity, verdict: RunReport.verdict(assessment.outcome),
            headline: ExplainHeadline(explanation).text,
            notes: ExplainNotes(explanation, warmUp: warmUp).lines,
            tables: optional.compactMap { $0 })
    }

    /// Where the time goes, the largest share of the slowest 5% first.
    private static func tail(_ explanation: Explanation) -> Table? {
        let measurements = explanation.base.measurements
        var rows: [[Cell]] = []
        for id in explanation.operations {
            guard let operation = measurements.measurement(of: id) else { continue }
            let account = TailAccount(operation)
            rows += account.parts.map { part in
                [
                    .text(id == nil ? OperationTables.overall : operation.name),
                    .text(part.place), .text(part.activity.rawValue),
                    .of(part.mean, .duration), .number(part.meanShare, .ratio),
                    .of(part.tail, .duration), .number(part.tailShare, .ratio),
                    .number(part.ratio, .number),
                ]
            }
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "tail", title: "Where the time of the slowest 5% goes, beside the mean",
            columns: [
                .text("operation", "Operation"), .text("place", "Place"),
                .text("activity", "Activity"),
                .estimate("mean", "Mean", .duration), .value("mean_share", "Share", .ratio),
                .estimate("tail", "Slowest 5%", .duration),
                .value("tail_share", "Share", .ratio), .value("ratio", "Times", .number),
            ], rows: rows)
    }

    /// What runs out first, and how much of the time is spent before it.
    private static func binding(_ measurements: Measurements) -> Table? {
        let used = measurements.resources.filter { $0.saturationLoad != nil }
        let limits = measurements.limitLoads.filter { $0.saturationLoad != nil }
        if used.isEmpty && limits.isEmpty { return nil }
        let account = TailAccount(measurements.overall)
        let ofResources = used.map { resource -> (headroom: Double, cells: [Cell]) in
            let waiting = account.part(resource.name, .waiting)
            let cells: [Cell] = [
                .text(resource.name), .count(Int64(resource.servers)),
                .of(resource.utilization, .ratio), .of(resource.demand, .duration),
                .of(resource.saturationLoad, .rate), .of(resource.headroom, .ratio),
                .of(resource.waitingTime, .duration),
                .number(waiting?.meanShare ?? account.none, .ratio),
                .number(waiting?.tailShare ?? account.none, .ratio),
            ]
            return (resource.headroom.value, cells)
        }
        let ofLimits = limits.map { limit -> (headroom: Double, cells: [Cell]) in
            let cells: [Cell] = [
                .text(limit.name), limit.places.map { .count(Int64($0)) } ?? .absent,
                .of(limit.utilization, .ratio), .absent, .of(limit.saturationLoad, .rate),
                .of(limit.headroom, .ratio), .absent, .absent, .absent,
            ]
            return (limit.headroom.value, cells)
        }
        let rows = (ofResources + ofLimits).enumerated().sorted {
            ($0.element.headroom, $0.offset) < ($1.element.headroom, $1.offset)
        }.map(\.element.cells)
        return Table(
            id: "binding", title: "What binds, by the load at which it saturates",
            columns: [
                .text("component", "Component"),
                .number("servers", "Servers", unit: "servers"),
                .estimate("utilization", "Utilization", .ratio),
                .estimate("demand", "Demand a request", .duration, isDataOnly: true),
                .estimate("saturation_load", "Carries", .rate),
                .estimate("headroom", "Headroom", .ratio),
                .estimate("waiting", "Wait", .duration),
                .value("waiting_share", "Of the mean", .ratio),
                .value("tail_waiting_share", "Of the slowest 5%", .ratio),
            ], rows: rows)
    }
}

/// The mean time and that of the slowest 5%, part by part.
struct TailAccount {
    struct Part {
        let place: String
        let activity: TimeShare.Activity
        let mean: Estimate<SimTime>?
        let tail: Estimate<SimTime>?
        let meanShare: Double?
        let tailShare: Double?

        /// How many times the mean the slowest spend here.
        var ratio: Double? {
            guard let mean = mean?.value, mean > 0, let tail = tail?.value else { return nil }
            return tail / mean
        }
    }

    /// The largest share of the tail first; what takes no time at all is left out.
    let parts: [Part]

    init(_ operation: OperationMeasurement) {
        let meanTotal = Self.total(operation.breakdown)
        let tailTotal = Self.total(operation.tailBreakdown)
        let all = operation.breakdown.map { share -> Part in
            let tail = operation.tailBreakdown.first {
                $0.place == share.place && $0.activity == share.activity
            }
            return Part(
                place: share.place, activity: share.activity, mean: share.time, tail: tail?.time,
                meanShare: meanTotal > 0 ? share.time.value / meanTotal : nil,
                tailShare: tailTotal > 0 ? (tail?.time.value ?? 0) / tailTotal : nil)
        }
        parts = all.filter { ($0.mean?.value ?? 0) > 0 || ($0.tail?.value ?? 0) > 0 }
            .enumerated().sorted {
                ($1.element.tailShare ?? 0, $0.offset) < ($0.element.tailShare ?? 0, $1.offset)
            }.map(\.element)
    }

    /// The share of what takes no time; absent where nothing was measured.
    var none: Double? { parts.isEmpty ? nil : 0 }

    func part(_ place: String, _ activity: TimeShare.Activity) -> Part? {
        parts.first { $0.place == place && $0.activity == activity }
    }

    private static func total(_ shares: [TimeShare]) -> Double {
        shares.reduce(0) { $0 + $1.time.value }
    }
}
