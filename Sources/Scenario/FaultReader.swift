// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `faults`: what goes wrong while the platform runs.
struct FaultReader {
    private static let actions = [
        "crash", "deploy", "slow", "fail", "lose", "fail over", "flush", "throttle",
    ]
    private static let times = ["at", "for", "every"]

    let names: Names

    func read(_ field: Field) -> [Fault]? {
        guard let faults = field.names("a map of faults") else { return nil }
        return all(faults.named("fault").map { read($0.key, $0.field) })
    }

    private func read(_ name: String, _ field: Field) -> Fault? {
        guard let map = field.names("a fault, such as {crash: api, at: 5m}") else { return nil }
        field.ask(.known(Self.actions))
        let found = map.fields.map(\.key).filter(Self.actions.contains)
        guard found.count == 1, let action = found.first else {
            field.note(
                found.isEmpty
                    ? "the fault does nothing that is known"
                    : "a fault does one thing; this has \(found.count) of the actions",
                "write one of " + Self.actions.joined(separator: ", "))
            return nil
        }
        guard let (effect, keys) = effect(action, field) else { return nil }
        guard let map = field.map([action] + keys + Self.times),
            let timing = timing(map, effect)
        else { return nil }
        return Fault(name: name, effect: effect, timing: timing)
    }

    /// What it does, and the keys that say so.
    private func effect(_ action: String, _ field: Field) -> (Fault.Effect, [String])? {
        guard let map = field.names("a fault"), let target = map[action] else { return nil }
        switch action {
        case "crash":
            guard let id = target.component(names, [.pods]), let extent = extent(map) else {
                return nil
            }
            return (.crash(id, extent), ["pods", "share"])
        case "deploy":
            return target.component(names, [.pods]).map { (.deploy($0), []) }
        case "slow":
            let kinds: [Names.Kind] = [.pods, .station, .cache, .postgres, .service]
            let factor = map.required("by")?.number(0.001...Fault.largestFactor)
            guard let id = target.component(names, kinds), let factor else { return nil }
            return (.slow(id, factor: factor), ["by"])
        case "fail":
            let kinds: [Names.Kind] = [.pods, .station, .postgres, .service]
            let share = map["share"].or(Ratio.one) { $0.share() }
            guard let id = target.component(names, kinds), let share else { return nil }
            return (.fail(id, share: share), ["share"])
        case "lose":
            let count = map["replicas"].or(1) { $0.count(1...100_000) }
            guard let id = target.component(names, [.postgres]), let count else { return nil }
            return (.loseReplicas(id, count: count), ["replicas"])
        case "fail over":
            return target.component(names, [.postgres]).map { (.failover($0), []) }
        case "throttle":
            let rate = map.required("to").flatMap { LimitReader().rate($0) }
            guard let id = target.component(names, [.service]), let rate else { return nil }
            return (.throttle(id, to: rate), ["to"])
        default:
            return target.component(names, [.cache]).map { (.flush($0), []) }
        }
    }

    private func extent(_ map: MapReader) -> Fault.Extent? {
        if let pods = map["pods"] {
            if let share = map["share"] {
                share.note("the fault has both pods and a share", "keep one of them")
                return nil
            }
            return pods.count(1...100_000).map { .count($0) }
        }
        return map["share"].or(Fault.Extent.count(1)) { $0.share().map { .share($0) } }
    }

    private func timing(_ map: MapReader, _ effect: Fault.Effect) -> Fault.Timing? {
        if effect.isInstant, let duration = map["for"] {
            duration.note(
                at: duration.keyPlace, "this fault is over at once", "leave 'for' out")
            return nil
        }
        switch (map["at"], map["every"]) {
        case (let at?, nil):
            let start = at.quantity(SimTime.self)
            let length =
                effect.isInstant
                ? SimTime.zero : map.required("for")?.quantity(SimTime.self)
            guard let start, let length else { return nil }
            return .once(at: start, lasting: length)
        case (nil, let every?):
            let between = every.distribution()
            let lasting = map["for"].optional { $0.distribution() }
            guard let between, let lasting else { return nil }
            if lasting == nil, !effect.isInstant {
                map.whole.note(
                    at: map.whole.keyPlace, "the key 'for' is missing",
                    "add how long each lasts, such as for: 30s")
                return nil
            }
            return .repeated(between: between, lasting: lasting)
        case (nil, nil), (_?, _?):
            map.whole.note(
                at: map.whole.keyPlace, "a fault happens once or again and again",
                "give one of 'at' (a time, such as 5m) and 'every' (such as {mean: 1h})")
            return nil
        }
    }
}
