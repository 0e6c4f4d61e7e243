// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// The answer to `power`: which memory a function should have.
public enum PowerReport {
    public static let tableIDs = ["memory"]

    public static func make(_ answer: PowerTuning, identity: Identity) -> Report {
        Report(
            identity: identity, verdict: nil, headline: headline(answer), notes: notes(answer),
            tables: [memory(answer)])
    }

    private static func headline(_ answer: PowerTuning) -> String {
        let name = answer.model.component(answer.function).name
        guard answer.isInvoked else {
            return "'\(name)' was not invoked, so no memory can be told from another."
        }
        let (balanced, cheapest, fastest) = (answer.balanced, answer.cheapest, answer.fastest)
        guard !balanced.isEmpty else {
            return "No memory can be told from another: no invocation of '\(name)' ended in some"
                + " replication. Measure longer (--set run.duration=…)."
        }
        return "\(name): the best balance has \(words(balanced)); cheapest is \(words(cheapest)),"
            + " fastest \(words(fastest))."
    }

    /// The first with its figures, and those that are alike.
    private static func words(_ settings: [PowerSetting]) -> String {
        guard let first = settings.first else { return "none" }
        let others = settings.dropFirst().map { "\($0.memory)" }
        let alike = others.isEmpty ? "" : ", not to be told from \(list(others))"
        let time = Figures.text(first.duration?.value ?? 0, .duration).main
        let cost = Figures.text(first.cost?.value ?? 0, .dollars).main
        return "\(first.memory) (\(time), \(cost) a million\(alike))"
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    private static func notes(_ answer: PowerTuning) -> [String] {
        var notes = [
            "Each memory was simulated with the same requests. A million invocations cost their"
                + " requests and their memory times billed time; free units are not taken off.",
            "The best balance has the least sum of cost and duration, each as a share of its"
                + " largest. Memories are told apart where their difference, replication by"
                + " replication, is surely not zero (95% for all).",
        ]
        if answer.model.run.replications < 2 {
            notes.append(
                "One replication tells no difference: run at least two (--set run.replications=5).")
        }
        if answer.settings.contains(where: { $0.throttled.value > 0 }) {
            notes.append("Some invocations are turned away, and cost nothing; see 'throttled'.")
        }
        return notes
    }

    private static func memory(_ answer: PowerTuning) -> Table {
        let choices: [(word: String, best: [PowerSetting])] = [
            ("cheapest", answer.cheapest), ("fastest", answer.fastest),
            ("balanced", answer.balanced),
        ]
        let rows = answer.settings.map { setting -> [Cell] in
            let found = choices.compactMap { choice -> String? in
                guard choice.best.contains(where: { $0.memory == setting.memory }) else {
                    return nil
                }
                return choice.best.count == 1 ? choice.word : choice.word + " (tie)"
            }
            return [
                .text("\(setting.memory)"), .of(setting.duration, .duration),
                .of(setting.p95, .duration), .of(setting.coldStarts, .ratio),
                .of(setting.throttled, .ratio), .of(setting.concurrency, .number),
                .of(setting.cost, .dollars),
                found.isEmpty ? .text("") : .word(found.joined(separator: ", "), .good),
            ]
        }
        return Table(
            id: "memory", title: "Memory against duration and cost",
            columns: [
                .text("memory", "Memory"), .estimate("duration", "Duration", .duration),
                .estimate("p95", "p95", .duration),
                .estimate("cold_starts", "Cold starts", .ratio),
                .estimate("throttled", "Throttled", .ratio),
                .estimate("concurrency", "Concurrency", .number),
                .estimate("cost_per_million", "A million cost", .dollars),
                .text("choice", "Choice"),
            ], rows: rows)
    }
}
