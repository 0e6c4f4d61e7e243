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

    /// Throws where the engine refuses, `noAnswer` where a figure of all requests is missing, and
    /// `rareFigures` where others are.
    ///
    /// A long test has ln x̄ - s²/2 for its expected logarithm, s² the variance at its length.
    /// - Parameter elasticities: how the logarithms of the figures move with that of the load,
    ///   where that was measured and chance moved it too: a fit would follow it.
    func run(
        _ model: Model, _ level: ObservedLevel, by elasticities: [Double]?
    ) throws(CalibrationError) -> Outcome {
        let measurements = try measure(model, level)
        let share = min(1, measurements.window.seconds / Self.asked(level))
        guard let loads = column(.throughput(nil), measurements) else {
            throw .noAnswer(words: "at \(level.level) no request is answered")
        }
        let columns = try columns(level, measurements)
        var means: [Double] = []
        var deviations = Array(repeating: [Double](), count: repeats)
        for (index, column) in columns.enumerated() {
            let mean = column.mean
            let values = column.map { Elementary.exp($0 - mean) }
            let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(repeats - 1)
            let stretch = Self.stretch(level.figures[index], level)
            means.append(mean + Elementary.log(values.mean) - variance * share * stretch / 2)
            let slope = elasticities?[index] ?? 0
            for run in 0..<repeats {
                let deviation = column[run] - mean - slope * (loads[run] - loads.mean)
                deviations[run].append(deviation * stretch.squareRoot())
            }
        }
        return Outcome(means: means, deviations: deviations, share: share)
    }

    /// The length of the test over how long a figure of it was watched.
    private static func stretch(_ figure: ObservedFigure, _ level: ObservedLevel) -> Double {
        guard let watched = figure.duration else { return 1 }
        return asked(level) / max(watched.seconds, shortest)
    }

    /// By figure, then repetition: logarithms.
    private func columns(
        _ level: ObservedLevel, _ measurements: Measurements
    ) throws(CalibrationError) -> [[Double]] {
        let found = level.figures.map { ($0, column($0.metric, measurements)) }
        let missing = found.filter { $0.1 == nil }.map(\.0)
        if let common = missing.first(where: { $0.metric.isOfAll }) {
            throw .noAnswer(words: "at \(level.level) nothing is measured of \(common.file)")
        }
        if !missing.isEmpty { throw .rareFigures(level: level, figures: missing) }
        return found.compactMap(\.1)
    }

    /// By repetition: logarithms; nil where one of them has none.
    private func column(_ metric: ObservedMetric, _ measurements: Measurements) -> [Double]? {
        let values = metric.reading(measurements)?.replications ?? []
        guard values.count == repeats, values.allSatisfy({ $0 > 0 }) else { return nil }
        return values.map { Elementary.log($0) }
    }

    func measure(_ model: Model, _ level: ObservedLevel) throws(CalibrationError) -> Measurements {
        guard let loaded = model.at(level.level) else {
            throw .noAnswer(words: "\(level.level) is more or less than it can have")
        }
        let asked = Self.asked(level)
        let rate = Self.rate(loaded, level)
        let seconds = max(Self.shortest, rate > 0 ? min(asked, Double(requests) / rate) : asked)
        let key = StreamKey(seed: seed).child(level.level.description)
        let plan = RunPlan(
            warmUp: SimTime(roundingSeconds: seconds * Self.warmUpShare),
            duration: SimTime(roundingSeconds: seconds), replications: repeats,
            seed: key.draw(UInt64(level.repetition)))
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
