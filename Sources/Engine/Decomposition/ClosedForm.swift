// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Answers a model by closed forms, in milliseconds: the network is taken apart into queues and
/// caches, each with the formula that fits it, and put together again by the steps.
///
/// What a formula answers exactly is `.exact`; all else is `.approximate` with a band: the network
/// is solved three times, with the shortest waits and most hits that are likely, with those
/// expected, and with the longest waits and fewest hits. A metric without an honest answer is
/// absent: latencies and waits where the load moves during the window or a queue grows without end,
/// the tail's breakdown, and how many requests were counted.
///
/// How far to trust it: utilization and throughput of open loads are right; hit rates hold within
/// half a percentage point; mean latencies within their bands in the models that the tests simulate
/// (pods, pools, caches, lognormal service, closed users). Bands are no confidence intervals.
public struct ClosedForm {
    let plan: FlowPlan
    let traffic: TrafficFlow
    let contacts: FlowContacts
    let groups: [KeyGroups]
    private let productForm: ProductForm?

    /// - Throws: `EngineError.noClosedForm` where a step or a component has none.
    public init(_ model: Model) throws(EngineError) {
        let plan = try FlowPlan(model)
        self.plan = plan
        traffic = try TrafficFlow(model)
        contacts = FlowContacts(plan)
        groups = plan.regions.map { KeyGroups(model.keyspace($0.keyspace)) }
        productForm = ProductForm(plan, traffic, contacts)
    }

    /// - Parameter withPercentiles: without them it takes a small part of the time.
    public func measurements(withPercentiles: Bool = true) -> Measurements {
        let idle = unloaded()
        let saturation = saturation(idle)
        guard saturation == nil || shedsExcess(idle) else {
            return answer([idle], saturation, hasWaits: false, withPercentiles)
        }
        var solutions: [NetworkSolution] = []
        for bias in [Bias.likely, .fast, .slow] {
            solutions.append(solve(bias))
        }
        let isStable = solutions.allSatisfy(\.isStable)
        return answer(
            solutions, saturation, hasWaits: isStable && traffic.isSteady, withPercentiles)
    }

    private func solve(_ bias: Bias) -> NetworkSolution {
        let solver = NetworkSolver(
            plan: plan, traffic: traffic, contacts: contacts, bias: bias,
            given: productForm?.queues, groups: groups)
        if let productForm { return solver.solution(at: [productForm.rate]) }
        return solver.solve(startingFrom: NetworkSolver.offered(traffic))
    }

    /// Open loads alone where nobody waits.
    private func unloaded() -> NetworkSolution {
        let none = plan.resources.map { _ in QueueState() }
        let solver = NetworkSolver(
            plan: plan, traffic: traffic, contacts: contacts, bias: .likely, given: none,
            groups: groups)
        let rates = traffic.sources.map { source -> Double in
            switch source.kind {
            case .open(let rate, _): rate
            case .closed: 0
            }
        }
        return solver.solution(at: rates)
    }

    /// What turns the excess away is saturated, and yet has a stationary state.
    private func shedsExcess(_ idle: NetworkSolution) -> Bool {
        zip(plan.resources, loads(idle)).allSatisfy { $0.queueLimit != nil || $1 < 1 }
    }

    private func loads(_ solution: NetworkSolution) -> [Double] {
        zip(solution.total.lean, plan.resources).map { $0 / Double($1.servers) }
    }

    private func saturation(_ idle: NetworkSolution) -> Saturation? {
        let loads = loads(idle)
        guard traffic.isOpen,
            let worst = loads.indices.max(by: { loads[$0] < loads[$1] }), loads[worst] >= 1
        else { return nil }
        let offered = idle.operationRates.reduce(0, +)
        return Saturation(
            resource: plan.resources[worst].id, name: plan.resources[worst].name,
            load: .perSecond(offered / loads[worst]), offered: .perSecond(offered),
            endedEarly: false)
    }

    private func answer(
        _ solutions: [NetworkSolution], _ saturation: Saturation?, hasWaits: Bool,
        _ withPercentiles: Bool
    ) -> Measurements {
        ClosedFormAnswer(
            plan: plan, solutions: solutions, hasWaits: hasWaits,
            hasPercentiles: hasWaits && withPercentiles, saturation: saturation, system: system,
            traffic: traffic
        ).measurements
    }

    /// What the answer is called.
    private var system: String {
        if let productForm { return "product-form network, \(productForm.method.rawValue)" }
        return "decomposition into queues"
            + (traffic.isSteady ? "" : ", at the mean load of the measured time")
    }
}
