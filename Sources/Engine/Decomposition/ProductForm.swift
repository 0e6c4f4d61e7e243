// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// One closed source in a network of product form, exactly: by mean value analysis, or by
/// convolution where stations have several servers.
///
/// All mixes of one source are one chain: a user who comes back as another operation only routes
/// differently. Pauses and think times may have any law; every queue is FCFS with one exponential
/// law, and its members are chosen at random (Baskett, Chandy, Muntz and Palacios, 1975).
struct ProductForm {
    /// Requests a second of the source.
    let rate: Double
    /// By resource.
    let queues: [QueueState]
    let method: ClosedNetwork.Method

    /// Steps of convolution that an answer in milliseconds may take.
    private static let mostSteps = 2e7

    /// Nil where the model is no such network, or one too large for an answer at once.
    init?(_ plan: FlowPlan, _ traffic: TrafficFlow, _ contacts: FlowContacts) {
        guard traffic.sources.count == 1, traffic.isSteady, contacts.isPlain,
            let source = traffic.sources.first,
            case .closed(let users, let think) = source.kind, users >= 1
        else { return nil }
        let empty = NetworkState(
            queues: plan.resources.map { _ in QueueState() },
            hits: plan.regions.map { _ in 1 })
        let walk = PassageWalk(plan: plan, state: empty)
        var spent = 0.0
        var tally = Tally(plan)
        for (share, operation) in zip(source.mix, plan.operations) where share > 0 {
            let passage = walk.passage(operation.steps)
            spent += share * passage.spent
            tally.add(passage.tally, share)
        }
        var stations: [NetworkStation] = [.delay]
        var visits = [1.0]
        var times = [max(0, spent - tally.work.reduce(0, +))]
        for (index, resource) in plan.resources.enumerated() where tally.visits[index] > 0 {
            guard contacts.isExponential[index] else { return nil }
            for _ in 0..<min(resource.members, 1_000) {
                stations.append(.queue(servers: resource.membersServers))
                visits.append(tally.visits[index] / Double(resource.members))
                times.append(tally.service(index))
            }
        }
        guard stations.count <= 500 else { return nil }
        let users1 = ClosedClass(
            population: Int(users.rounded()), thinkTime: .seconds(think), visits: visits,
            serviceTimes: times.map { .seconds($0) })
        guard Convolution(stations, users1).steps <= Self.mostSteps,
            let network = try? ClosedNetwork(stations: stations, classes: [users1]),
            let answer = network.classes.first
        else { return nil }
        rate = answer.throughput.perSecond
        method = network.method
        var queues: [QueueState] = []
        var next = 1
        for (index, resource) in plan.resources.enumerated() {
            var queue = QueueState()
            if tally.visits[index] > 0 {
                let service = tally.service(index)
                queue.wait = max(0, answer.stations[next].sojournTime.seconds - service)
                queue.waitProbability = Self.waitProbability(
                    answer.stations[next].utilization.fraction, resource.membersServers)
                next += resource.members
            }
            queues.append(queue)
        }
        self.queues = queues
    }

    /// As if arrivals were Poisson; only percentiles ask for it.
    private static func waitProbability(_ load: Double, _ servers: Int) -> Double {
        max(1e-9, ErlangC.waiting(utilization: min(load, 1 - 1e-9), servers: servers))
    }
}
