// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `alerts`.
struct AlertReader {
    private static let conditions = [
        "p50", "p95", "errors", "hit rate", "utilization", "replication lag",
    ]

    let names: Names

    func read(_ field: Field) -> [Alert]? {
        guard let alerts = field.names("a map of alerts") else { return nil }
        return all(alerts.named("alert").map { read($0.key, $0.field) })
    }

    private func read(_ name: String, _ field: Field) -> Alert? {
        guard let map = field.map(Self.conditions + ["for", "severity"]) else { return nil }
        let found = map.fields.filter { Self.conditions.contains($0.key) }
        guard found.count == 1, let (key, value) = found.first else {
            field.note(
                at: field.keyPlace,
                "an alert has one condition; this has \(found.isEmpty ? "none" : "several")",
                "give one of " + Self.conditions.joined(separator: ", "))
            return nil
        }
        let condition = condition(key, value)
        let hold = map["for"].or(SimTime.zero) { $0.quantity(SimTime.self) }
        let severity = map["severity"].or(Alert.Severity.warning) {
            $0.choice(Alert.Severity.self)
        }
        guard let condition, let hold, let severity else { return nil }
        return Alert(name: name, condition: condition, hold: hold, severity: severity)
    }

    private func condition(_ key: String, _ field: Field) -> Alert.Condition? {
        switch key {
        case "errors": return field.share().map { .errors(above: $0) }
        case "hit rate":
            guard let (name, entry) = single(field, "a cache and a percentage, {redis: 80%}") else {
                return nil
            }
            let floor = entry.share()
            guard let cache = entry.cache(named: name, names), let floor else { return nil }
            return .hitRate(cache, below: floor)
        case "utilization":
            guard let (name, entry) = single(field, "a resource and a percentage, {api: 80%}")
            else {
                return nil
            }
            let limit = entry.share()
            let resource = entry.resource(named: name, names, at: entry.keyPlace)
            guard let limit, let resource else { return nil }
            return .utilization(resource, above: limit)
        case "replication lag":
            guard let (name, entry) = single(field, "a database and a duration, {db: 500ms}")
            else {
                return nil
            }
            let limit = entry.quantity(SimTime.self)
            guard let database = entry.database(named: name, names), let limit else { return nil }
            return .replicationLag(database, above: limit)
        default:
            guard let rank = Alert.LatencyRank(rawValue: key) else { return nil }
            return field.quantity(SimTime.self).map { .latency(rank, above: $0) }
        }
    }

    private func single(
        _ field: Field, _ expected: String
    ) -> (name: String, field: Field)? {
        guard let map = field.names(expected) else { return nil }
        guard map.fields.count == 1, let entry = map.fields.first else {
            field.note("there are \(map.fields.count) names here", "give one, such as \(expected)")
            return nil
        }
        return (entry.key, entry.field)
    }
}
