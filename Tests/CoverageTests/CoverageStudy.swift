// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Engine
import Foundation
import Model
import Planning
import Quantities
import Statistics
import Synchronization

/// Runs one platform under one rule from many seeds, and counts the intervals that hold the truth.
struct CoverageStudy {
    /// How many replications there are.
    enum Rule: Sendable {
        case replications(Int)
        /// From 5 on, as many as `--precision` asks for.
        case precision
        /// So many, whose latencies control variates adjust.
        case control(Int)

        var words: String {
            switch self {
            case .replications(let count): "\(count) replications"
            case .precision: "--precision"
            case .control(let count): "control variates, \(count) replications"
            }
        }
    }

    /// What the seeds say of one metric.
    struct Row: Sendable {
        let platform: String
        let metric: String
        let rule: String
        /// In seconds.
        let exact: Double
        var covered = 0
        var runs = 0
        /// Sums over the runs.
        var values = 0.0
        var halfWidths = 0.0
        var replications = 0

        var coverage: Double { Double(covered) / Double(runs) }

        mutating func add(_ estimate: Estimate<SimTime>, _ replications: Int) {
            guard let interval = estimate.interval(confidence: .percent(95)) else { return }
            runs += 1
            if interval.contains(exact) { covered += 1 }
            values += estimate.value
            halfWidths += (interval.upperBound - interval.lowerBound) / 2
            self.replications += replications
        }
    }

    let platform: KnownPlatform
    let rule: Rule

    /// The mean and the 95th percentile over the seeds 1, 2, …, on all cores.
    func rows(seeds: Int) throws -> [Row] {
        let next = Atomic<Int>(1)
        let answers = Mutex<[Int: Result<SequentialRun, any Error>]>([:])
        let cores = ProcessInfo.processInfo.activeProcessorCount
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed <= seeds else { return }
                let answer = Result { try self.run(UInt64(seed)) }
                answers.withLock { $0[seed] = answer }
            }
        }
        var mean = Row(
            platform: platform.name, metric: "mean", rule: rule.words, exact: platform.mean)
        var tail = Row(
            platform: platform.name, metric: "p95", rule: rule.words, exact: platform.percentile)
        let all = answers.withLock { $0 }
        for seed in 1...seeds {
            guard let answer = try all[seed]?.get() else { continue }
            let overall = answer.measurements.overall
            guard let average = overall.meanSojournTime,
                let percentile = overall.percentile(.percent(95))
            else { continue }
            mean.add(average, answer.replications)
            tail.add(percentile, answer.replications)
        }
        return [mean, tail]
    }

    private func run(_ seed: UInt64) throws -> SequentialRun {
        var replications = 5
        var precision: Ratio?
        var reduction = VarianceReduction.none
        switch rule {
        case .replications(let count): replications = count
        case .precision: precision = platform.precision
        case .control(let count):
            replications = count
            reduction = .control
        }
        return try SequentialRun(
            platform.model(seed: seed, replications: replications, reduction),
            rule: StoppingRule(
                precision: precision, untilDecided: false, most: 1_000, budget: nil),
            threads: 1, elapsed: { .zero }, progress: nil)
    }
}
