// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What moves along stages and profiles: a rate of arrivals, or a number of users.
protocol LoadLevel {
    /// What a source calls it.
    static var key: String { get }
    static var nothing: Self { get }
    static func read(_ field: Field) -> Self?
    /// Part of the way to another level.
    func toward(_ other: Self, _ share: Double) -> Self
}

extension Rate: LoadLevel {
    static var key: String { "rate" }
    static var nothing: Rate { .zero }

    static func read(_ field: Field) -> Rate? { field.quantity(Rate.self) }

    func toward(_ other: Rate, _ share: Double) -> Rate {
        .perSecond(perSecond * (1 - share) + other.perSecond * share)
    }
}

/// A number of users.
extension Int: LoadLevel {
    static var key: String { "count" }
    static var nothing: Int { 0 }

    static func read(_ field: Field) -> Int? { field.count(0...TrafficReader.mostUsers) }

    func toward(_ other: Int, _ share: Double) -> Int {
        Int((Double(self) * (1 - share) + Double(other) * share).rounded())
    }
}

/// A ramp to a level within a time; no time is a step.
struct LoadStage<Level> {
    let over: SimTime
    let target: Level
}

/// Reads `stages`: `{over: 5m, rate: 200/s}`, or in k6's words `{duration: 5m, target: 200/s}`.
struct StageReader<Level: LoadLevel> {
    func read(_ field: Field) -> [LoadStage<Level>]? {
        all(field.items("a list such as [{over: 5m, \(Level.key): …}]")?.map(stage))
    }

    private func stage(_ field: Field) -> LoadStage<Level>? {
        guard let map = field.map(["over", Level.key, "duration", "target"]) else { return nil }
        for (time, level) in [("over", Level.key), ("duration", "target")] {
            guard map.fields.count == 2, let over = map[time], let target = map[level] else {
                continue
            }
            let length = over.quantity(SimTime.self)
            let reached = Level.read(target)
            guard let length, let reached else { return nil }
            return LoadStage(over: length, target: reached)
        }
        field.note(
            "the keys do not make a stage",
            "give 'over' and '\(Level.key)', or in k6's words 'duration' and 'target'")
        return nil
    }
}
