// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Planning
import Quantities
import Statistics

/// What control variates brought to a run or a comparison, and which were left out.
struct VarianceNote {
    private let finding: VarianceFinding
    private let subject: String
    /// How many times smaller the variance is, by what it is the variance of.
    private let gains: [(of: String, factor: Double)]

    init(_ finding: VarianceFinding, overall: OperationMeasurement) {
        self.finding = finding
        subject = "Latencies are"
        let estimates = [
            ("the mean", overall.meanSojournTime), ("p95", overall.percentile(.percent(95))),
        ]
        gains = estimates.compactMap { name, estimate in
            guard case .sampled(let sample) = estimate else { return nil }
            return sample.varianceGain.map { (name, $0) }
        }
    }

    init(_ finding: VarianceFinding, differences: [Difference]) {
        self.finding = finding
        subject = "Latencies of both sides and their differences are"
        let metrics: [(String, Difference.Metric)] = [
            ("the mean", .meanLatency), ("p95", .latency(quantile: .percent(95))),
        ]
        gains = metrics.compactMap { name, metric in
            differences.first { !$0.isOfOperation && $0.metric == metric }?.varianceGain
                .map { ("the difference of \(name)", $0) }
        }
    }

    var text: String { used + left }

    private var used: String {
        guard !finding.controls.isEmpty else {
            return "No control variate was used: there must be at least"
                + " \(finding.leastReplications) replications, none of which ends early, and chance"
                + " in arrivals or service."
        }
        let times = gains.map { gain in
            "\(Figures.text(gain.factor, .number).main) times that of \(gain.of)"
        }
        let without =
            times.isEmpty
            ? "" : " Without them the variance would be about \(times.joined(separator: " and "))."
        let controls = finding.controls.joined(separator: ", ")
        return "\(subject) adjusted by control variates: \(controls)"
            + " (Lavenberg and Welch 1981; the intervals are the jackknife's).\(without)"
    }

    private var left: String {
        finding.leavesArrivalsOut
            ? " Arrivals are no control here: their number in a window is known on average only"
                + " where all are Poisson, one at a time, and no limit ends the window." : ""
    }
}
