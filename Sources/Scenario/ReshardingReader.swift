// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads `reshard` of a cache: when it gets another number of nodes, and how.
struct ReshardingReader {
    private enum Answer: String, CaseIterable {
        case yes, no
    }

    /// What the cache says beside it.
    let operation: Distribution?

    func read(_ field: Field) -> CacheResharding? {
        guard let map = field.map(["at", "nodes", "over", "move", "keep"]) else { return nil }
        let longest = SimTime.days(36_500)
        let start = map.required("at")?.time(.zero, longest)
        let target = map.required("nodes")?.count(1...16_384)
        let time = map["over"].or(SimTime.zero) { $0.time(.zero, longest) }
        let move = map["move"].optional { $0.distribution() }
        let keep = map["keep"].or(Answer.yes) { $0.choice(Answer.self) }
        guard let start, let target, let time, let move, let keep,
            let move = move ?? operation
        else { return nil }
        return CacheResharding(
            start: start, nodes: target, time: time, move: move, keepsKeys: keep == .yes)
    }
}
