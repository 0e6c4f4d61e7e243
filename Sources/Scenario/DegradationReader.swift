// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `degradation`: what the platform gives up under load.
struct DegradationReader {
    private static let actions = ["ttl", "limits", "pause", "refuse", "hold"]

    let names: Names
    /// The traffic sources that the document names.
    let sources: [String]

    func read(_ field: Field) -> Degradation? {
        guard let map = field.map(["watch", "every", "recover", "stages"]) else { return nil }
        let watched = map.required("watch").flatMap(watched)
        let interval = map["every"].or(Degradation.usualInterval) { $0.quantity(SimTime.self) }
        let recovery = map.required("recover").flatMap(recovery)
        let stages = map.required("stages").flatMap(stages)
        guard let watched, let interval, let recovery, let stages else { return nil }
        return Degradation(
            watched: watched, interval: interval, recovery: recovery, stages: stages)
    }

    private func watched(_ field: Field) -> [ResourceID]? {
        guard let map = field.map(["utilization"]), let value = map.required("utilization") else {
            return nil
        }
        if case .list = value.node.value {
            return all(value.items("a list of resources")?.map { $0.resource(names) })
        }
        return value.resource(names).map { [$0] }
    }

    private func recovery(_ field: Field) -> Degradation.Recovery? {
        guard let map = field.map(["below", "for"]) else { return nil }
        let below = map.required("below")?.share()
        let hold = map.required("for")?.quantity(SimTime.self)
        guard let below, let hold else { return nil }
        return Degradation.Recovery(below: below, hold: hold)
    }

    private func stages(_ field: Field) -> [DegradationStage]? {
        let expected = "a list of stages, such as [{above: 80%, limits: 75%}]"
        return all(field.items(expected)?.map(stage))
    }

    private func stage(_ field: Field) -> DegradationStage? {
        guard let map = field.map(["above"] + Self.actions) else { return nil }
        let above = map.required("above")?.share()
        let lives = map["ttl"].or([]) { field in
            all(field.names("a map such as {redis: 10m}")?.fields.map(life))
        }
        let limits = map["limits"].optional { $0.share() }
        let paused = map["pause"].or([SourceID]()) { field in
            all(
                field.items("a list of traffic sources")?.map {
                    $0.reference(to: "traffic source", in: sources).map { SourceID($0) }
                })
        }
        let refused = map["refuse"].or([OperationID](), operations)
        let held = map["hold"].or([OperationID](), operations)
        guard let above, let lives, let limits, let paused, let refused, let held else {
            return nil
        }
        return DegradationStage(
            above: above, timesToLive: lives, limits: limits, paused: paused, refused: refused,
            held: held)
    }

    private func life(_ name: String, _ field: Field) -> DegradationStage.CacheLife? {
        let cache = field.cache(named: name, names)
        let life = field.quantity(SimTime.self)
        guard let cache, let life else { return nil }
        return DegradationStage.CacheLife(cache: cache, life: life)
    }

    private func operations(_ field: Field) -> [OperationID]? {
        all(field.items("a list of operations")?.map { $0.operation(names) })
    }
}
