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

    /// The rule of EIP-1559 alone, start-up included.
    func baseFeeRule() throws -> Finding {
        say("base fee rule, \(bars.baseFee.blocks) blocks")
        let seconds = try (1...bars.baseFee.runs).map { _ in
            try launcher.run([baseFee, "\(bars.baseFee.blocks)"]).cpuSeconds
        }
        let each = Figure.median(seconds) / Double(bars.baseFee.blocks) * 1e9
        return .atMost(
            bars.baseFee.nanoseconds, each, unit: " ns", name: "the base fee rule, CPU a block",
            figure: "\(Figure.fixed(each, 1)) ns")
    }
}
