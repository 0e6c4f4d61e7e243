// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Tables of how the platform changed in the course of a run.
enum ControlTables {
    /// A row a window.
    static func timeline(_ model: Model, _ measurements: Measurements) -> Table? {
        let control = measurements.control
        if control.timeline.isEmpty { return nil }
        let rows = control.timeline.map { point -> [Cell] in
            var cells: [Cell] = [
                .text("\(point.end)"), .value(point.start.seconds, .duration),
                .value(point.end.seconds, .duration),
                .number(point.arrivals.value, .rate), .of(point.completions, .rate),
                .number(point.failures.value, .rate), .of(point.median, .duration),
                .of(point.p95, .duration),
            ]
            for index in control.fleets.indices {
                let resource = resource(of: control.fleets[index].component, measurements)
                cells += [
                    .number(point.ready[index].value, .number),
                    .number(point.present[index].value, .number),
                    .number(resource.map { point.utilization[$0].value }, .ratio),
                ]
            }
            for index in measurements.resources.indices {
                cells += [.of(point.utilization[index], .ratio), .of(point.queues[index], .number)]
            }
            return cells + point.hitRates.map { .of($0, .ratio) }
        }
        return Table(
            id: "timeline", title: "Timeline", columns: columns(measurements), rows: rows)
    }

    private static func columns(_ measurements: Measurements) -> [Column] {
        var columns: [Column] = [
            .text("until", "Until"),
            .value("start", "Start", .duration, isDataOnly: true),
            .value("end", "End", .duration, isDataOnly: true),
            .value("arrivals", "Arrive", .rate),
            .estimate("completions", "Answered", .rate, isDataOnly: true),
            .value("failures", "Fail", .rate),
            .estimate("p50", "p50", .duration, isDataOnly: true),
            .estimate("p95", "p95", .duration),
        ]
        for fleet in measurements.control.fleets {
            let id = slug(fleet.name)
            columns += [
                .value("\(id)_ready", "\(fleet.name) ready", .number),
                .value("\(id)_pods", "\(fleet.name) pods", .number),
                .value("\(id)_busy", "\(fleet.name) busy", .ratio),
            ]
        }
        for resource in measurements.resources {
            let id = slug(resource.name)
            columns += [
                .estimate(
                    "\(id)_utilization", "\(resource.name) busy", .ratio, isDataOnly: true),
                .estimate("\(id)_queue", "\(resource.name) queue", .number, isDataOnly: true),
            ]
        }
        for cache in measurements.caches {
            columns.append(
                .estimate(
                    "\(slug(cache.name))_hit_rate", "\(cache.name) hits", .ratio,
                    isDataOnly: true))
        }
        return columns
    }

    /// What happened, in the first replication, and why.
    static func events(_ model: Model, _ measurements: Measurements) -> Table? {
        let events = measurements.control.events
        if events.isEmpty { return nil }
        let rows = events.map { event -> [Cell] in
            [
                .text("\(event.time)"), .value(event.time.seconds, .duration),
                .text(model.component(event.component).name), .text(words(event.change)),
                .text(words(event.cause, model)),
            ]
        }
        return Table(
            id: "events", title: "Events of the first replication",
            columns: [
                .text("at", "At"), .value("time", "Time", .duration, isDataOnly: true),
                .text("component", "Component"), .text("event", "Event"),
                .prose("cause", "Cause"),
            ], rows: rows)
    }

    static func scaling(_ measurements: Measurements) -> Table? {
        let fleets = measurements.control.fleets
        if fleets.isEmpty { return nil }
        let rows = fleets.map { fleet -> [Cell] in
            [
                .text(fleet.name), .of(fleet.present, .number), .of(fleet.ready, .number),
                .of(fleet.fewest, .number), .of(fleet.most, .number),
                .of(fleet.increases, .number), .of(fleet.decreases, .number),
            ]
        }
        return Table(
            id: "scaling", title: "Scaling: pods over time",
            columns: [
                .text("component", "Component"), .estimate("paid", "Paid for", .number),
                .estimate("ready", "Ready", .number), .estimate("fewest", "Fewest", .number),
                .estimate("most", "Most", .number), .estimate("increases", "Ups", .number),
                .estimate("decreases", "Downs", .number),
            ], rows: rows)
    }

    // MARK: Words

    private static func words(_ change: PlatformEvent.Change) -> String {
        switch change {
        case .replicas(let from, let to): "\(from) to \(Words.count(to, "pod"))"
        case .ready(let from, let to): "\(from) to \(to) ready"
        case .faultBegins: "fault begins"
        case .faultEnds: "fault ends"
        }
    }

    private static func words(_ cause: PlatformEvent.Cause, _ model: Model) -> String {
        switch cause {
        case .utilization(let value, let target):
            return "CPU at \(share(value)) of requests, target \(share(target))"
        case .perPod(let metric, let value, let target):
            return "\(number(value)) \(metric.rawValue) a pod, target \(number(target))"
        case .external(.arrivals, let value, let target):
            return "\(number(value)) requests/s, target \(number(target))"
        case .external(.queue(let component), let value, let target):
            return "\(number(value)) waiting at \(model.component(component).name),"
                + " target \(number(target))"
        case .bounds(let bounds):
            return "bounds \(bounds.lowerBound) to \(bounds.upperBound)"
        case .schedule: return "schedule"
        case .fault(let name): return name
        case .startup: return "started"
        }
    }

    private static func share(_ value: Double) -> String { Figures.text(value, .ratio).main }
    private static func number(_ value: Double) -> String { Figures.text(value, .number).main }

    private static func resource(
        of component: ComponentID, _ measurements: Measurements
    ) -> Int? {
        measurements.resources.firstIndex {
            $0.id == ResourceID(component: component, role: .servers)
        }
    }

    /// A name as part of a column's id.
    private static func slug(_ name: String) -> String {
        String(name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}
