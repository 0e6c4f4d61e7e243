// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// The cheapest configuration of a grid that keeps every service level, and what became of the
/// others.
public struct SizingAnswer: Sendable {
    public let base: Model
    public let grid: SizingGrid
    public let settings: SizingSearch.Settings
    /// By which configurations were simulated.
    public let run: RunPlan
    /// By number in the grid.
    public let candidates: [SizingCandidate]
    public let bestIndex: Int?
    /// Positions among the candidates, the cheapest first.
    public let frontierIndices: [Int]
    /// Simulated events of all configurations.
    public let events: UInt64
    /// Whether the budget ended the search.
    public let isSpent: Bool

    init(
        base: Model, grid: SizingGrid, settings: SizingSearch.Settings, run: RunPlan,
        candidates: [SizingCandidate], best: Int?, frontier: [Int], events: UInt64, isSpent: Bool
    ) {
        self.base = base
        self.grid = grid
        self.settings = settings
        self.run = run
        self.candidates = candidates
        bestIndex = best
        frontierIndices = frontier
        self.events = events
        self.isSpent = isSpent
    }

    public var best: SizingCandidate? { bestIndex.map { candidates[$0] } }
    public var frontier: [SizingCandidate] { frontierIndices.map { candidates[$0] } }

    /// Those that were simulated.
    public var simulated: Int { candidates.count { $0.trial != nil } }

    /// Cheaper than the best and nobody knows: not decided, or not looked at. Where there is no
    /// best, also what only formulas are against: they may err.
    public var open: [SizingCandidate] {
        let isNothingSimulated = simulated == 0
        return candidates.filter { candidate in
            let isOpen =
                switch candidate.standing {
                case .undecided, .doubtful, .unexamined: true
                case .rejected(.expected): best == nil
                case .rejected(.saturated): best == nil && isNothingSimulated
                case .dearer, .holds, .rejected: false
                }
            guard isOpen else { return false }
            guard let cost = candidate.cost, let least = best?.cost else { return true }
            return cost < least
        }
    }

    /// Those of which nobody knows whether they hold.
    public var undecided: Int { candidates.count { $0.isUndecided } }

    /// Cheaper than the best, and out: of them those that no other has as much of everything as,
    /// first what was simulated, then what formulas say, the dearest first. All that are out where
    /// there is no best.
    public var nearest: [SizingCandidate] {
        let least = best?.cost
        let cheaper = candidates.indices.filter { index in
            guard let least else { return candidates[index].isOut }
            return candidates[index].isOut && candidates[index].cost.map { $0 < least } ?? false
        }
        let known = Set(grid.mostCapable(cheaper))
        let chosen = cheaper.filter { known.contains($0) || candidates[$0].trial != nil }
        return chosen.map { candidates[$0] }.sorted { first, second in
            let (a, b) = (first.distance, second.distance)
            if a != b { return a < b }
            let (costA, costB) = (first.cost ?? .zero, second.cost ?? .zero)
            return costA == costB ? first.index < second.index : costA > costB
        }
    }

    public var outcome: Judgement {
        if best != nil { return .met }
        return open.isEmpty ? .breached : .cannotTell
    }
}

extension SizingCandidate {
    /// Whether nobody knows what becomes of it.
    public var isUndecided: Bool {
        switch standing {
        case .undecided, .doubtful, .unexamined: true
        case .dearer, .holds, .rejected: false
        }
    }

    fileprivate var isOut: Bool {
        switch standing {
        case .rejected, .undecided, .doubtful, .unexamined: true
        case .dearer, .holds: false
        }
    }

    /// What was seen to break is nearer than what somebody works out.
    fileprivate var distance: Int {
        switch standing {
        case .undecided, .doubtful, .unexamined, .holds, .dearer: 0
        case .rejected(.breaks): 1
        case .rejected(.expected): 2
        case .rejected(.below): 3
        case .rejected(.saturated): 4
        case .rejected(.refused): 5
        }
    }
}
