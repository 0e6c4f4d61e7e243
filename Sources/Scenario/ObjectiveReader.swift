// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `slo`, of the whole scenario and of one operation.
struct ObjectiveReader {
    /// The percentiles that have a key.
    static let percentiles: [(key: String, quantile: Ratio)] = [
        ("p50", .percent(50)), ("p90", .percent(90)), ("p95", .percent(95)),
        ("p99", .percent(99)), ("p99.9", .percent(99.9)),
    ]

    let names: Names

    static func quantile(_ key: String) -> Ratio? {
        percentiles.first { $0.key == key }?.quantile
    }

    /// The promises of the scenario, then those of each operation.
    func read(_ root: MapReader) -> [Objective]? {
        var objectives: [Objective?] = []
        if let slo = root["slo"] {
            let keys =
                [
                    "mean", "errors", "hit rate", "utilization", "replication lag",
                    "cost per transaction",
                ]
                + Self.percentiles.map(\.key)
            objectives += slo.map(keys)?.fields.flatMap { whole($0.key, $0.field) } ?? [nil]
        }
        let operations = root["operations"].flatMap { field -> MapReader? in
            guard case .map = field.node.value else { return nil }
            return field.names("a map of operations")
        }
        for (name, field) in operations?.fields ?? [] {
            guard case .map = field.node.value, let slo = field.names("an operation")?["slo"],
                let index = names.operations.firstIndex(of: name)
            else { continue }
            let keys = ["mean", "errors"] + Self.percentiles.map(\.key)
            objectives +=
                slo.map(keys)?.fields.map { latency($0.key, $0.field, of: OperationID(index)) }
                ?? [nil]
        }
        return all(objectives)
    }

    private func whole(_ key: String, _ field: Field) -> [Objective?] {
        switch key {
        case "hit rate":
            return field.names("a map of caches and percentages")?.fields.map { name, field in
                let floor = field.share()
                guard let cache = field.cache(named: name, names), let floor else { return nil }
                return Objective(.hitRate(of: cache, floor: floor))
            } ?? [nil]
        case "utilization":
            return field.names("a map of resources and percentages")?.fields.map { name, field in
                let limit = field.share()
                let resource = field.resource(named: name, names, at: field.keyPlace)
                guard let limit, let resource else { return nil }
                return Objective(.utilization(of: resource, limit: limit))
            } ?? [nil]
        case "replication lag":
            return field.names("a map of databases and durations")?.fields.map { name, field in
                let limit = field.quantity(SimTime.self)
                guard let id = field.database(named: name, names), let limit else { return nil }
                return Objective(.replicationLag(of: id, limit: limit))
            } ?? [nil]
        case "cost per transaction":
            return [field.quantity(Money.self).map { Objective(.costPerTransaction(limit: $0)) }]
        default:
            return [latency(key, field, of: nil)]
        }
    }

    private func latency(
        _ key: String, _ field: Field, of operation: OperationID?
    ) -> Objective? {
        switch key {
        case "mean":
            return field.quantity(SimTime.self)
                .map { Objective(.meanLatency(of: operation, limit: $0)) }
        case "errors":
            return field.share().map { Objective(.errors(of: operation, limit: $0)) }
        default:
            // Another key has been noted as unknown.
            guard let quantile = Self.quantile(key) else { return nil }
            return field.quantity(SimTime.self)
                .map { Objective(.latency(of: operation, quantile: quantile, limit: $0)) }
        }
    }
}
