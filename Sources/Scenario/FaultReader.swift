// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `faults`: what goes wrong while the platform runs.
struct FaultReader {
    private enum Action: String, CaseIterable {
        case crash, deploy, slow, fail, lose
        case failOver = "fail over"
        case flush, throttle, halt

        /// Beside those that say when.
        var keys: [String] {
            switch self {
            case .crash: ["pods", "share"]
            case .slow: ["by"]
            case .fail: ["share"]
            case .lose: ["replicas"]
            case .throttle: ["to"]
            case .deploy, .failOver, .flush, .halt: []
            }
        }

        /// Whether it is over at once.
        var isInstant: Bool {
            switch self {
            case .crash, .deploy, .flush: true
            case .slow, .fail, .lose, .failOver, .throttle, .halt: false
            }
        }
    }

    private static let actions = Action.allCases.map(\.rawValue)
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
        guard found.count == 1, let action = found.first.flatMap(Action.init) else {
            field.note(
                found.isEmpty
                    ? "the fault does nothing that is known"
                    : "a fault does one thing; this has \(found.count) of the actions",
                "write one of " + Self.actions.joined(separator: ", "))
            return nil
        }
        guard let map = field.map([action.rawValue] + action.keys + Self.times) else { return nil }
        let effect = effect(action, map)
        let timing = timing(map, isInstant: action.isInstant)
        guard let effect, let timing else { return nil }
        return Fault(name: name, effect: effect, timing: timing)
    }

    private func effect(_ action: Action, _ map: MapReader) -> Fault.Effect? {
        guard let target = map[action.rawValue] else { return nil }
        switch action {
        case .crash:
            let id = target.component(names, [.pods])
            let extent = extent(map)
            guard let id, let extent else { return nil }
            return .crash(id, extent)
        case .deploy:
            return target.component(names, [.pods]).map { .deploy($0) }
        case .slow:
            let kinds: [Names.Kind] = [.pods, .station, .cache, .postgres, .service]
            let factor = map.required("by")?.number(0.001...Fault.largestFactor)
            guard let id = target.component(names, kinds), let factor else { return nil }
            return .slow(id, factor: factor)
        case .fail:
            let kinds: [Names.Kind] = [.pods, .station, .postgres, .service]
            let share = map["share"].or(Ratio.one) { $0.share() }
            guard let id = target.component(names, kinds), let share else { return nil }
            return .fail(id, share: share)
        case .lose:
            let count = map["replicas"].or(1) { $0.count(1...100_000) }
            guard let id = target.component(names, [.postgres]), let count else { return nil }
            return .loseReplicas(id, count: count)
        case .failOver:
            return target.component(names, [.postgres]).map { .failover($0) }
        case .flush:
            return target.component(names, [.cache]).map { .flush($0) }
        case .halt:
            return target.component(names, [.chain]).map { .halt($0) }
        case .throttle:
            let rate = map.required("to").flatMap { LimitReader().rate($0) }
            guard let id = target.component(names, [.service]), let rate else { return nil }
            return .throttle(id, to: rate)
        }
    }

    private func extent(_ map: MapReader) -> Fault.Extent? {
        let pods = map["pods"].optional { $0.count(1...100_000) }
        let share = map["share"].optional { $0.share() }
        if map.has("pods"), let share = map["share"] {
            share.note("the fault has both pods and a share", "keep one of them")
            return nil
        }
        guard let pods, let share else { return nil }
        return pods.map { .count($0) } ?? share.map { .share($0) } ?? .count(1)
    }

    private func timing(_ map: MapReader, isInstant: Bool) -> Fault.Timing? {
        var isRight = true
        if isInstant, let duration = map["for"] {
            duration.note(
                at: duration.keyPlace, "this fault is over at once", "leave 'for' out")
            isRight = false
        }
        let timing =
            switch (map["at"], map["every"]) {
            case (let at?, nil): once(at, map, isInstant)
            case (nil, let every?): repeated(every, map, isInstant)
            case (let at, let every): neither(at, every, map, isInstant)
            }
        return isRight ? timing : nil
    }

    private func once(_ at: Field, _ map: MapReader, _ isInstant: Bool) -> Fault.Timing? {
        let start = at.quantity(SimTime.self)
        let length =
            isInstant ? SimTime.zero : map.required("for")?.quantity(SimTime.self)
        guard let start, let length else { return nil }
        return .once(at: start, lasting: length)
    }

    private func repeated(_ every: Field, _ map: MapReader, _ isInstant: Bool) -> Fault.Timing? {
        let between = every.distribution()
        let lasting = isInstant ? .some(nil) : map["for"].optional { $0.distribution() }
        guard let between, let lasting else { return nil }
        if lasting == nil, !isInstant {
            map.whole.note(
                at: map.whole.keyPlace, "the key 'for' is missing",
                "add how long each lasts, such as for: 30s")
            return nil
        }
        return .repeated(between: between, lasting: lasting)
    }

    /// What is there is read all the same, so that all that is wrong is told at once.
    private func neither(
        _ at: Field?, _ every: Field?, _ map: MapReader, _ isInstant: Bool
    ) -> Fault.Timing? {
        _ = at?.quantity(SimTime.self)
        _ = every?.distribution()
        if !isInstant { _ = map["for"]?.distribution() }
        map.whole.note(
            at: map.whole.keyPlace, "a fault happens once or again and again",
            "give one of 'at' (a time, such as 5m) and 'every' (such as {mean: 1h})")
        return nil
    }
}
