// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// A scenario that was fitted to what was observed, and how sure that is.
public struct CalibrationFit: Sendable {
    public let parameters: [FittedParameter]
    /// By level of the evidence, those that are held out among them.
    public let rows: [FittedFigure]
    /// What the evidence cannot tell apart; empty where it tells all.
    public let confusions: [Confusion]
    public let goodness: Goodness
    /// Largest over least singular value of the weighted Jacobian by the logarithms of the
    /// parameters; infinite where a direction changes nothing.
    public let conditionNumber: Double
    /// The singular values, falling: changes of all figures, in standard errors, for a change of
    /// the parameters by a factor of e.
    public let singularValues: [Double]
    /// The load at which what binds first is busy all the time.
    public let saturation: LoadForecast?
    /// The load at which the mean latency is twice that of an idle platform, by the closed form.
    public let knee: Result<LoadForecast, NoKnee>
    public let isClosedForm: Bool
    public let isConverged: Bool
    /// The scenario as fitted.
    public let model: Model
    /// The changes that make it of the scenario, as `--set` takes them.
    public let sets: [String]
    public let unused: [UnusedEvidence]
    /// How often each test was repeated by simulation, to see how its figures scatter.
    public let repeats: Int

    /// Whether every parameter has an interval.
    public var isDetermined: Bool {
        parameters.allSatisfy { $0.standing == .determined }
    }

    /// Whether its numbers may stand for those of the scenario unseen: the evidence tells each, and
    /// nothing else of the scenario is refuted by it.
    public var isAdoptable: Bool { isDetermined && isConverged && goodness.isGood }
}

/// A parameter that was fitted.
public struct FittedParameter: Sendable, Equatable {
    public let parameter: FreeParameter
    /// In its base unit.
    public let value: Double
    /// At 95%, within its bounds; absent unless it is determined.
    public let interval: ClosedRange<Double>?
    public let standing: Standing

    public enum Standing: String, Sendable, CaseIterable {
        case determined
        /// The evidence would have it beyond its bound.
        case atBound = "at its bound"
        case confused = "cannot be told apart"
        /// The evidence moves too little with it.
        case undetermined = "cannot be told"
    }
}

/// Parameters of which the evidence tells one number together.
public struct Confusion: Sendable, Equatable {
    /// At least two, in their order.
    public let keys: [String]
    public let relation: Relation
    /// What is known of them together; absent where that is no number of a name.
    public let value: Double?
    /// What it counts; absent with it.
    public let unit: FreeParameter.Unit?
    public let interval: ClosedRange<Double>?

    public enum Relation: String, Sendable, CaseIterable {
        case sum
        case product
        case ratio
        /// Some other function of them.
        case combination
    }
}

/// An observed figure beside what the fitted scenario says.
public struct FittedFigure: Sendable, Equatable {
    public let level: TestLevel
    public let figure: ObservedFigure
    /// What it says, in seconds, per second or as a fraction.
    public let fitted: Double
    /// Where an observation of such a test would lie, in 95 of 100.
    public let interval: ClosedRange<Double>?
    /// (ln observed - ln fitted) over its standard error; of a figure that is held out with that
    /// of the prediction.
    public let residual: Double
    public let isHeldOut: Bool
}

/// Whether the residuals are what chance would make of them.
public struct Goodness: Sendable, Equatable {
    /// Σ residual² of the figures that were fitted.
    public let chiSquare: Double
    /// What repeated tests of the fitted scenario have on average: figures of one test move
    /// together, so it is not their number less that of the parameters.
    public let expected: Double
    /// Figures less the directions of the parameters in which they move.
    public let degreesOfFreedom: Int
    /// How often chance alone gives residuals as large, by Satterthwaite's approximation of a sum
    /// of squares that are not independent (Biometrics Bulletin 2, 1946).
    public let probability: Ratio

    /// Below it, something else than the free parameters is not as in the scenario.
    public static let leastProbability = Ratio.percent(1)
    public var isGood: Bool { probability >= Self.leastProbability }
    /// Whether standard errors are larger than chance alone makes them.
    public var inflates: Bool { inflation > 1 }
    /// By which they grow where the residuals are larger than chance makes them (Birge, Physical
    /// Review 40, 1932).
    var inflation: Double { max(1, chiSquare / max(expected, 1e-9)).squareRoot() }
}

/// A load that was computed from the fitted scenario.
public struct LoadForecast: Sendable, Equatable {
    /// What binds there; empty for all of the platform.
    public let place: String
    /// Requests a second, or users.
    public let kind: TestLevel.Kind
    public let amount: Double
    /// At 95%; absent where not every parameter is determined that it depends on.
    public let interval: ClosedRange<Double>?
}

/// Why no load is called the knee.
public enum NoKnee: String, Error, Sendable, CaseIterable {
    case noClosedForm = "the scenario has no closed form"
    case noSaturation = "nothing of the scenario is ever used whole"
    case noAnswer = "the closed form does not answer at all loads up to saturation"
    case staysFast = "the mean latency stays below twice the idle one up to saturation"
}
