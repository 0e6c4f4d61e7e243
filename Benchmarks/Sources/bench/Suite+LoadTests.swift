// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

// The load tests that a platform is put to, by the clock.
extension Suite {
    /// How much faster than real time a burst is simulated on one core.
    func burst() throws -> Finding {
        say("burst, \(bars.burst.scenario)")
        let ratios = try (1...bars.burst.runs).map { seed in
            let command = plimsoll.command(
                bars.burst.scenario, seconds: bars.burst.seconds, seed: seed)
            return bars.burst.seconds / (try launcher.run(command).cpuSeconds)
        }
        let median = Figure.median(ratios)
        return .atLeast(
            bars.burst.times, median,
            name: "\(bars.burst.scenario), ten minutes, times real time",
            figure: "\(Figure.fixed(median, 0))")
    }

    func soak() throws -> Finding {
        say("soak, \(bars.soak.scenario)")
        let command = plimsoll.command(
            bars.soak.scenario, seconds: bars.soak.seconds, warmUp: nil)
        let seconds = try launcher.run(command).cpuSeconds
        return .atMost(
            bars.soak.cpuSeconds, seconds, unit: " s",
            name: "\(bars.soak.scenario), one replication of a day, CPU",
            figure: "\(Figure.fixed(seconds, 1)) s")
    }
}
