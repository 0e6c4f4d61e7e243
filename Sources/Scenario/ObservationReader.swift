// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `observed`: published figures to hold against the answer.
struct ObservationReader {
    private static let keys =
        ["name", "metric", "of", "value", "use", "source"] + PageObservationReader.keys
    private static let metrics =
        ObjectiveReader.percentiles.map(\.key) + [
            "errors", "throughput", "hit rate", "utilization", "uses", "cost per hour",
            "cost per transaction",
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
        let text = map.required("value")?.node.scalarText
        guard let name, let use, let source, let reading, let text else { return nil }
        return Observation(
            name: name, metric: reading.metric, value: reading.value, text: text, use: use,
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
        if PageObservationReader.metrics.contains(key) {
            return PageObservationReader(names: names.frontend).read(key, map, value)
        }
        let needsPart = ["hit rate", "utilization", "uses"].contains(key)
        let mayHavePart = needsPart || ObjectiveReader.quantile(key) != nil
        if let of = map["of"], !mayHavePart {
            of.note("the metric \(quoted(key)) is of the whole platform", "leave 'of' out")
            return nil
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
}
