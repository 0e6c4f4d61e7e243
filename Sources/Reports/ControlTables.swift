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
                .text(clock(point.end)), .value(point.start.seconds, .duration),
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
            if !control.stages.isEmpty {
                cells += [.number(point.stage.value, .number), .of(point.held, .number)]
            }
            return cells + point.hitRates.map { .of($0, .ratio) }
                + point.lags.map { .of($0, .duration) }
                + point.baseFees.map { ChainTables.gwei($0) }
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
        let slugs = slugs(
            measurements.control.fleets.map(\.name) + measurements.resources.map(\.name)
                + measurements.caches.map(\.name) + measurements.background.map(\.name)
                + measurements.chains.map(\.name))
        for fleet in measurements.control.fleets {
            let id = slugs[fleet.name] ?? ""
            columns += [
                .value("\(id)_ready", "\(fleet.name) ready", .number),
                .value("\(id)_pods", "\(fleet.name) pods", .number),
                .value("\(id)_busy", "\(fleet.name) busy", .ratio),
            ]
        }
        for resource in measurements.resources {
            let id = slugs[resource.name] ?? ""
            columns += [
                .estimate(
                    "\(id)_utilization", "\(resource.name) busy", .ratio, isDataOnly: true),
                .estimate("\(id)_queue", "\(resource.name) queue", .number, isDataOnly: true),
            ]
        }
        if !measurements.control.stages.isEmpty {
            columns += [
                .value("stage", "Stage", .number),
                .estimate("held", "Held", .number, isDataOnly: true),
            ]
        }
        for cache in measurements.caches {
            columns.append(
                .estimate(
                    "\(slugs[cache.name] ?? "")_hit_rate", "\(cache.name) hits", .ratio,
                    isDataOnly: true))
        }
        for work in measurements.background where work.database != nil {
            columns.append(
                .estimate("\(slugs[work.name] ?? "")_lag", "\(work.name) lag", .duration))
        }
        for chain in measurements.chains {
            columns.append(
                .estimate(
                    "\(slugs[chain.name] ?? "")_base_fee", "\(chain.name) base fee, gwei",
                    .precise))
        }
        return columns
    }

    /// What happened, in the first replication, and why.
    static func events(_ model: Model, _ measurements: Measurements) -> Table? {
        let events = measurements.control.events
        if events.isEmpty { return nil }
        let rows = events.map { event -> [Cell] in
            [
                .text(clock(event.time)), .value(event.time.seconds, .duration),
                .text(event.component.map { model.component($0).name } ?? ""),
                .text(words(event.change)),
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

    /// Which alerts fired, how often and for how long.
    static func alerts(_ model: Model, _ measurements: Measurements) -> Table? {
        let alerts = measurements.control.alerts
        if alerts.isEmpty { return nil }
        let rows = alerts.map { finding -> [Cell] in
            [
                .text(finding.alert.name), .text(finding.alert.severity.rawValue),
                .text(condition(finding.alert, model)),
                .value(finding.fired.fraction, .ratio), .of(finding.times, .number),
                .of(finding.firing, .ratio), finding.first.map { .text(clock($0)) } ?? .absent,
            ]
        }
        return Table(
            id: "alerts", title: "Alerts",
            columns: [
                .text("alert", "Alert"), .text("severity", "Severity"),
                .prose("condition", "Condition"), .value("fired", "Runs with it", .ratio),
                .estimate("times", "Times a run", .number),
                .estimate("firing", "Of the time", .ratio), .text("first", "First at"),
            ], rows: rows)
    }

    private static func condition(_ alert: Alert, _ model: Model) -> String {
        let what =
            switch alert.condition {
            case .latency(let rank, let limit): "\(rank.rawValue) above \(limit)"
            case .errors(let limit): "errors above \(limit)"
            case .hitRate(let cache, let limit):
                "\(model.component(cache).name) hit rate below \(limit)"
            case .replicationLag(let id, let limit):
                "\(model.component(id).name) replication lag above \(limit)"
            case .utilization(let id, let limit):
                "\(model.name(of: id)) utilization above \(limit)"
            }
        return alert.hold > .zero ? what + " for \(alert.hold)" : what
    }

    static func scaling(_ measurements: Measurements) -> Table? {
        let fleets = measurements.control.fleets
        if fleets.isEmpty { return nil }
        let rows = fleets.map { fleet -> [Cell] in
            [
                .text(fleet.name), .of(fleet.present, .number), .of(fleet.ready, .number),
                .of(fleet.fewest, .number), .of(fleet.most, .number),
                .of(fleet.increases, .number), .of(fleet.decreases, .number),
                .of(fleet.nodes, .number),
            ]
        }
        return Table(
            id: "scaling", title: "Scaling: pods over time",
            columns: [
                .text("component", "Component"), .estimate("paid", "Paid for", .number),
                .estimate("ready", "Ready", .number), .estimate("fewest", "Fewest", .number),
                .estimate("most", "Most", .number), .estimate("increases", "Ups", .number),
                .estimate("decreases", "Downs", .number),
                .estimate(
                    "nodes", "Nodes", .number, isDataOnly: fleets.allSatisfy { $0.nodes == nil }),
            ], rows: rows)
    }

    // MARK: Words

    private static func words(_ change: PlatformEvent.Change) -> String {
        switch change {
        case .replicas(let from, let to): "\(from) to \(Words.count(to, "pod"))"
        case .ready(let from, let to): "\(from) to \(to) ready"
        case .faultBegins: "fault begins"
        case .faultEnds: "fault ends"
        case .nodes(let from, let to): "\(from) to \(Words.count(to, "node"))"
        case .outOfMemory: "pod out of memory"
        case .writesLost(let count): Words.count(count, "write") + " lost"
        case .alertFires(let severity): "\(severity.rawValue) alert"
        case .alertEnds: "alert ends"
        case .stage(let from, let to):
            to > 0
                ? "degradation: stage \(from) to \(to)"
                : "degradation: stage \(from) to normal operation"
        case .resharding(let from, let to): "resharding: \(from) to \(Words.count(to, "node"))"
        case .resharded(let moved, let lost):
            "resharded: \(Words.count(moved, "key")) moved"
                + (lost > 0 ? ", \(lost) lost" : "")
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
        case .fault(let name), .alert(let name): return name
        case .pendingPods(let count): return Words.count(count, "pod") + " without a node"
        case .idleNodes: return "no pod needs them"
        case .leak: return "what requests left behind"
        case .startup: return "started"
        case .strain(let resource, let value, let threshold):
            return "\(model.name(of: resource)) at \(share(value)), above \(threshold)"
        case .relief(let bound, let time): return "below \(bound) for \(time)"
        }
    }

    /// To the millisecond.
    private static func clock(_ time: SimTime) -> String {
        "\(SimTime.milliseconds((time.nanoseconds + 500_000) / 1_000_000))"
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

    /// Names as parts of columns' ids; one that another name has already is numbered.
    private static func slugs(_ names: [String]) -> [String: String] {
        var slugs: [String: String] = [:]
        var taken: Set<String> = []
        for name in names where slugs[name] == nil {
            let plain = String(name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
            var slug = plain
            var number = 1
            while !taken.insert(slug).inserted {
                number += 1
                slug = "\(plain)_\(number)"
            }
            slugs[name] = slug
        }
        return slugs
    }
}
