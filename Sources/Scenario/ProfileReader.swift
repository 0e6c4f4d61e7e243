// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Reads `profile`: the usual load tests by their names, made of stages.
struct ProfileReader<Level: LoadLevel> {
    private enum Name: String, CaseIterable {
        case ramp, step, spike, soak, stress
    }

    private static var mostSteps: Int { 1_000 }

    /// - Parameter level: what the source states.
    func read(_ field: Field, from level: Level?) -> [LoadStage<Level>]? {
        let names = Name.allCases.map(\.rawValue)
        guard let map = field.map(names) else { return nil }
        guard map.fields.count == 1, let entry = map.fields.first,
            let name = Name(rawValue: entry.key)
        else {
            if map.fields.allSatisfy({ names.contains($0.key) }) {
                field.note(
                    "a profile is one of \(names.joined(separator: ", "))",
                    "give one of them, such as {spike: {to: …, at: 5m, for: 1m}}")
            }
            return nil
        }
        switch name {
        case .ramp: return ramp(entry.field, level)
        case .step: return step(entry.field, level)
        case .spike: return spike(entry.field, level)
        case .soak: return soak(entry.field, level)
        case .stress: return stress(entry.field, level)
        }
    }

    private func time(_ field: Field) -> SimTime? { field.quantity(SimTime.self) }

    /// From `at` on to another level within `over`.
    private func ramp(_ field: Field, _ level: Level?) -> [LoadStage<Level>]? {
        guard let map = field.map(["to", "over", "at"]) else { return nil }
        let target = map.required("to").flatMap(Level.read)
        let over = map.required("over").flatMap(time)
        let at = map["at"].or(.zero, time)
        guard let level, let target, let over, let at else { return nil }
        return hold(level, at) + [LoadStage(over: over, target: target)]
    }

    /// At `at` to another level at once.
    private func step(_ field: Field, _ level: Level?) -> [LoadStage<Level>]? {
        guard let map = field.map(["to", "at"]) else { return nil }
        let target = map.required("to").flatMap(Level.read)
        let at = map.required("at").flatMap(time)
        guard let level, let target, let at else { return nil }
        return hold(level, at) + [LoadStage(over: .zero, target: target)]
    }

    /// At `at` up within `over`, there `for` a time, and back within `over`.
    private func spike(_ field: Field, _ level: Level?) -> [LoadStage<Level>]? {
        guard let map = field.map(["to", "at", "over", "for"]) else { return nil }
        let target = map.required("to").flatMap(Level.read)
        let at = map.required("at").flatMap(time)
        let over = map["over"].or(.zero, time)
        let length = map.required("for").flatMap(time)
        guard let level, let target, let at, let over, let length else { return nil }
        return hold(level, at)
            + [
                LoadStage(over: over, target: target), LoadStage(over: length, target: target),
                LoadStage(over: over, target: level),
            ]
    }

    /// From nothing to the level within `over`, there `for` a time, and down again.
    private func soak(_ field: Field, _ level: Level?) -> [LoadStage<Level>]? {
        guard let map = field.map(["over", "for"]) else { return nil }
        let over = map.required("over").flatMap(time)
        let length = map.required("for").flatMap(time)
        guard let level, let over, let length else { return nil }
        return [
            LoadStage(over: .zero, target: .nothing), LoadStage(over: over, target: level),
            LoadStage(over: length, target: level), LoadStage(over: over, target: .nothing),
        ]
    }

    /// In equal `steps` to another level, each reached within `over` and held for the rest of
    /// `every`.
    private func stress(_ field: Field, _ level: Level?) -> [LoadStage<Level>]? {
        guard let map = field.map(["to", "steps", "every", "over"]) else { return nil }
        let target = map.required("to").flatMap(Level.read)
        let steps = map.required("steps")?.count(1...Self.mostSteps)
        let every = map.required("every").flatMap(time)
        let over = map["over"].or(.zero, time)
        guard let level, let target, let steps, let every, let over else { return nil }
        guard over <= every else {
            field.note(
                "a step that lasts \(every) cannot take \(over) to be reached",
                "make 'over' at most 'every'")
            return nil
        }
        var stages = hold(level, every)
        for step in 1...steps {
            let reached = level.toward(target, Double(step) / Double(steps))
            stages.append(LoadStage(over: over, target: reached))
            stages += hold(reached, every - over)
        }
        return stages
    }

    private func hold(_ level: Level, _ time: SimTime) -> [LoadStage<Level>] {
        time > .zero ? [LoadStage(over: time, target: level)] : []
    }
}
