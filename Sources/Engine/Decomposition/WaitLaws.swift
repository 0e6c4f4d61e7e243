// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// The law of the wait at each resource of a solved network.
struct WaitLaws {
    private(set) var laws: [WaitLaw]
    private let plan: FlowPlan
    private let solution: NetworkSolution

    init(_ plan: FlowPlan, _ traffic: TrafficFlow, _ solution: NetworkSolution) {
        self.plan = plan
        self.solution = solution
        laws = plan.resources.map { _ in WaitLaw() }
        for (operation, rate) in zip(plan.operations, solution.operationRates) where rate > 0 {
            collect(operation.steps, weight: rate)
        }
        let users = traffic.isOpen ? nil : Self.users(traffic)
        for (index, resource) in plan.resources.enumerated() {
            let total = solution.total
            laws[index].load = min(1, total.work[index] / Double(resource.servers))
            laws[index].mean = total.service(index)
            laws[index].scv = total.scv(index)
            guard total.visits[index] > 0 else { continue }
            if let limit = resource.queueLimit {
                let load = total.work[index] / Double(resource.servers)
                laws[index].line = WaitingLine(
                    limit: limit, load: load, servers: resource.membersServers)
            }
            guard let users else { continue }
            let queue = solution.state.queues[index]
            let here = queue.wait + total.service(index)
            let interval = users * Double(resource.members) / total.visits[index]
            laws[index].line =
                laws[index].line
                ?? WaitingLine(
                    users: users, away: interval - here, service: total.service(index),
                    servers: resource.membersServers)
        }
    }

    private static func users(_ traffic: TrafficFlow) -> Double {
        traffic.sources.reduce(0) { sum, source in
            switch source.kind {
            case .open: sum
            case .closed(let users, _): sum + users
            }
        }
    }

    private mutating func collect(_ steps: [FlowStep], weight: Double) {
        for step in steps {
            switch step {
            case .visit(let visit): add(visit, weight)
            case .hold(_, _, let steps): collect(steps, weight: weight)
            case .choose(let arms):
                for arm in arms { collect(arm.steps, weight: weight * arm.share) }
            case .rounds(let mean, let steps): collect(steps, weight: weight * mean)
            case .misses(let region, let keys, let steps):
                let share = Double(keys) * (1 - solution.state.hits[region])
                collect(steps, weight: weight * share)
            case .pause, .failure, .meter: break
            }
        }
    }

    private mutating func add(_ visit: FlowVisit, _ weight: Double) {
        let index = visit.resource
        guard weight > 0 else { return }
        if let known = laws[index].services.firstIndex(where: { $0.time == visit.time }) {
            laws[index].services[known].weight += weight
        } else {
            laws[index].services.append((weight, visit.time))
        }
    }
}
