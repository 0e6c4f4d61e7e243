// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Statistics

/// Tables of what the platform's parts bear.
enum ResourceTables {
    static func components(_ measurements: Measurements) -> Table? {
        if measurements.resources.isEmpty && measurements.limitLoads.isEmpty { return nil }
        let binding = measurements.binding?.place
        // Only where somebody may lose patience.
        let isImpatient = measurements.resources.contains { $0.abandoned != nil }
        let hasMembers = measurements.resources.contains { $0.headroomWithoutOne != nil }
        let rows = measurements.resources.map { resource -> [Cell] in
            var cells: [Cell] = [
                .text(resource.name), .count(Int64(resource.servers)),
                .of(resource.utilization, .ratio), .of(resource.queueLength, .number),
                .of(resource.waitingTime, .duration), .of(resource.serviceTime, .duration),
                .of(resource.throughput, .rate), .of(resource.rejected, .ratio),
            ]
            if isImpatient { cells.append(.of(resource.abandoned, .ratio)) }
            cells += [.of(resource.saturationLoad, .rate), .of(resource.headroom, .ratio)]
            if hasMembers { cells.append(.of(resource.headroomWithoutOne, .ratio)) }
            return cells + [first(.resource(resource.id) == binding)]
        }
        var columns: [Column] = [
            .text("component", "Component"),
            .number("servers", "Servers", unit: "servers"),
            .estimate("utilization", "Utilization", .ratio),
            .estimate("queue", "Queue", .number),
            .estimate("waiting", "Wait", .duration),
            .estimate("service", "Service", .duration, isDataOnly: true),
            .estimate("throughput", "Visits", .rate, isDataOnly: true),
            .estimate("rejected", "Rejected", .ratio, isDataOnly: true),
        ]
        if isImpatient { columns.append(.estimate("abandoned", "Abandoned", .ratio)) }
        columns += [
            .estimate("saturation_load", "Carries", .rate),
            .estimate("headroom", "Headroom", .ratio),
        ]
        if hasMembers {
            columns.append(.estimate("headroom_without_one", "Headroom N-1", .ratio))
        }
        columns.append(.text("binds", "Binds"))
        let limits = limits(measurements, isImpatient: isImpatient, hasMembers: hasMembers)
        let what = limits.isEmpty ? "Components" : "Components and limits"
        return Table(
            id: "components", title: "\(what): what binds, and how much is left",
            columns: columns, rows: rows + limits)
    }

    /// Limits have no queue, and no members; those that nobody asks for are left out.
    private static func limits(
        _ measurements: Measurements, isImpatient: Bool, hasMembers: Bool
    ) -> [[Cell]] {
        let binding = measurements.binding?.place
        return measurements.limitLoads.filter { $0.headroom.value < 1 }.map { limit in
            var cells: [Cell] = [
                .text(limit.name), limit.places.map { .count(Int64($0)) } ?? .absent,
                .of(limit.utilization, .ratio), .absent, .absent, .absent, .absent,
                .of(limit.rejected, .ratio),
            ]
            if isImpatient { cells.append(.absent) }
            cells += [.of(limit.saturationLoad, .rate), .of(limit.headroom, .ratio)]
            if hasMembers { cells.append(.absent) }
            return cells + [first(.limit(limit.id) == binding)]
        }
    }

    private static func first(_ isFirst: Bool) -> Cell {
        isFirst ? .word("first", .unsure) : .text("")
    }

    /// The operational laws and the closed form beside the simulation: where they disagree, one of
    /// them is wrong. Nothing to check where nothing was simulated.
    static func laws(_ measurements: Measurements, _ paper: Measurements?) -> Table? {
        guard case .simulation = measurements.engine else { return nil }
        if measurements.resources.isEmpty { return nil }
        let rows = measurements.resources.map { resource -> [Cell] in
            let formula = paper?.resources.first { $0.id == resource.id }
            return [
                .text(resource.name), .of(resource.demand, .duration),
                .of(resource.lawUtilization, .ratio), .of(resource.utilization, .ratio),
                .number(formula?.utilization.value, .ratio), .of(resource.waitingTime, .duration),
                .number(formula?.waitingTime?.value, .duration),
                .of(resource.littleResidual, .ratio), .of(resource.saturationLoad, .rate),
            ]
        }
        return Table(
            id: "laws", title: "Laws: the run checked on paper",
            columns: [
                .text("component", "Component"),
                .estimate("demand", "Demand a request", .duration),
                .estimate("law_utilization", "Utilization by law", .ratio),
                .estimate("utilization", "Simulated", .ratio),
                .value("formula_utilization", "Closed form", .ratio),
                .estimate("waiting", "Wait simulated", .duration),
                .value("formula_waiting", "Closed form", .duration),
                .estimate("little_residual", "Little's law off by", .ratio),
                .estimate("saturation_load", "1/D", .rate, isDataOnly: true),
            ], rows: rows)
    }

    static func caches(_ measurements: Measurements) -> Table? {
        if measurements.caches.isEmpty { return nil }
        let rows = measurements.caches.map { cache -> [Cell] in
            [
                .text(cache.name), .of(cache.hitRate, .ratio), .of(cache.lookups, .rate),
                .of(cache.evictions, .rate), .of(cache.memoryUse, .ratio),
            ]
        }
        return Table(
            id: "caches", title: "Caches",
            columns: [
                .text("cache", "Cache"), .estimate("hit_rate", "Hit rate", .ratio),
                .estimate("lookups", "Keys looked up", .rate),
                .estimate("evictions", "Evictions", .rate),
                .estimate("memory_use", "Memory used", .ratio),
            ], rows: rows)
    }

    /// What is metered by use, a second and a request.
    static func uses(_ model: Model, _ measurements: Measurements) -> Table? {
        if measurements.uses.isEmpty { return nil }
        let load = measurements.overall.throughput.value
        let rows = measurements.uses.map { use -> [Cell] in
            [
                .text(model.component(use.component).name), .text(use.unit.rawValue),
                .of(use.perSecond, .rate),
                .number(load > 0 ? use.perSecond.value / load : nil, .number),
            ]
        }
        return Table(
            id: "uses", title: "Uses",
            columns: [
                .text("component", "Component"), .text("of", "Of"),
                .estimate("per_second", "Uses", .rate),
                .value("per_request", "A request", .number),
            ], rows: rows, audience: .onRequest)
    }
}
