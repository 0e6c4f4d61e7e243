// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `traffic`.
struct TrafficReader {
    static let mostUsers = 10_000_000
    let names: Names

    func read(_ field: Field) -> [TrafficSource]? {
        guard let sources = field.names("a map of traffic sources") else { return nil }
        return all(sources.named("traffic source").map { read($0.key, $0.field) })
    }

    /// A source with a `count` is closed, one with a `rate` or `bursts` is open.
    private func read(_ name: String, _ field: Field) -> TrafficSource? {
        guard let map = field.names("a traffic source, such as {rate: 100/s}") else { return nil }
        switch (map.has("count"), map.has("rate") || map.has("bursts")) {
        case (true, false): return readClosed(name, field)
        case (false, true): return readOpen(name, field)
        case (true, true):
            field.note(
                at: field.keyPlace, "the source has both users and a rate",
                "keep 'count' with 'think', or 'rate' or 'bursts'; null removes a key")
            return nil
        case (false, false):
            field.note(
                at: field.keyPlace, "the source has neither users nor a rate",
                "give it 'count' (users, with 'think') or 'rate' (arrivals)"
                    + " or 'bursts' (rates in turn)")
            return nil
        }
    }

    private func readClosed(_ name: String, _ field: Field) -> TrafficSource? {
        let keys = ["count", "think", "mix", "stages", "from", "on limit"]
        guard let map = field.map(keys) else { return nil }
        let stages = map["stages"].or([UserStage]()) { stages in
            all(
                stages.items("a list of stages")?.map { stage in
                    let map = stage.map(["over", "count"])
                    let over = map?.required("over")?.quantity(SimTime.self)
                    let count = map?.required("count")?.count(0...Self.mostUsers)
                    guard let over, let count else { return nil }
                    return UserStage(duration: over, target: count)
                })
        }
        // With stages a source may begin with nobody.
        let least = map.has("stages") ? 0 : 1
        let count = map.required("count")?.count(least...Self.mostUsers)
        let think = map.required("think")?.distribution()
        let mix = mix(map)
        let most = ([count ?? 1] + (stages ?? []).map(\.target)).max() ?? 1
        let people = map["from"].optional { LimitReader().addresses($0, of: most) }
        let waits = map["on limit"].or(false) { LimitReader().waits($0) }
        guard let count, let think, let mix, let stages, let people, let waits else { return nil }
        return TrafficSource(
            name: name,
            demand: .closed(ClosedDemand(users: count, think: think, stages: stages)), mix: mix,
            population: people, waitsWhenLimited: waits)
    }

    private func readOpen(_ name: String, _ field: Field) -> TrafficSource? {
        guard let map = field.map(ArrivalReader.keys) else { return nil }
        let demand = ArrivalReader(map: map).read()
        let mix = mix(map)
        let people = map["from"].optional { LimitReader().population($0) }
        guard let demand, let mix, let people else { return nil }
        return TrafficSource(
            name: name, demand: .open(demand), mix: mix, population: people)
    }

    /// The mix; where it is left out, the only operation there is.
    private func mix(_ map: MapReader) -> [MixShare]? {
        guard let field = map["mix"] else {
            if names.operations.count == 1 {
                return [MixShare(operation: OperationID(0), share: .one)]
            }
            map.whole.note(
                at: map.whole.keyPlace, "the key 'mix' is missing",
                "give each operation its share, such as {browse: 70%, buy: 30%}")
            return nil
        }
        let shares = field.names("a map of operations and their shares")?.fields.map {
            (key, share) -> MixShare? in
            let value = share.share()
            guard let index = names.operations.firstIndex(of: key) else {
                share.note(
                    at: share.keyPlace, "there is no operation \(quoted(key))",
                    share.remedy(for: key, in: names.operations, of: "operation"),
                    value: key)
                return nil
            }
            return value.map { MixShare(operation: OperationID(index), share: $0) }
        }
        guard let shares = all(shares) else { return nil }
        return field.addsUp(shares.map(\.share), leavesRest: false) ? shares : nil
    }
}
