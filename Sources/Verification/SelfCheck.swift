// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Known answers against this program: each by closed form and, where the engine can express the
/// system and measures the metric, by simulation; exact rules in whole numbers.
public struct SelfCheck: Sendable {
    /// Also by simulation.
    public var simulate: Bool
    /// Only cases of this system; nil for all.
    public var system: String?
    /// How many replications run at a time; the rows do not depend on it.
    public var threads: Int
    public var seed: UInt64
    /// Largest half width of a simulated interval over the expected value; five times that where a
    /// queue is at 95% or more.
    public var precision: Ratio

    /// The chance that all simulated rows of a right program pass.
    public static let confidence = Ratio.percent(99)

    public init(
        simulate: Bool, system: String? = nil, threads: Int = 1, seed: UInt64 = 1,
        precision: Ratio = .percent(2)
    ) {
        self.simulate = simulate
        self.system = system
        self.threads = threads
        self.seed = seed
        self.precision = precision
    }

    /// The rows of all cases in their order: closed form, then simulation.
    ///
    /// Simulated rows are judged together: each by Student's interval at 1 - 1% / rows
    /// (Bonferroni), so that all are right with at least 99%.
    ///
    /// - Parameter progress: the share of the cases that is done, 0 to 1.
    /// - Throws: `VerificationError` when the engine fails.
    public func run(
        _ cases: [KnownCase], progress: (@Sendable (Double) -> Void)? = nil
    ) throws(VerificationError) -> [CheckRow] {
        let chosen = cases.filter { system == nil || $0.system == system }
        var drafts: [Draft] = []
        for (index, known) in chosen.enumerated() {
            drafts += try draft(known)
            progress?(Double(index + 1) / Double(chosen.count))
        }
        let simulated = drafts.count {
            if case .simulated = $0 { true } else { false }
        }
        let share = (1 - Self.confidence.fraction) / Double(max(1, simulated))
        return drafts.map { $0.row(confidence: .fraction(1 - share)) }
    }

    /// A row that may still lack the interval, which depends on how many rows there are.
    private enum Draft {
        case row(CheckRow)
        case simulated(KnownCase, Expectation, Sample<Double>, precision: Double)

        func row(confidence: Ratio) -> CheckRow {
            switch self {
            case .row(let row): return row
            case .simulated(let known, let expectation, let sample, let precision):
                let interval =
                    sample.interval(confidence: confidence) ?? sample.mean...sample.mean
                return CheckRow(
                    known,
                    .compared(
                        Comparison(
                            expectation, method: .simulation, got: sample.mean,
                            criterion: .interval(interval, precision: precision))))
            }
        }
    }

    private func draft(_ known: KnownCase) throws(VerificationError) -> [Draft] {
        switch known.content {
        case .unknown: return [.row(CheckRow(known, .unknownSystem))]
        case .rule(let comparisons):
            return comparisons.map { .row(CheckRow(known, .exact($0))) }
        case .known(let system, let expectations, let tolerance, let simulated):
            return try draft(known, system, expectations, tolerance)
                + draft(known, system, expectations, ofSimulation: simulated)
        }
    }

    /// What the system's own simulation finds, within the tolerance that the case gives for it.
    private func draft(
        _ known: KnownCase, _ system: any KnownSystem, _ expectations: [Expectation],
        ofSimulation tolerance: Tolerance?
    ) -> [Draft] {
        guard simulate, let tolerance, system.experiment == nil else { return [] }
        guard let values = system.simulated(seed: seed, threads: threads) else {
            return [.row(CheckRow(known, .notSimulated("the simulation cannot run it")))]
        }
        return expectations.compactMap { expectation in
            values.first { $0.metric == expectation.metric }.map { found in
                .row(
                    CheckRow(
                        known,
                        .compared(
                            Comparison(
                                expectation, method: .simulation, got: found.value,
                                criterion: tolerance.criterion))))
            }
        }
    }

    private func draft(
        _ known: KnownCase, _ system: any KnownSystem, _ expectations: [Expectation],
        _ tolerance: Tolerance
    ) throws(VerificationError) -> [Draft] {
        let closed = expectations.map { expectation in
            let comparison = Comparison(
                expectation, method: .closedForm, got: expectation.answer,
                criterion: tolerance.criterion)
            return Draft.row(CheckRow(known, .compared(comparison)))
        }
        guard simulate, let experiment = system.experiment else { return closed }
        let trial = Trial(
            experiment, expectations, threads: threads, seed: seed, precision: precision)
        do {
            switch try trial.run() {
            case .success(let outcome):
                return closed
                    + outcome.map {
                        .simulated(
                            known, $0.expectation, Sample($0.values), precision: trial.precision)
                    }
            case .failure(let obstacle):
                return closed + [.row(CheckRow(known, .notSimulated(obstacle.reason)))]
            }
        } catch {
            throw VerificationError(known.id, error.fault)
        }
    }
}

extension Tolerance {
    fileprivate var criterion: Comparison.Criterion {
        switch self {
        case .relative(let bound): .relative(bound)
        case .absolute(let bound): .absolute(bound)
        }
    }
}
