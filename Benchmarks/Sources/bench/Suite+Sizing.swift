// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Suite {
    /// How much of an exhaustive search the one that prunes simulates, to find the same answer.
    func sizing() throws -> Finding {
        let bar = bars.sizing
        say("sizing, \(bar.scenario)")
        let pruned = try search(bar, options: [])
        let all = try search(bar, options: ["--exhaustive"])
        guard pruned.best == all.best else {
            throw BenchError.otherAnswer(
                scenario: bar.scenario, pruned: pruned.best, exhaustive: all.best)
        }
        let share = pruned.events / all.events * 100
        return .atMost(
            bar.share * 100, share, unit: "%",
            name: "size, events of an exhaustive search of \(all.count) configurations",
            figure: "\(Figure.fixed(share, 2))%")
    }

    private func search(
        _ bar: Bars.Sizing, options: [String]
    ) throws -> (best: [String], events: Double, count: Int) {
        let command =
            [plimsoll.program, "size", bar.scenario, "--quiet", "--format", "json"]
            + ["--budget", bar.budget, "--threads", "1"]
            + bar.knobs.flatMap { ["--knob", $0] } + options
        let run = try launcher.run(command)
        let tables = try tables(run.output, of: command)
        guard let candidates = tables["candidates"], let best = tables["sizing"]?.first else {
            throw BenchError.unreadable(
                command: command.joined(separator: " "), what: "table candidates or sizing")
        }
        let events = candidates.compactMap { ($0["events"] as? NSNumber)?.doubleValue }
        let knobs = bar.knobs.indices.map { "\(best["knob_\($0 + 1)"] ?? "")" }
        return (knobs, events.reduce(0, +), candidates.count)
    }

    /// The rows of each table, by column.
    private func tables(_ json: String, of command: [String]) throws -> [String: [[String: Any]]] {
        let whole = try? JSONSerialization.jsonObject(with: Data(json.utf8))
        guard let tables = (whole as? [String: Any])?["tables"] as? [[String: Any]] else {
            throw BenchError.unreadable(command: command.joined(separator: " "), what: "tables")
        }
        var found: [String: [[String: Any]]] = [:]
        for table in tables {
            let columns = (table["columns"] as? [[String: Any]] ?? []).compactMap {
                $0["id"] as? String
            }
            found[table["id"] as? String ?? ""] = (table["rows"] as? [[Any]] ?? []).map { row in
                Dictionary(zip(columns, row), uniquingKeysWith: { first, _ in first })
            }
        }
        return found
    }
}
