// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How the level of a source moves: along stages, or for ever along a cycle.
struct LoadMoves<Level> {
    let stages: [LoadStage<Level>]
    let cycle: LoadCycle?
}

/// Reads how the level of a source moves: `stages`, `profile` or `shape`, or none of them.
struct MoveReader<Level: LoadLevel> {
    let map: MapReader
    /// The time of the week at which the run starts.
    let start: WeekTime

    /// - Parameter level: what the source states.
    func read(from level: Level?) -> LoadMoves<Level>? {
        let given = ["stages", "profile", "shape"].filter(map.has)
        if given.count > 1, let other = map[given[1]] {
            other.note(
                at: other.keyPlace, "the source has '\(given[0])' and '\(given[1])'",
                "leave one of them out", value: given[1])
            return nil
        }
        let stages: [LoadStage<Level>]?
        if let profile = map["profile"] {
            stages = ProfileReader<Level>().read(profile, from: level)
        } else {
            stages = map["stages"].or([]) { StageReader<Level>().read($0) }
        }
        let cycle = map["shape"].optional { ShapeReader(start: start).read($0) }
        guard let stages, let cycle else { return nil }
        return LoadMoves(stages: stages, cycle: cycle)
    }
}
