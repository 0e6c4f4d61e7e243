// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Suite {
    /// The calendar and the twin's binary heap in turn, at each number of pending events.
    func hold(_ size: Bars.Hold.Size) throws -> (finding: Finding, row: [String]) {
        let twin = try launcher.build(bars.hold.twin)
        let numbers = ["\(size.pending)", "\(size.operations)"]
        say("hold model, \(size.pending) pending")
        var hand: [Double] = []
        var ours: [Double] = []
        for _ in 1...pairs {
            hand.append(try cpu([twin] + numbers, size))
            ours.append(try cpu([calendar] + numbers, size))
        }
        let ratio = Figure.median(zip(hand, ours).map { $1 / $0 })
        let finding = Finding.atMost(
            size.times, ratio, unit: "", name: "hold model, \(size.pending) pending",
            figure: Figure.fixed(ratio, 3))
        func nanoseconds(_ seconds: [Double]) -> String {
            Figure.fixed(Figure.median(seconds) / Double(size.operations) * 1e9, 1)
        }
        return (
            finding,
            [
                "\(size.pending)", nanoseconds(hand), nanoseconds(ours), finding.figure,
                finding.bar, finding.verdict,
            ]
        )
    }

    /// CPU time of a run whose clock ended where that many exponential steps take it.
    private func cpu(_ command: [String], _ size: Bars.Hold.Size) throws -> Double {
        let run = try launcher.run(command)
        let line = command.joined(separator: " ")
        guard let clock = Double(run.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw BenchError.unreadable(command: line, what: "clock")
        }
        let expected = Double(size.operations) / Double(size.pending)
        guard abs(clock / expected - 1) < 0.02 else {
            throw BenchError.disagreement(workload: line, twin: expected, plimsoll: clock)
        }
        return run.cpuSeconds
    }
}
