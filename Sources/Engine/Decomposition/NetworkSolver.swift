// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A stationary state of the whole network, from one side of its bands.
struct NetworkSolution {
    /// Requests a second of each source.
    var rates: [Double]
    /// Requests a second of each operation.
    var operationRates: [Double]
    var state: NetworkState
    var passages: [Passage]
    /// All operations together, a second.
    var total: Tally
    var caches: [CacheApproximation.Answer]
    /// False where a queue grows without end.
    var isStable = true
}

/// Finds the rates at which closed sources ask, and the waits and hits that follow from all rates,
/// each from the others until nothing changes.
///
/// A closed source of N users that think for Z asks at X with X (Z + R(X)) = N, R the mean time of
/// a request at those rates. An arrival of a closed source does not see itself: the load that it
/// meets counts (N - 1)/N of its own source's part. With one exponential server that is
/// Schweitzer's approximation of mean value analysis.
struct NetworkSolver {
    let plan: FlowPlan
    let traffic: TrafficFlow
    let contacts: FlowContacts
    let bias: Bias
    /// Waits of a closed product-form network, which are exact; by resource.
    var given: [QueueState]?
    let groups: [KeyGroups]

    private static let mostRounds = 60
    /// What is called a hit rate within half a percentage point.
    static let hitMargin = 0.005

    func solve(startingFrom rates: [Double]) -> NetworkSolution {
        var solution = start(rates)
        let closed = traffic.closed
        guard !closed.isEmpty else {
            settle(&solution)
            return solution
        }
        for _ in 0..<(closed.count == 1 ? 1 : 30) {
            let before = solution.rates
            for source in closed { balance(source, &solution) }
            let change = zip(before, solution.rates).reduce(0) {
                max($0, abs($1.1 - $1.0) / max($1.1, 1e-300))
            }
            if change < 1e-7 { break }
        }
        return solution
    }

    /// What follows from the rates of all sources.
    func solution(at rates: [Double]) -> NetworkSolution {
        var solution = start(rates)
        settle(&solution)
        return solution
    }

    /// The rates of open sources, and those at which closed ones would ask if nothing took time.
    static func offered(_ traffic: TrafficFlow) -> [Double] {
        traffic.sources.map { source in
            switch source.kind {
            case .open(let rate, _): rate
            case .closed(let users, let think): think > 0 ? users / think : users * 1e9
            }
        }
    }

    private func start(_ rates: [Double]) -> NetworkSolution {
        let queues = given ?? Array(repeating: QueueState(), count: plan.resources.count)
        return NetworkSolution(
            rates: rates, operationRates: [],
            state: NetworkState(
                queues: queues, hits: Array(repeating: 0.9, count: plan.regions.count)),
            passages: [], total: Tally(plan), caches: [])
    }

    // MARK: Closed sources

    /// The rate of one closed source, those of the others given: the root of X (Z + R(X)) - N by
    /// the Illinois rule between 0 and the rate without any wait.
    private func balance(_ source: Int, _ solution: inout NetworkSolution) {
        guard case .closed(let users, let think) = traffic.sources[source].kind, users > 0
        else {
            solution.rates[source] = 0
            settle(&solution)
            return
        }
        func excess(_ rate: Double) -> Double? {
            solution.rates[source] = rate
            settle(&solution)
            guard solution.isStable else { return nil }
            return rate * (think + spent(source, solution)) / users - 1
        }
        var low = (at: 0.0, value: -1.0)
        var high = (at: users / max(think + least(source, solution), 1e-12), value: Double?.none)
        if let value = excess(high.at) {
            if value <= 0 { return }
            high.value = value
        }
        var lastSide = 0
        for _ in 0..<60 where high.at - low.at > 1e-9 * high.at {
            var middle = (low.at + high.at) / 2
            if let top = high.value {
                middle = (low.at * top - high.at * low.value) / (top - low.value)
            }
            guard let value = excess(middle) else {
                high = (middle, nil)
                continue
            }
            if abs(value) < 1e-9 { return }
            if value < 0 {
                low = (middle, value)
                if lastSide == -1 { high.value = high.value.map { $0 / 2 } }
                lastSide = -1
            } else {
                high = (middle, value)
                if lastSide == 1 { low.value /= 2 }
                lastSide = 1
            }
        }
        _ = excess(low.at)
    }

    /// Mean seconds that a request of the source takes, also one that fails.
    private func spent(_ source: Int, _ solution: NetworkSolution) -> Double {
        zip(traffic.sources[source].mix, solution.passages).reduce(0) {
            $0 + $1.0 * $1.1.spent
        }
    }

    /// The same where nobody waits and every key is found.
    private func least(_ source: Int, _ solution: NetworkSolution) -> Double {
        var state = solution.state
        state.hits = state.hits.map { _ in 1 }
        state.queues = state.queues.map { _ in QueueState() }
        let walk = PassageWalk(plan: plan, state: state)
        return zip(traffic.sources[source].mix, plan.operations).reduce(0) {
            $1.0 > 0 ? $0 + $1.0 * walk.passage($1.1.steps).spent : $0
        }
    }

    // MARK: Waits and hits at given rates

    /// Finds the state that its own waits and hits lead to.
    private func settle(_ solution: inout NetworkSolution) {
        solution.operationRates = plan.operations.indices.map { operation in
            zip(solution.rates, traffic.sources).reduce(0) { $0 + $1.0 * $1.1.mix[operation] }
        }
        solution.isStable = true
        var looked: [Double] = []
        for round in 0..<Self.mostRounds {
            walk(&solution)
            let lookups = solution.total.lookups
            let moved = zip(looked, lookups).contains { abs($0 - $1) > 1e-7 * $1 }
            if round == 0 || moved {
                fillCaches(&solution)
                looked = lookups
                if round == 0, !lookups.isEmpty { walk(&solution) }
            }
            guard given == nil else { return }
            let before = solution.state.queues
            guard queue(&solution) else {
                solution.isStable = false
                return
            }
            let scale = 1e-10 + solution.passages.reduce(0) { max($0, $1.mean) }
            let change = zip(before, solution.state.queues).reduce(0) {
                max($0, abs($1.0.wait - $1.1.wait) / scale, abs($1.0.blocking - $1.1.blocking))
            }
            if change < 1e-10, !moved { return }
        }
    }

    private func walk(_ solution: inout NetworkSolution) {
        let walk = PassageWalk(plan: plan, state: solution.state)
        solution.passages = plan.operations.map { walk.passage($0.steps) }
        var total = Tally(plan)
        for (passage, rate) in zip(solution.passages, solution.operationRates) {
            total.add(passage.tally, rate)
        }
        solution.total = total
    }

    private func fillCaches(_ solution: inout NetworkSolution) {
        let run = plan.model.run
        let start = run.warmUp.time.seconds
        solution.caches = []
        for (index, component) in plan.model.components.enumerated() {
            guard case .cache(let cache) = component.kind else { continue }
            let regions = plan.regions.indices.filter {
                plan.regions[$0].cache == ComponentID(index)
            }
            let approximation = CacheApproximation(
                spaces: regions.map { space($0, cache, solution) },
                memory: Double(cache.memoryPerNode.bytes) * Double(cache.nodes),
                evicts: cache.eviction != .none,
                slides: cache.behavior.expiry == .sliding,
                freesExpired: cache.behavior.expiredKeys == .freed,
                window: start...(start + run.duration.seconds))
            let answer =
                cache.behavior.start == .warm
                ? approximation.longRun.answer : approximation.solve()
            solution.caches.append(answer)
            for (region, hit) in zip(regions, answer.hitRates) {
                solution.state.hits[region] = biased(hit)
            }
        }
    }

    private func space(
        _ region: Int, _ cache: Cache, _ solution: NetworkSolution
    ) -> CacheApproximation.Space {
        let keyspace = plan.model.keyspace(plan.regions[region].keyspace)
        let place = KeyTraffic.Place(
            cache: plan.regions[region].cache, keyspace: plan.regions[region].keyspace)
        let changes = zip(plan.keyTraffic, solution.operationRates).reduce(0) {
            $0 + ($1.0.amounts[place]?.drops ?? 0) * $1.1
        }
        return CacheApproximation.Space(
            groups: groups[region], size: Double(cache.memory(of: keyspace)),
            rate: solution.total.lookups[region], changes: changes,
            life: cache.life(of: keyspace)?.seconds ?? .infinity)
    }

    private func biased(_ hit: Double) -> Double {
        switch bias {
        case .likely: hit
        case .fast: min(1, hit + Self.hitMargin)
        case .slow: max(0, hit - Self.hitMargin)
        }
    }

    /// The queues at the present loads; false where one grows without end.
    private func queue(_ solution: inout NetworkSolution) -> Bool {
        let total = solution.total
        let loads = plan.resources.indices.map {
            total.work[$0] / Double(plan.resources[$0].servers)
        }
        let rates = zip(solution.rates, traffic.sources).map { rate, source in
            source.mix.map { $0 * rate }
        }
        let scvs = plan.resources.indices.map { total.scv($0) }
        let arrivals = ArrivalVariability(plan, hits: solution.state.hits, rates: rates).solve(
            sources: traffic.sources.map { source in
                switch source.kind {
                case .open(_, let scv): scv
                case .closed: 1
                }
            }, loads: loads, scvs: scvs)
        let setting = QueueSettings(solver: self, solution: solution, arrivals: arrivals)
        var answers: [QueueLaw.Answer] = []
        for index in plan.resources.indices {
            guard let answer = setting.law(index).solve() else { return false }
            answers.append(answer)
        }
        PoolWaits(plan: plan, contacts: contacts, total: total).share(&answers)
        for index in plan.resources.indices {
            let old = solution.state.queues[index]
            var next = answers[index].state(bias)
            // Losses before a queue and its load depend on one another.
            if old.blocking > 0 { next.blocking = (next.blocking + old.blocking) / 2 }
            solution.state.queues[index] = next
        }
        return true
    }
}
