// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// One load that was tried.
public struct StressStep: Sendable {
    /// Times the load of the scenario.
    public let factor: Ratio
    public let offered: OfferedLoad
    public let assessment: Assessment
    /// At the confidence of the whole search.
    public let judgement: Judgement
    /// What surely breaks, in the order of the service levels.
    public let breaks: [LoadBreak]
    public let replications: Int
}

/// Where a platform breaks.
public struct StressAnswer: Sendable {
    /// Under the plan by which loads were simulated.
    public let model: Model
    /// The duration of the scenario's own plan.
    public let planned: SimTime
    /// Why that is kept whatever the budget; nil where it may be shortened.
    public let fixed: FixedLength?
    public let settings: StressTest.Settings
    /// Where closed forms expected the break.
    public let guess: Ratio?
    /// By factor.
    public let steps: [StressStep]
    /// The largest factor that surely holds, and the smallest that surely breaks.
    public let met: Ratio?
    public let broken: Ratio?
    /// Whether they are as near as was asked for.
    public let isPrecise: Bool
    public let end: End

    public enum End: Sendable {
        /// Everything that could be told was told.
        case told
        case budgetSpent
        /// More load than a model may hold.
        case refused(ModelError)
        /// The simulation of that factor has no answer.
        case unanswered(EngineError, factor: Ratio)
    }

    public func step(_ factor: Ratio?) -> StressStep? {
        steps.first { $0.factor == factor }
    }

    /// The smallest load that breaks; where none does, the largest that was tried.
    public var last: StressStep? { step(broken) ?? steps.last }

    /// What breaks first: at the smallest factor that breaks.
    public var breaks: [LoadBreak] { step(broken)?.breaks ?? [] }

    /// What runs out first at the break.
    public var binding: Ceiling? { last?.assessment.measurements.binding }

    /// Whether the load of the scenario itself is carried.
    public var outcome: Judgement {
        if let met, met >= .one { return .met }
        if let broken, broken <= .one { return .breached }
        return .cannotTell
    }
}
