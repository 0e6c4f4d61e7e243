// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Repeats a test by simulation: as many independent ones, each as long as it was or shorter.
struct RepeatedTest {
    let seed: UInt64
    let threads: Int
    let repeats: Int
    /// Most requests of one; a longer test scatters less, by the root of how much longer it is.
    let requests: Int

    /// What is taken for the length of a test that does not say it.
    private static let usualDuration = 600.0
    private static let shortest = 0.05
    private static let warmUpShare = 0.1

    struct Outcome {
        /// The expected logarithm of each figure of a test of its length.
        let means: [Double]
        /// By repetition, then figure: by how much its logarithm is more.
        let deviations: [[Double]]
        /// The length of the repetitions over that of the test.
        let share: Double
    }

    /// Throws where the engine refuses, and `noAnswer` where a figure is missing.
    ///
    /// A long test has ln x̄ - s²/2 for its expected logarithm, s² the variance at its length.
    /// - Parameter elasticities: how the logarithms of the figures move with that of the load,
    ///   where that was measured and chance moved it too: a fit would follow it.
    func run(
        _ model: Model, _ level: ObservedLevel, by elasticities: [Double]?
    ) throws(CalibrationError) -> Outcome {
        let measurements = try measure(model, level)
        let share = min(1, measurements.window.seconds / Self.asked(level))
        let loads = try columns([.throughput(nil)], measurements, level)[0]
        let columns = try columns(level.figures.map(\.metric), measurements, level)
        var means: [Double] = []
        var deviations = Array(repeating: [Double](), count: repeats)
        for (index, column) in columns.enumerated() {
            let mean = column.mean
            let values = column.map { Elementary.exp($0 - mean) }
            let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(repeats - 1)
            means.append(mean + Elementary.log(values.mean) - variance * share / 2)
            let slope = elasticities?[index] ?? 0
            for run in 0..<repeats {
                deviations[run].append(
                    column[run] - mean - slope * (loads[run] - loads.mean))
            }
        }
        return Outcome(means: means, deviations: deviations, share: share)
    }

    /// By figure, then repetition: logarithms.
    private func columns(
        _ metrics: [ObservedMetric], _ measurements: Measurements, _ level: ObservedLevel
    ) throws(CalibrationError) -> [[Double]] {
        var columns: [[Double]] = []
        for metric in metrics {
            let values = metric.reading(measurements)?.replications ?? []
            guard values.count == repeats, values.allSatisfy({ $0 > 0 }) else {
                throw .noAnswer(words: "at \(level.level) nothing is measured of a figure")
            }
            columns.append(values.map { Elementary.log($0) })
        }
        return columns
    }

    func measure(_ model: Model, _ level: ObservedLevel) throws(CalibrationError) -> Measurements {
        guard let loaded = model.at(level.level) else {
            throw .noAnswer(words: "\(level.level) is more or less than it can have")
        }
        let asked = Self.asked(level)
        let rate = Self.rate(loaded, level)
        let seconds = max(Self.shortest, rate > 0 ? min(asked, Double(requests) / rate) : asked)
        let plan = RunPlan(
            warmUp: SimTime(roundingSeconds: seconds * Self.warmUpShare),
            duration: SimTime(roundingSeconds: seconds), replications: repeats,
            seed: StreamKey(seed: seed).child(level.level.description).draw(0))
        do {
            return try Simulation(loaded.with(run: plan)).run(threads: threads)
        } catch let error as EngineError {
            throw .engine(error)
        } catch {
            throw .noAnswer(words: "\(error)")
        }
    }

    private static func asked(_ level: ObservedLevel) -> Double {
        max(level.duration?.seconds ?? usualDuration, shortest)
    }

    /// About how many requests a second there are, at most.
    private static func rate(_ model: Model, _ level: ObservedLevel) -> Double {
        switch level.level {
        case .rate(let rate): return rate.perSecond
        case .users:
            let observed = level.figures.reduce(0) { sum, figure in
                if case .throughput = figure.metric { sum + figure.value } else { sum }
            }
            if observed > 0 { return observed }
            return model.sources.reduce(0) { sum, source in
                guard case .closed(let closed) = source.demand else { return sum }
                return sum + Double(closed.users) / max(closed.think.mean.seconds, 1e-3)
            }
        }
    }
}

extension [Double] {
    /// Of at least one.
    var mean: Double { reduce(0, +) / Double(count) }
}
