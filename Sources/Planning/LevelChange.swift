// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A service level of a base, of a candidate or of both, and what became of it.
public struct LevelChange: Sendable {
    public let base: ServiceLevel?
    public let candidate: ServiceLevel?
    public let kind: Kind

    public enum Kind: String, Sendable, CaseIterable {
        case gained, lost, kept
        /// Kept by neither.
        case missed = "still breached"
        /// Promised by the candidate alone.
        case added = "new"
        /// Promised by the base alone.
        case dropped
        case cannotTell = "cannot tell"
    }

    init(_ base: ServiceLevel?, _ candidate: ServiceLevel?) {
        self.base = base
        self.candidate = candidate
        kind =
            switch (base?.judgement, candidate?.judgement) {
            case (nil, _): .added
            case (_, nil): .dropped
            case (.met, .met): .kept
            case (.met, .breached): .lost
            case (.breached, .met): .gained
            case (.breached, .breached): .missed
            case (.cannotTell, _), (_, .cannotTell): .cannotTell
            }
    }

    /// Those that ask for the same side by side, whatever their limits.
    static func all(_ base: Assessment, _ candidate: Assessment) -> [LevelChange] {
        func topics(_ side: Assessment) -> [Topic] {
            side.levels.map { Topic($0.objective, side.model) }
        }
        let (first, second) = (topics(base), topics(candidate))
        let both = zip(candidate.levels, second).map { level, topic in
            LevelChange(first.firstIndex(of: topic).map { base.levels[$0] }, level)
        }
        let dropped = zip(base.levels, first).filter { !second.contains($0.1) }
        return both + dropped.map { LevelChange($0.0, nil) }
    }
}

/// What an objective is about, by name: the same thing in two models may have two ids.
private enum Topic: Equatable {
    case latency(of: String?, quantile: Ratio)
    case meanLatency(of: String?)
    case errors(of: String?)
    case hitRate(of: String)
    case utilization(of: String)
    case replicationLag(of: String)
    case costPerTransaction

    init(_ objective: Objective, _ model: Model) {
        func name(_ id: OperationID?) -> String? { id.map { model.operation($0).name } }
        self =
            switch objective.measure {
            case .latency(let id, let quantile, _): .latency(of: name(id), quantile: quantile)
            case .meanLatency(let id, _): .meanLatency(of: name(id))
            case .errors(let id, _): .errors(of: name(id))
            case .hitRate(let id, _): .hitRate(of: model.component(id).name)
            case .utilization(let id, _): .utilization(of: model.name(of: id))
            case .replicationLag(let id, _): .replicationLag(of: model.component(id).name)
            case .costPerTransaction: .costPerTransaction
            }
    }
}
