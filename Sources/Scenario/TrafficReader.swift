// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `traffic`.
struct TrafficReader {
    static let mostUsers = 10_000_000
    let names: Names
    let run: RunFrame
    /// The CSV files of sources and chains, by `TraceFiles.key`.
    let traces: [String: TraceFile]

    func read(_ field: Field) -> [TrafficSource]? {
        guard let sources = field.names("a map of traffic sources") else { return nil }
        return all(sources.named("traffic source").map { read($0.key, $0.field) })
    }

    /// A source with a `count` is closed, one with a `rate`, `bursts` or a `trace` open.
    private func read(_ name: String, _ field: Field) -> TrafficSource? {
        guard let map = field.names("a traffic source, such as {rate: 100/s}") else { return nil }
        if let script = map["k6"] {
            guard let map = field.map(["k6", "think", "mix"]) else { return nil }
            let reader = K6Reader(think: map["think"], time: map["think"]?.distribution())
            return source(name, reader.read(script), mix(map))
        }
        if let test = map["locust"] {
            guard let map = field.map(["locust", "think", "mix"]) else { return nil }
            let think = map.required("think")?.distribution()
            return source(name, LocustReader(think: think).read(test), mix(map))
        }
        switch (map.has("count"), ["rate", "bursts", "trace"].contains(where: map.has)) {
        case (true, false): return readClosed(name, field)
        case (false, true): return readOpen(name, field)
        case (true, true):
            field.note(
                at: field.keyPlace, "the source has both users and a rate",
                "keep 'count' with 'think', or 'rate', 'bursts' or 'trace'; null removes a key")
            return nil
        case (false, false):
            field.note(
                at: field.keyPlace, "the source has neither users nor a rate",
                "give it 'count' (users, with 'think') or 'rate' (arrivals)"
                    + " or 'bursts' (rates in turn) or 'trace' (a CSV file)")
            return nil
        }
    }

    private func readClosed(_ name: String, _ field: Field) -> TrafficSource? {
        let keys = ["count", "think", "mix", "stages", "profile", "shape", "from", "on limit"]
        guard let map = field.map(keys) else { return nil }
        // With stages a source may begin with nobody.
        let least = map.has("stages") || map.has("profile") ? 0 : 1
        let count = map.required("count")?.count(least...Self.mostUsers)
        let think = map.required("think")?.distribution()
        let moves = MoveReader<Int>(map: map, start: run.start).read(from: count)
        let mix = mix(map)
        let most = ([count ?? 1] + (moves?.stages ?? []).map(\.target)).max() ?? 1
        let people = map["from"].optional { LimitReader().addresses($0, of: most) }
        let waits = map["on limit"].or(false) { LimitReader().waits($0) }
        guard let count, let think, let moves, let mix, let people, let waits else { return nil }
        let demand = ClosedDemand(
            users: count, think: think,
            stages: moves.stages.map { UserStage(duration: $0.over, target: $0.target) },
            cycle: moves.cycle)
        return TrafficSource(
            name: name, demand: .closed(demand), mix: mix, population: people,
            waitsWhenLimited: waits)
    }

    private func readOpen(_ name: String, _ field: Field) -> TrafficSource? {
        guard let map = field.map(ArrivalReader.keys) else { return nil }
        let trace = traces[TraceFiles.key(.traffic, name)]
        let demand = ArrivalReader(map: map, run: run, trace: trace).read()
        let mix = mix(map)
        let people = map["from"].optional { LimitReader().population($0) }
        guard let demand, let mix, let people else { return nil }
        return TrafficSource(name: name, demand: .open(demand), mix: mix, population: people)
    }

    private func source(_ name: String, _ demand: Demand?, _ mix: [MixShare]?) -> TrafficSource? {
        guard let demand, let mix else { return nil }
        return TrafficSource(name: name, demand: demand, mix: mix)
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
