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
        guard let balanced = answer.balanced, let cheapest = answer.cheapest,
            let fastest = answer.fastest
        else { return "'\(name)' was not invoked, so no memory can be told from another." }
        return "\(name): \(words(balanced)) is the best balance; cheapest is \(words(cheapest)),"
            + " fastest \(words(fastest))."
    }

    private static func words(_ setting: PowerSetting) -> String {
        let time = Figures.text(setting.duration?.value ?? 0, .duration).main
        let cost = Figures.text(setting.cost?.value ?? 0, .dollars).main
        return "\(setting.memory) (\(time), \(cost) a million)"
    }

    private static func notes(_ answer: PowerTuning) -> [String] {
        var notes = [
            "Each memory was simulated with the same requests. A million invocations cost their"
                + " requests and their memory times billed time; free units are not taken off.",
            "The best balance has the least sum of cost and duration, each as a share of its"
                + " largest.",
        ]
        if answer.settings.contains(where: { $0.throttled.value > 0 }) {
            notes.append("Some invocations are turned away, and cost nothing; see 'throttled'.")
        }
        return notes
    }

    private static func memory(_ answer: PowerTuning) -> Table {
        let choices: [(word: String, memory: Bytes?)] = [
            ("cheapest", answer.cheapest?.memory), ("fastest", answer.fastest?.memory),
            ("balanced", answer.balanced?.memory),
        ]
        let rows = answer.settings.map { setting -> [Cell] in
            let found = choices.filter { $0.memory == setting.memory }.map(\.word)
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
