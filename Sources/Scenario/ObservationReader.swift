// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `observed`: published figures to hold against the answer.
struct ObservationReader {
    private static let keys =
        ["name", "metric", "of", "when", "value", "use", "source"] + PageObservationReader.keys
    private static let metrics =
        ObjectiveReader.percentiles.map(\.key) + [
            "errors", "throughput", "hit rate", "utilization", "uses", "cost per hour",
            "cost per transaction", "memory", "pods",
        ] + PageObservationReader.metrics

    let names: Names

    func read(_ field: Field) -> [Observation]? {
        all(field.items("a list of observations")?.map(observation))
    }

    private func observation(_ field: Field) -> Observation? {
        guard let map = field.map(Self.keys) else { return nil }
        let name = map.required("name")?.text("what was observed")
        let use = map.required("use")?.choice(Observation.Use.self)
        let source = map.required("source")?.text("where the figure was published")
        let reading = metric(map)
        let moment = map["when"].optional(moment)
        let text = map.required("value")?.node.scalarText
        guard let name, let use, let source, let reading, let moment, let text,
            let metric = timed(reading.metric, moment, map)
        else { return nil }
        return Observation(
            name: name, metric: metric, value: reading.value, text: text, use: use,
            source: source)
    }

    /// The metric and the value in its base unit.
    private func metric(
        _ map: MapReader
    ) -> (metric: Observation.Metric, value: Double)? {
        guard let index = map.required("metric")?.reference(to: "metric", in: Self.metrics),
            let value = map["value"]
        else { return nil }
        let key = Self.metrics[index]
        let isRight = !hasMeaningless(key, map)
        let reading = reading(key, map, value)
        return isRight ? reading : nil
    }

    private func reading(
        _ key: String, _ map: MapReader, _ value: Field
    ) -> (metric: Observation.Metric, value: Double)? {
        if PageObservationReader.metrics.contains(key) {
            return PageObservationReader(names: names.frontend).read(key, map, value)
        }
        switch key {
        case "errors": return value.share().map { (.errors, $0.fraction) }
        case "throughput":
            return value.quantity(Rate.self).map { (.throughput, $0.perSecond) }
        case "cost per hour":
            return value.money(per: .hour).map { (.costPerHour, $0.approximation) }
        case "cost per transaction":
            return value.quantity(Money.self).map { (.costPerTransaction, $0.approximation) }
        case "hit rate":
            let (share, cache) = (value.share(), map.required("of")?.component(names, [.cache]))
            guard let share, let cache else { return nil }
            return (.hitRate(of: cache), share.fraction)
        case "utilization":
            let (share, resource) = (value.share(), map.required("of")?.resource(names))
            guard let share, let resource else { return nil }
            return (.utilization(of: resource), share.fraction)
        case "memory":
            let (share, cache) = (value.share(), map.required("of")?.component(names, [.cache]))
            guard let share, let cache else { return nil }
            return (.memory(of: cache), share.fraction)
        case "pods":
            let number = value.number(0...100_000)
            let pods = map.required("of")?.component(names, [.pods])
            guard let number, let pods else { return nil }
            return (.pods(of: pods), number)
        case "uses":
            let rate = value.quantity(Rate.self)
            let used = map.required("of")?.component(names, Names.Kind.allCases)
            guard let rate, let used else { return nil }
            return (.useRate(of: used), rate.perSecond)
        default:
            let time = value.quantity(SimTime.self)
            let operation = map["of"].optional { $0.operation(names) }
            guard let time, let operation, let quantile = ObjectiveReader.quantile(key) else {
                return nil
            }
            return (.latency(of: operation, quantile: quantile), time.seconds)
        }
    }

    /// Notes keys that the metric has no use for.
    private func hasMeaningless(_ key: String, _ map: MapReader) -> Bool {
        var others = PageObservationReader.isOfViews(key) ? [] : PageObservationReader.keys
        if Self.ofAll.contains(key) { others.append("of") }
        var isFound = false
        for name in others {
            guard let field = map[name] else { continue }
            let part = name == "of" ? "the whole platform" : "no \(name)"
            field.note("the metric \(quoted(key)) is of \(part)", "leave '\(name)' out")
            isFound = true
        }
        return isFound
    }

    private static let ofAll = [
        "errors", "throughput", "cost per hour", "cost per transaction", "delivered",
    ]

    private func moment(_ field: Field) -> Observation.Moment? {
        field.says("peak") ? .peak : field.quantity(SimTime.self).map { .at($0) }
    }

    /// The same metric in one window of the timeline, where there is a `when`.
    private func timed(
        _ metric: Observation.Metric, _ moment: Observation.Moment?, _ map: MapReader
    ) -> Observation.Metric? {
        guard let moment, let when = map["when"] else {
            guard case .pods = metric else { return metric }
            map.whole.note(
                at: map.whole.keyPlace, "the key 'when' is missing",
                "add a time of the scenario, such as when: 5m, or when: peak")
            return nil
        }
        switch metric {
        case .hitRate(let cache): return .timed(.hitRate(of: cache), moment)
        case .utilization(let resource): return .timed(.utilization(of: resource), moment)
        case .pods(let pods): return .timed(.pods(of: pods), moment)
        case .latency(nil, .percent(50)): return .timed(.latency(.p50), moment)
        case .latency(nil, .percent(95)): return .timed(.latency(.p95), moment)
        case .latency, .errors, .throughput, .useRate, .costPerHour, .costPerTransaction, .memory,
            .timed, .page:
            when.note(
                at: when.keyPlace, "the timeline does not tell that",
                "leave 'when' out, or take p50 or p95 of all requests, utilization, hit rate or"
                    + " pods")
            return nil
        }
    }
}
