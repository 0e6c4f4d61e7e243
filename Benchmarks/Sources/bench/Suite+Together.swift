// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Suite {
    /// Two replications in one process of two threads, against two processes of one thread that run
    /// at once: what the replications of a run cost each other.
    func together() throws -> Finding {
        say("two replications on two cores")
        let bar = bars.together
        func command(_ replications: Int, _ seed: Int) -> [String] {
            plimsoll.command(
                bar.scenario, seconds: bar.seconds, seed: seed, replications: replications)
        }
        let ratios = try (1...pairs).map { pair in
            let apart = try elapsed([command(1, pair), command(1, pair + pairs)])
            return try elapsed([command(2, pair)]) / apart
        }
        let median = Figure.median(ratios)
        return .atMost(
            bar.times, median, unit: "",
            name: "W2, two replications on two cores over two processes, wall time",
            figure: Figure.fixed(median, 3))
    }

    /// Wall time in seconds of commands that run at once.
    func elapsed(_ commands: [[String]]) throws -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        let processes = try commands.map { command in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = command
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            return process
        }
        for (process, command) in zip(processes, commands) {
            process.waitUntilExit()
            let code = Int(process.terminationStatus)
            guard [0, 3, 99].contains(code) else {
                throw BenchError.failed(command: command.joined(separator: " "), code: code)
            }
        }
        return (clock.now - begin) / .seconds(1)
    }
}
