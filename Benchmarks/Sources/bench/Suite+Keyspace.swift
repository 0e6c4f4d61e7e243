// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Suite {
    /// Peak memory of a run that simulates ten million keys one by one.
    func keyspace() throws -> Finding {
        say("keyspace, \(bars.keyspace.scenario)")
        let command = plimsoll.command(bars.keyspace.scenario, seconds: bars.keyspace.seconds)
        let peak = try launcher.run(command).peakKibibytes * 1024 / 1e6
        return .atMost(
            bars.keyspace.megabytes, peak, unit: " MB",
            name: "a keyspace of ten million keys, peak memory",
            figure: "\(Figure.fixed(peak, 1)) MB")
    }
}
