// SPDX-License-Identifier: GPL-3.0-or-later

/// One line of the answer: an expected number against what was got, or why there is none.
public struct CheckRow: Sendable {
    public let caseID: String
    public let system: String
    public let outcome: Outcome

    public enum Outcome: Sendable {
        case compared(Comparison)
        /// By a rule in whole numbers, of fees or of the autoscaler.
        case exact(ExactComparison)
        /// No closed form and no simulation here has this system.
        case unknownSystem
        /// The closed form was compared, but a simulation is out of reach, in words.
        case notSimulated(String)
    }

    /// What a row counts as.
    public enum Verdict: String, Sendable, CaseIterable {
        case pass
        case fail
        case unknownSystem = "unknown system"
        case notSimulated = "not simulated"
    }

    public var verdict: Verdict {
        switch outcome {
        case .compared(let comparison): comparison.passes ? .pass : .fail
        case .exact(let comparison): comparison.passes ? .pass : .fail
        case .unknownSystem: .unknownSystem
        case .notSimulated: .notSimulated
        }
    }

    /// Nil where nothing was compared within a tolerance.
    public var comparison: Comparison? {
        if case .compared(let comparison) = outcome { comparison } else { nil }
    }

    /// Nil where no such rule was asked.
    public var exactComparison: ExactComparison? {
        if case .exact(let comparison) = outcome { comparison } else { nil }
    }

    init(_ known: KnownCase, _ outcome: Outcome) {
        caseID = known.id
        system = known.system
        self.outcome = outcome
    }
}

/// An expected number against what was got, in seconds, per second or a plain number.
public struct Comparison: Sendable {
    public let method: Method
    /// The name in the file, with the index of the station, state or class, such as
    /// `meanSojourn[2]` or `meanInSystem[0][2]`.
    public let metric: String
    public let expected: Double
    public let got: Double
    public let criterion: Criterion

    public enum Method: String, Sendable, CaseIterable {
        case closedForm = "closed form"
        case simulation
    }

    public enum Criterion: Sendable, Equatable {
        /// |got - expected| <= bound |expected|.
        case relative(Double)
        /// |got - expected| <= bound.
        case absolute(Double)
        /// The expected value lies in the interval, and half the interval is at most `precision` of
        /// the expected value.
        case interval(ClosedRange<Double>, precision: Double)
    }

    /// Signed: got less expected.
    public var error: Double { got - expected }

    /// (got - expected) / |expected|; nil where 0 is expected.
    public var relativeError: Double? { expected == 0 ? nil : error / abs(expected) }

    public var passes: Bool {
        switch criterion {
        case .relative(let bound): return abs(error) <= bound * abs(expected)
        case .absolute(let bound): return abs(error) <= bound
        case .interval(let interval, let precision):
            let halfWidth = (interval.upperBound - interval.lowerBound) / 2
            return interval.contains(expected) && halfWidth <= precision * abs(expected)
        }
    }

    init(_ expectation: Expectation, method: Method, got: Double, criterion: Criterion) {
        self.method = method
        let indices = [expectation.index, expectation.station].compactMap { $0 }
        metric = expectation.metric.rawValue + indices.map { "[\($0)]" }.joined()
        expected = expectation.expected
        self.got = got
        self.criterion = criterion
    }
}
