// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities

extension Objective {
    /// The share of requests that has to be good: of a percentile its rank, of errors what is left;
    /// nil for what is not counted by requests.
    public var share: Ratio? {
        switch measure {
        case .latency(_, let quantile, _): quantile
        case .errors(_, let limit): .fraction(1 - limit.fraction)
        case .meanLatency, .hitRate, .utilization, .replicationLag, .costPerTransaction: nil
        }
    }
}

extension ErrorBudget {
    /// The budgets of a month, in the order of the objectives; those that no row is of are left
    /// out.
    ///
    /// - Parameter objectives: by the name that rows have.
    /// - Throws: where a row names another one, or one that is not counted by requests.
    public static func all(
        _ evidence: MonthEvidence, _ objectives: [(name: String, objective: Objective)]
    ) throws(ReviewError) -> [ErrorBudget] {
        let counted = objectives.filter { $0.objective.share != nil }
        for day in evidence.levels where !counted.contains(where: { $0.name == day.objective }) {
            throw .unknownLevel(
                file: evidence.levelsFile ?? "", name: day.objective, known: counted.map(\.name))
        }
        return counted.compactMap { name, objective in
            let days = evidence.levels.filter { $0.objective == name }
            guard let share = objective.share, !days.isEmpty else { return nil }
            // The record holds that the days of a month add up.
            let requests = days.reduce(0) { $0 + $1.requests }
            let good = days.reduce(0) { $0 + $1.good }
            return ErrorBudget(
                name: name, days: days.count, requests: requests, bad: requests - good,
                target: share)
        }
    }
}
