// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities

/// Reads `autoscaler` of pods.
struct AutoscalerReader {
    private static let mostPods = 100_000
    private static let longestPeriod: Int64 = 86_400
    private static let targets = 0.001...1e12

    let names: Names

    func read(_ field: Field) -> PodAutoscaler? {
        let keys = ["min", "max", "cpu", "metrics", "sync", "tolerance", "up", "down", "schedule"]
        guard let map = field.map(keys) else { return nil }
        let bounds = bounds(map)
        let metrics = metrics(map)
        let sync = map["sync"].or(HorizontalPodAutoscaler.syncPeriod) {
            $0.quantity(SimTime.self)
        }
        let tolerance = map["tolerance"].or(ScalingTolerance.standard, tolerance)
        let up = map["up"].or(ScalingRules.standardUp) { rules($0, .standardUp) }
        let down = map["down"].or(ScalingRules.standardDown) { rules($0, .standardDown) }
        let schedule = map["schedule"].or([ScheduledBounds](), schedule)
        guard let bounds, let metrics, let sync, let tolerance, let up, let down, let schedule
        else { return nil }
        return PodAutoscaler(
            bounds: bounds, metrics: metrics, behavior: ScalingBehavior(up: up, down: down),
            tolerance: tolerance, syncPeriod: sync, schedule: schedule)
    }

    private func bounds(_ map: MapReader) -> ClosedRange<Int>? {
        let least = map["min"].or(1) { $0.count(1...Self.mostPods) }
        let most = map.required("max")?.count(1...Self.mostPods)
        guard let least, let most else { return nil }
        guard least <= most else {
            map["min"]?.note(
                "min is \(least) and max is \(most)", "make min at most max", value: "\(least)")
            return nil
        }
        return least...most
    }

    // MARK: Metrics

    private func metrics(_ map: MapReader) -> [ScalingMetric]? {
        let cpu = map["cpu"].optional(cpu)
        let others = map["metrics"].or([ScalingMetric]()) { field in
            all(field.items("a list of metrics, such as {cpu: 70%}")?.map(metric))
        }
        guard let cpu, let others else { return nil }
        let metrics = (cpu.map { [$0] } ?? []) + others
        guard !metrics.isEmpty else {
            map.whole.note(
                at: map.whole.keyPlace, "the autoscaler looks at nothing",
                "add a target such as 'cpu: 70%', or 'metrics'")
            return nil
        }
        return metrics
    }

    private func cpu(_ field: Field) -> ScalingMetric? {
        guard let ratio = field.quantity(Ratio.self) else { return nil }
        let percent = (ratio.fraction * 100).rounded()
        guard percent >= 1, percent <= 1_000, abs(percent - ratio.fraction * 100) < 1e-9 else {
            field.note(
                "\(quoted("\(ratio)")) is no target", "write whole percent from 1% to 1000%",
                value: "\(ratio)")
            return nil
        }
        return .cpu(percent: Int64(percent))
    }

    private func metric(_ field: Field) -> ScalingMetric? {
        guard let map = field.names("a metric, such as {cpu: 70%}") else { return nil }
        if map.has("cpu") { return field.map(["cpu"])?["cpu"].flatMap(cpu) }
        if map.has("per pod") {
            guard let map = field.map(["per pod", "target"]) else { return nil }
            let metric = map["per pod"]?.choice(PodMetric.self)
            let target = target(map)
            guard let metric, let target else { return nil }
            return .perPod(metric, target: target)
        }
        if map.has("queue of") {
            guard let map = field.map(["queue of", "target", "of"]) else { return nil }
            let component = map["queue of"]?.component(names, [.pods, .station, .postgres])
            let of = map["of"].or(ExternalTarget.average) { $0.choice(ExternalTarget.self) }
            let target = target(map)
            guard let component, let of, let target else { return nil }
            return .external(.queue(component), target: target, of: of)
        }
        if map.has("arrivals") {
            guard let map = field.map(["arrivals", "of"]) else { return nil }
            let rate = map["arrivals"]?.quantity(Rate.self)
            let of = map["of"].or(ExternalTarget.average) { $0.choice(ExternalTarget.self) }
            guard let rate, let of else { return nil }
            return .external(
                .arrivals, target: Int64((rate.perSecond * 1_000).rounded()), of: of)
        }
        field.note(
            "the metric is none that is known",
            "write {cpu: 70%}, {per pod: requests, target: 800}, {arrivals: 800/s} or"
                + " {queue of: NAME, target: 10}")
        return nil
    }

    /// In thousandths.
    private func target(_ map: MapReader) -> Int64? {
        map.required("target")?.number(Self.targets).map { Int64(($0 * 1_000).rounded()) }
    }

    private func tolerance(_ field: Field) -> ScalingTolerance? {
        if case .map = field.node.value {
            guard let map = field.map(["up", "down"]) else { return nil }
            let up = map["up"].or(ScalingTolerance.standard.up) { $0.share() }
            let down = map["down"].or(ScalingTolerance.standard.down) { $0.share() }
            guard let up, let down else { return nil }
            return ScalingTolerance(down: down, up: up)
        }
        return field.share().map { ScalingTolerance(down: $0, up: $0) }
    }

    // MARK: Behaviour

    private enum Selection: String, CaseIterable {
        case max, min, disabled

        var rule: ScalingRules.Selection {
            switch self {
            case .max: .largest
            case .min: .smallest
            case .disabled: .disabled
            }
        }
    }

    private func rules(_ field: Field, _ standard: ScalingRules) -> ScalingRules? {
        guard let map = field.map(["stabilization", "select", "policies"]) else { return nil }
        let window = map["stabilization"].or(standard.stabilization) {
            $0.quantity(SimTime.self)
        }
        let selection = map["select"].or(Selection.max) { $0.choice(Selection.self) }
        let policies = map["policies"].or(standard.policies) { field in
            all(field.items("a list of policies, such as {pods: 4, per: 15s}")?.map(policy))
        }
        guard let window, let selection, let policies else { return nil }
        return ScalingRules(
            policies: policies, selection: selection.rule, stabilization: window)
    }

    private func policy(_ field: Field) -> ScalingPolicy? {
        guard let map = field.map(["pods", "percent", "per"]) else { return nil }
        let period = map.required("per")?.quantity(SimTime.self)
        let pods = map["pods"].optional { $0.count(1...Self.mostPods) }
        let percent = map["percent"].optional { $0.count(1...100_000) }
        guard let period, let pods, let percent else { return nil }
        guard period > .zero, period <= .seconds(Self.longestPeriod) else {
            map["per"]?.note(
                "\(quoted("\(period)")) is out of range", "write a time from 1ns to 1d",
                value: "\(period)")
            return nil
        }
        switch (pods, percent) {
        case (let pods?, nil): return ScalingPolicy(.pods(pods), per: period)
        case (nil, let percent?): return ScalingPolicy(.percent(percent), per: period)
        case (nil, nil), (_?, _?):
            field.note(
                "a policy counts pods or percent", "write one of 'pods' and 'percent' with 'per'")
            return nil
        }
    }

    private func schedule(_ field: Field) -> [ScheduledBounds]? {
        all(
            field.items("a list of times and bounds, such as {at: 8h, min: 20, max: 100}")?.map {
                item in
                guard let map = item.map(["at", "min", "max"]) else { return nil }
                let start = map.required("at")?.quantity(SimTime.self)
                guard let bounds = bounds(map), let start else { return nil }
                return ScheduledBounds(start: start, bounds: bounds)
            })
    }
}

extension Field {
    /// CPU in millicores, as Kubernetes writes it: `500m`, `2`, `1.5`.
    func millicores() -> Int64? {
        let expected = "CPU from 1m to 1024, such as 500m or 1.5"
        guard let text = text(expected) else { return nil }
        let isMilli = text.hasSuffix("m")
        if let value = try? ExactDecimal(parsing: isMilli ? String(text.dropLast()) : text) {
            let milli = value.approximation * (isMilli ? 1 : 1_000)
            if milli >= 1, milli <= 1_024_000, milli == milli.rounded() { return Int64(milli) }
        }
        note("\(quoted(text)) is no amount of CPU", "write \(expected)", value: text)
        return nil
    }
}
