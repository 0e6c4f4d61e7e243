// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What one run of a workload gives, by either program.
struct Race {
    let completed: Double
    let meanSojournSeconds: Double
    let cpuSeconds: Double

    var customersPerSecond: Double { completed / cpuSeconds }
}

/// The same system by hand in C.
struct Twin {
    let program: String

    func command(customers: Int, seed: Int) -> [String] { [program, "\(customers)", "\(seed)"] }

    func race(customers: Int, seed: Int, on launcher: Launcher) throws -> Race {
        let command = command(customers: customers, seed: seed)
        let run = try launcher.run(command)
        let words = run.output.split(whereSeparator: \.isWhitespace)
        func value(_ name: Substring) throws -> Double {
            guard let place = words.firstIndex(of: name), place + 1 < words.count,
                let value = Double(words[place + 1])
            else {
                throw BenchError.unreadable(
                    command: command.joined(separator: " "), what: String(name))
            }
            return value
        }
        return Race(
            completed: try value("completed"), meanSojournSeconds: try value("mean"),
            cpuSeconds: run.cpuSeconds)
    }
}

/// The whole program, with the scenario as anyone would run it; simulation forced, one thread.
struct Plimsoll {
    let program: String

    /// `warmUp` absent: the scenario's own.
    func command(
        _ scenario: String, seconds: Double, warmUp: String? = "0s", seed: Int = 1,
        replications: Int = 1, places: Int = 0
    ) -> [String] {
        let duration = Figure.fixed(seconds, places)
        return [program, "run", scenario, "--engine", "des", "--threads", "\(replications)"]
            + ["--format", "json", "--set", "run.replications=\(replications)"]
            + ["--set", "run.duration=\(duration)s"]
            + (warmUp.map { ["--set", "run.warmup=\($0)"] } ?? []) + ["--seed", "\(seed)"]
    }

    func race(_ workload: Bars.Workload, seed: Int, on launcher: Launcher) throws -> Race {
        let seconds = Double(workload.customers) / workload.perSecond
        let command = command(workload.scenario, seconds: seconds, seed: seed)
        let run = try launcher.run(command)
        let line = command.joined(separator: " ")
        guard let operation = Plimsoll.operation(in: run.output) else {
            throw BenchError.unreadable(command: line, what: "row of the table operations")
        }
        guard let completed = Plimsoll.number(operation["completed"]), completed > 0 else {
            throw BenchError.unreadable(command: line, what: "column completed")
        }
        guard let mean = Plimsoll.number(operation["mean"]) else {
            throw BenchError.unreadable(command: line, what: "column mean")
        }
        return Race(completed: completed, meanSojournSeconds: mean, cpuSeconds: run.cpuSeconds)
    }

    /// The last row of the table `operations`, the sum over all where there are several, by column.
    private static func operation(in json: String) -> [String: Any]? {
        guard let whole = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
            let tables = (whole as? [String: Any])?["tables"] as? [[String: Any]],
            let table = tables.first(where: { $0["id"] as? String == "operations" }),
            let columns = table["columns"] as? [[String: Any]],
            let row = (table["rows"] as? [[Any]])?.last
        else { return nil }
        let names = columns.compactMap { $0["id"] as? String }
        return Dictionary(zip(names, row), uniquingKeysWith: { first, _ in first })
    }

    /// A number, or the middle of an estimate.
    private static func number(_ cell: Any?) -> Double? {
        if let estimate = cell as? [String: Any] { return number(estimate["value"]) }
        return (cell as? NSNumber)?.doubleValue
    }
}
