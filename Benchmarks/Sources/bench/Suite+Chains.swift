// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

// Chains whose blocks are simulated.
extension Suite {
    func chains() throws -> [Finding] {
        try bars.chains.map { chain in
            say("chain, \(chain.scenario)")
            let seconds = try (1...chain.runs).map { seed in
                let command = plimsoll.command(
                    chain.scenario, seconds: chain.seconds, warmUp: nil, seed: seed)
                return try launcher.run(command).cpuSeconds
            }
            let median = Figure.median(seconds)
            return .atMost(
                chain.cpuSeconds, median, unit: " s", name: "\(chain.title), CPU",
                figure: "\(Figure.fixed(median, 2)) s")
        }
    }
}
