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
    /// The failure that leaves the least; nil where nothing has another one beside it, or no load
    /// was found that the whole platform holds.
    public let failure: FailureAnswer?
    /// What there was no more of while the others were searched for, as nobody can buy it.
    public let unrelieved: [ComponentID]

    public struct FailureAnswer: Sendable {
        public let failure: SingleFailure
        /// Under the plan and seed of the platform's search, of loads up to the largest that it
        /// holds: nothing that is lost adds anything.
        public let answer: StressAnswer
    }

    /// Whether the loads that the platform carries with and without the failure overlap, so that
    /// no difference can be told.
    public var isFailureUntold: Bool {
        guard let whole = platform.met, let failure else { return false }
        return failure.answer.broken.map { $0 > whole } ?? true
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
        /// Searched for by simulation, and what breaks is its own.
        case found(StressAnswer)
        /// Searched for by simulation, and what breaks is not: ample of it breaks at that load,
        /// too. It holds what the platform as it is does, at least.
        case elsewhere(StressAnswer, holds: Ratio?)
        /// By the utilization law it is far from full at the largest load that is looked at, so
        /// nobody looked further. It holds that load where nothing but a growing queue can break,
        /// else what the platform as it is does, at least.
        case beyond(holds: Ratio)
        /// There is no such platform, or no answer of it.
        case unanswered
    }

    /// Times the load: the largest that holds.
    public var met: Double? {
        switch finding {
        case .found(let answer): answer.met?.fraction
        case .elsewhere(let answer, let holds):
            [answer.met, holds].compactMap { $0?.fraction }.max()
        case .beyond(let holds): holds.fraction
        case .unanswered: nil
        }
    }

    /// The smallest that breaks.
    public var broken: Double? {
        switch finding {
        case .found(let answer): answer.broken?.fraction
        case .elsewhere, .beyond, .unanswered: nil
        }
    }

    /// Whether it may well hold more: nobody found what breaks it.
    public var isAtLeast: Bool { met != nil && broken == nil }
}
