// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Puts solutions of a network into measurements: the first is the answer, all of them span its
/// bands.
struct ClosedFormAnswer {
    let plan: FlowPlan
    let solutions: [NetworkSolution]
    /// False where latencies and waits have no honest answer.
    let hasWaits: Bool
    /// False where nobody asks for them, too.
    let hasPercentiles: Bool
    let saturation: Saturation?
    let system: String
    let traffic: TrafficFlow

    static let method = "decomposition"
    /// What is known no better than an approximation is given at least so much to either side.
    static let leastBand = 0.01
    /// A mean load stands for a moving one; queues carry some of it past the window's ends.
    static let movingBand = 0.02

    private var isSteady: Bool { traffic.isSteady }
    private var likely: NetworkSolution { solutions[0] }
    /// A queue grows without end.
    private var isDivergent: Bool { saturation != nil && !hasWaits }

    var measurements: Measurements {
        let resources = plan.resources.indices.map(resource)
        let percentiles = hasPercentiles ? SojournQuantiles(plan, traffic, solutions) : nil
        return Measurements(
            engine: .closedForm(system: system), window: plan.model.run.duration,
            overall: overall(percentiles),
            operations: plan.operations.indices.map {
                operation($0, percentiles)
            }, resources: resources, caches: caches, uses: uses, saturation: saturation,
            events: 0)
    }

    // MARK: Estimates

    /// How wide a band is at least where the load is steady.
    enum LeastBand {
        /// Exact where all solutions agree, else `leastBand`.
        case unlessExact
        /// `leastBand`, also where they agree.
        case always
        /// What the solutions span, which has its margins already.
        case asSolved
    }

    func estimate<Unit>(
        method: String = Self.method, least: LeastBand = .unlessExact,
        atMost limit: Double? = nil, _ value: (NetworkSolution) -> Double
    ) -> Estimate<Unit> {
        let answer = value(likely)
        let others = solutions.map(value)
        var low = others.reduce(answer) { min($0, $1) }
        var high = others.reduce(answer) { max($0, $1) }
        guard !isDivergent else {
            return .approximate(answer, method: "saturation", band: 0...max(answer, high))
        }
        if high - low <= 1e-9 * abs(answer), isSteady, least == .unlessExact {
            return .exact(answer)
        }
        let steady = least == .asSolved ? 0 : Self.leastBand
        let margin = abs(answer) * (isSteady ? steady : Self.movingBand)
        low = min(low, answer - margin)
        high = max(high, answer + margin)
        if let limit { high = max(answer, min(high, limit)) }
        return .approximate(answer, method: method, band: (answer >= 0 ? max(0, low) : low)...high)
    }

    // MARK: Operations

    private func operation(_ index: Int, _ percentiles: SojournQuantiles?) -> OperationMeasurement {
        let isAsked = likely.operationRates[index] > 0
        let answers = hasWaits && isAsked
        return OperationMeasurement(
            name: plan.operations[index].name, completed: nil, failed: nil,
            throughput: throughput { $0.operationRates[index] * $0.passages[index].survival },
            errorShare: estimate { 1 - $0.passages[index].survival },
            meanSojournTime: answers ? estimate { $0.passages[index].mean } : nil,
            percentiles: answers ? percentiles?.operation(index) ?? [] : [],
            breakdown: answers
                ? plan.operations[index].parts.map { part in
                    share(part) { $0.passages[index].parts[part] }
                } : [], tailBreakdown: [])
    }

    private func overall(_ percentiles: SojournQuantiles?) -> OperationMeasurement {
        let answers = hasWaits && likely.operationRates.contains { $0 > 0 }
        return OperationMeasurement(
            name: "all", completed: nil, failed: nil,
            throughput: throughput { Self.completed($0).reduce(0, +) },
            errorShare: estimate {
                let asked = $0.operationRates.reduce(0, +)
                return asked > 0 ? max(0, 1 - Self.completed($0).reduce(0, +) / asked) : 0
            },
            meanSojournTime: answers ? estimate { Self.mean($0) { $0.mean } } : nil,
            percentiles: answers ? percentiles?.overall ?? [] : [],
            breakdown: answers
                ? plan.parts.indices.map { part in
                    share(part) { Self.mean($0) { $0.parts[part] } }
                } : [], tailBreakdown: [])
    }

    /// What saturates passes no more than a share of all operations, each alike.
    private func throughput(_ rate: (NetworkSolution) -> Double) -> Estimate<Rate> {
        guard isDivergent, let saturation else { return estimate(rate) }
        let carried = min(1, saturation.load.perSecond / saturation.offered.perSecond)
        let most = rate(likely)
        return .approximate(
            most * carried, method: "share of the bottleneck", band: 0...most)
    }

    private func share(
        _ part: Int, _ value: (NetworkSolution) -> Double
    ) -> TimeShare {
        TimeShare(
            place: plan.parts[part].place, activity: plan.parts[part].activity,
            time: estimate(value))
    }

    /// Requests answered a second, by operation.
    static func completed(_ solution: NetworkSolution) -> [Double] {
        zip(solution.operationRates, solution.passages).map { $0 * $1.survival }
    }

    /// Over all that is answered.
    private static func mean(
        _ solution: NetworkSolution, _ value: (Passage) -> Double
    ) -> Double {
        let completed = completed(solution)
        let total = completed.reduce(0, +)
        guard total > 0 else { return 0 }
        return zip(completed, solution.passages).reduce(0) { $0 + $1.0 * value($1.1) } / total
    }

    // MARK: Resources

    private func resource(_ index: Int) -> ResourceMeasurement {
        let resource = plan.resources[index]
        let servers = Double(resource.servers)
        let isUsed = likely.total.visits[index] > 0
        func served(_ one: NetworkSolution) -> Double { 1 - one.state.queues[index].blocking }
        func demand(_ one: NetworkSolution) -> Double {
            let asked = one.operationRates.reduce(0, +)
            return asked > 0 ? one.total.lean[index] / asked : 0
        }
        let utilization: Estimate<Ratio> = estimate(atMost: 1) {
            min(1, $0.total.work[index] * served($0) / servers)
        }
        return ResourceMeasurement(
            id: resource.id, name: resource.name, servers: resource.servers,
            utilization: utilization,
            queueLength: hasWaits
                ? estimate {
                    $0.total.visits[index] * served($0) * $0.state.queues[index].wait
                } : nil,
            waitingTime: hasWaits && isUsed ? estimate { $0.state.queues[index].wait } : nil,
            serviceTime: isUsed ? estimate { $0.total.service(index) } : nil,
            throughput: estimate { $0.total.visits[index] * served($0) },
            rejected: estimate { $0.state.queues[index].blocking },
            demand: estimate { demand($0) },
            saturationLoad: demand(likely) > 0 ? estimate { servers / demand($0) } : nil,
            headroom: headroom(index, servers), lawUtilization: utilization,
            littleResidual: .exact(0),
            headroomWithoutOne: resource.loadWithoutOne.map { headroom(index, servers / $0) })
    }

    private func headroom(_ index: Int, _ servers: Double) -> Estimate<Ratio> {
        let left = solutions.map { 1 - $0.total.lean[index] / servers }
        let low = left.min() ?? 0
        let high = left.max() ?? 0
        if high - low <= 1e-9, isSteady { return .exact(left[0]) }
        let least = (1 - left[0]) * (isSteady ? Self.leastBand : Self.movingBand)
        return .approximate(
            left[0], method: Self.method,
            band: min(low, left[0] - least)...max(high, left[0] + least))
    }

    // MARK: Caches and uses

    private var cacheComponents: [ComponentID] {
        plan.model.components.indices.map { ComponentID($0) }.filter {
            if case .cache = plan.model.component($0).kind { true } else { false }
        }
    }

    private func lookups(_ cache: ComponentID, _ solution: NetworkSolution) -> Double {
        plan.regions.indices.filter { plan.regions[$0].cache == cache }
            .reduce(0) { $0 + solution.total.lookups[$1] }
    }

    private func hits(_ cache: ComponentID, _ solution: NetworkSolution) -> Double {
        let all = lookups(cache, solution)
        guard all > 0 else { return 0 }
        return plan.regions.indices.filter { plan.regions[$0].cache == cache }
            .reduce(0) { $0 + solution.total.lookups[$1] * solution.state.hits[$1] } / all
    }

    private var caches: [CacheMeasurement] {
        cacheComponents.enumerated().map { position, id in
            let isUsed = lookups(id, likely) > 0
            let method = "characteristic time"
            return CacheMeasurement(
                component: id, name: plan.model.component(id).name,
                hitRate: isUsed
                    ? estimate(method: method, least: .asSolved, atMost: 1) { hits(id, $0) } : nil,
                lookups: estimate { lookups(id, $0) },
                evictions: estimate(method: method, least: .always) {
                    $0.caches[position].evictions
                },
                memoryUse: estimate(method: method, least: .always) {
                    $0.caches[position].memoryUse
                }, keyLife: plan.model.hasKeyLife(id) ? keyLife(position, method) : nil)
        }
    }

    private func keyLife(_ cache: Int, _ method: String) -> KeyLifeMeasurement {
        KeyLifeMeasurement(
            isApproximate: true,
            expirations: estimate(method: method, least: .always) {
                $0.caches[cache].expirations
            }, invalidations: nil, sharedMisses: nil, staleHits: nil, staleAge: nil)
    }

    private var uses: [UseMeasurement] {
        let weighed = plan.unitMeters.services.compactMap { service in
            plan.unitMeters.index(of: service).map { index in
                UseMeasurement(
                    component: service, unit: .computeUnits,
                    perSecond: estimate { $0.total.meters[index] })
            }
        }
        return countedUses + weighed
    }

    private var countedUses: [UseMeasurement] {
        plan.model.components.indices.compactMap { index in
            let id = ComponentID(index)
            let unit: UseUnit
            switch plan.model.components[index].kind {
            case .station, .pods, .function, .account, .table: return nil
            case .cache:
                return UseMeasurement(
                    component: id, unit: .keys, perSecond: estimate { lookups(id, $0) })
            case .database: unit = .statements
            case .service: unit = .calls
            case .delivery: unit = .bytes
            case .chain: unit = .gas
            }
            return UseMeasurement(
                component: id, unit: unit, perSecond: estimate { $0.total.meters[index] })
        }
    }
}
