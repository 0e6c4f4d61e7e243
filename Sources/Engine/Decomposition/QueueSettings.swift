// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// What each queue of a network stands before: the law of its wait follows from it.
struct QueueSettings {
    private let solver: NetworkSolver
    private let solution: NetworkSolution
    private let arrivals: [Double]
    private let isPlain: Bool

    init(solver: NetworkSolver, solution: NetworkSolution, arrivals: [Double]) {
        self.solver = solver
        self.solution = solution
        self.arrivals = arrivals
        let contacts = solver.contacts
        let exponential = solution.total.visits.indices.allSatisfy {
            solution.total.visits[$0] == 0 || contacts.isExponential[$0]
        }
        isPlain = contacts.isPlain && exponential && solver.traffic.isPoisson
    }

    func law(_ index: Int) -> QueueLaw {
        let total = solution.total
        let resource = solver.plan.resources[index]
        let contacts = solver.contacts
        return QueueLaw(
            servers: resource.membersServers, members: resource.members, routing: routing(index),
            queueLimit: resource.queueLimit,
            arrivalRate: total.visits[index], arrivalScv: arrivals[index],
            isPoisson: isPlain || (contacts.isDirect[index] && solver.traffic.isPoisson),
            service: service(index), scv: total.scv(index),
            isExponential: contacts.isExponential[index], returns: contacts.returns[index],
            isDeterministic: contacts.isDirect[index] && solver.traffic.isDeterministic,
            seen: seen(index))
    }

    private func routing(_ index: Int) -> QueueLaw.Routing {
        let resource = solver.plan.resources[index]
        guard resource.members > 1 else { return .single }
        switch resource.kind {
        case .node, .pool: return .random
        case .station: break
        }
        switch solver.plan.groups[index].balancing {
        case .random: return .random
        case .shortestQueue: return .shortest
        case .roundRobin:
            return .inTurn
        }
    }

    /// Of a connection only what it is needed for: what is waited for inside comes by `PoolWaits`.
    private func service(_ index: Int) -> Double {
        let total = solution.total
        guard solver.plan.resources[index].kind == .pool, total.visits[index] > 0 else {
            return total.service(index)
        }
        return total.lean[index] / total.visits[index]
    }

    /// 1 - Σ (share of source k in the visits) / N(k), over the closed sources.
    private func seen(_ index: Int) -> Double {
        let all = solution.total.visits[index]
        guard all > 0 else { return 1 }
        var own = 0.0
        for (source, rate) in zip(solver.traffic.sources, solution.rates) {
            guard case .closed(let users, _) = source.kind, users > 0 else { continue }
            let visits = zip(source.mix, solution.passages).reduce(0) {
                $0 + $1.0 * $1.1.tally.visits[index]
            }
            own += rate * visits / all / max(users, 1)
        }
        return max(0, 1 - own)
    }
}
