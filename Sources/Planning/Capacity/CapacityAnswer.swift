// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// How much a platform and each of its components carry within the service levels.
public struct CapacityAnswer: Sendable {
    /// At the scenario's mean load, under the plan by which loads were simulated.
    public let base: Assessment
    public let busy: BusyHour
    public let settings: CapacityFinder.Settings
    /// The platform as it is.
    public let platform: StressAnswer
    /// In the model's order; those that no request asks for something are left out.
    public let components: [CapacityRow]
    public let parts: [CapacityPart]
    /// The failure that leaves the least; nil where nothing has another one beside it.
    public let failure: FailureAnswer?

    public struct FailureAnswer: Sendable {
        public let failure: SingleFailure
        public let answer: StressAnswer
    }

    /// Whether the busy hour is carried within all service levels.
    public var outcome: Judgement {
        if let met = platform.met, met.fraction >= busy.factor { return .met }
        if let broken = platform.broken, broken.fraction <= busy.factor { return .breached }
        return .cannotTell
    }

    /// What is left of a capacity, as a share of it; negative where more is asked for.
    public func headroom(of carried: Double?, at load: Double) -> Double? {
        carried.flatMap { $0 > 0 ? 1 - load / $0 : nil }
    }
}

/// What one component carries while there is ample of everything else.
public struct CapacityRow: Sendable {
    public let component: ComponentID
    public let name: String
    public let kind: CapacityKind
    public let finding: Finding
    public let hardLimit: HardLimit?
    /// Times the load that it carries with one member less; nil where it has no other.
    public let withoutOne: Double?

    public enum Finding: Sendable {
        /// Searched for by simulation. It holds at least what the platform as it is holds.
        case found(StressAnswer, holds: Ratio?)
        /// By the utilization law it is far from full at the largest load that is looked at.
        case beyond(Ratio)
        /// There is no such platform, or no answer of it.
        case unanswered
    }

    /// Times the load: the largest that holds.
    public var met: Double? {
        switch finding {
        case .found(let answer, let holds): (answer.met ?? holds)?.fraction
        case .beyond(let factor): factor.fraction
        case .unanswered: nil
        }
    }

    /// The smallest that breaks.
    public var broken: Double? {
        switch finding {
        case .found(let answer, _): answer.broken?.fraction
        case .beyond, .unanswered: nil
        }
    }
}
