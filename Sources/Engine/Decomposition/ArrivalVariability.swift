// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// How regular the arrivals at each resource are, by the rules of the Queueing Network Analyzer.
///
/// Departures: d = 1 + (1 - ρ²)(a - 1) + ρ²(max(s, 0.2) - 1)/√c; a part p of a stream: p d + 1 - p;
/// streams that come together: w Σ share · scv + 1 - w, w = 1/(1 + 4(1 - ρ)²(v - 1)),
/// v = 1/Σ share². Time that varies between two queues makes a stream Poisson, as users that think
/// do.
///
/// Source: Whitt, Bell System Technical Journal 62 (1983) 2779, section IV.
struct ArrivalVariability {
    private let plan: FlowPlan
    private let hits: [Double]
    /// Arrivals a second at each resource (second index) from each origin: a source, a resource,
    /// and last whatever is Poisson.
    private var flows: [[Double]]
    private let origins: Int

    /// - Parameter rates: requests a second of each operation from each source.
    init(_ plan: FlowPlan, hits: [Double], rates: [[Double]]) {
        self.plan = plan
        self.hits = hits
        origins = rates.count + plan.resources.count + 1
        flows = Array(
            repeating: Array(repeating: 0, count: plan.resources.count), count: origins)
        for (source, operations) in rates.enumerated() {
            for (operation, rate) in operations.enumerated() where rate > 0 {
                var from = Array(repeating: 0.0, count: origins)
                from[source] = rate
                _ = walk(plan.operations[operation].steps, from)
            }
        }
    }

    /// Where the requests that get through the steps come from.
    private mutating func walk(_ steps: [FlowStep], _ start: [Double]) -> [Double] {
        var from = start
        for step in steps {
            switch step {
            case .visit(let visit):
                from = arrive(visit.resource, from)
            case .hold(let pool, _, let steps):
                for origin in from.indices { flows[origin][pool] += from[origin] }
                from = walk(steps, from)
            case .pause(_, let time):
                if time.scv > 0 { from = poisson(from.reduce(0, +)) }
            case .failure(let share):
                from = from.map { $0 * (1 - share) }
            case .choose(let arms):
                let none = max(0, 1 - arms.reduce(0) { $0 + $1.share })
                var after = from.map { $0 * none }
                for arm in arms {
                    let end = walk(arm.steps, from.map { $0 * arm.share })
                    for origin in after.indices { after[origin] += end[origin] }
                }
                from = after
            case .rounds(let mean, let steps):
                from = rounds(mean, steps, from)
            case .misses(let region, let keys, let steps):
                if !steps.isEmpty {
                    from = rounds(Double(keys) * (1 - hits[region]), steps, from)
                }
            case .meter:
                break
            }
        }
        return from
    }

    private mutating func arrive(_ resource: Int, _ from: [Double]) -> [Double] {
        for origin in from.indices { flows[origin][resource] += from[origin] }
        var after = Array(repeating: 0.0, count: origins)
        after[origins - 1 - plan.resources.count + resource] = from.reduce(0, +)
        return after
    }

    private func poisson(_ rate: Double) -> [Double] {
        var after = Array(repeating: 0.0, count: origins)
        after[origins - 1] = rate
        return after
    }

    /// Many rounds are as good as a first one and the rest at its rate.
    private mutating func rounds(
        _ mean: Double, _ steps: [FlowStep], _ start: [Double]
    ) -> [Double] {
        let share = min(mean, 1)
        let once = walk(steps, start.map { $0 * share })
        let more = mean > 1 ? walk(steps, once.map { $0 * (mean - 1) }) : once
        let scale = mean > 1 ? 1 / (mean - 1) : 1
        return start.indices.map { start[$0] * (1 - share) + more[$0] * scale }
    }

    /// The scv of the arrivals at each resource, its members together.
    ///
    /// - Parameters:
    ///   - sources: scv of each source's arrivals.
    ///   - loads: utilization of each resource.
    ///   - scvs: of the service at each resource.
    func solve(sources: [Double], loads: [Double], scvs: [Double]) -> [Double] {
        var arrivals = Array(repeating: 1.0, count: loads.count)
        let totals = loads.indices.map { resource in
            flows.reduce(0) { $0 + $1[resource] }
        }
        for _ in 0..<4 {
            let departures = loads.indices.map { index in
                let load = min(loads[index], 1)
                let servers = Double(plan.resources[index].servers).squareRoot()
                return 1 + (1 - load * load) * (arrivals[index] - 1)
                    + load * load * (max(scvs[index], 0.2) - 1) / servers
            }
            let streams = sources + departures + [1]
            let rates = sources.indices.map { flows[$0].reduce(0, +) } + totals + [1]
            for resource in loads.indices where totals[resource] > 0 {
                var mean = 0.0
                var squares = 0.0
                for origin in flows.indices where flows[origin][resource] > 0 {
                    let part = min(1, flows[origin][resource] / rates[origin])
                    let share = flows[origin][resource] / totals[resource]
                    mean += share * (part * streams[origin] + 1 - part)
                    squares += share * share
                }
                let idle = 1 - min(loads[resource], 1)
                let weight = 1 / (1 + 4 * idle * idle * (1 / squares - 1))
                arrivals[resource] = max(0, weight * mean + 1 - weight)
            }
        }
        return arrivals
    }
}
