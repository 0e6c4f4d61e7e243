// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Makes measurements with intervals from the replications, one value of each metric a replication.
struct Summary {
    let program: Program
    private(set) var runs: [Replication]
    private let quantiles: [Ratio]
    private let warmUp: WarmUpFinding?
    /// Present where the values are batches of one replication.
    private let batches: BatchFinding?
    /// What latencies are adjusted by.
    private let adjustment: ControlAdjustment?

    init(
        _ program: Program, _ replications: [Replication], quantiles: [Ratio],
        warmUp: WarmUpFinding?, adjustment: ControlAdjustment?
    ) {
        self.program = program
        self.warmUp = warmUp
        runs = replications
        self.quantiles = quantiles
        batches = program.model.run.batches.map { _ in
            BatchFinding(replications, quantiles: quantiles)
        }
        self.adjustment = adjustment
        if saturation != nil { runs = replications.map(\.askedFor) }
    }

    var measurements: Measurements {
        let policies = GuardSummary(program: program, runs: runs, batches: batches)
        let resources = program.resources.indices.map(resource)
        return Measurements(
            engine: .simulation(
                replications: batches == nil ? runs.count : 1, seed: program.model.run.seed),
            window: program.model.run.duration,
            overall: operation("all", program.allParts, runs.map(\.overall)),
            operations: program.operations.indices.map { index in
                operation(
                    program.operations[index].name, program.operations[index].parts,
                    runs.map { $0.operations[index] })
            },
            resources: resources, caches: program.caches.indices.map(cache), uses: uses,
            saturation: saturation, events: runs.reduce(0) { $0 + $1.events },
            warmUp: warmUp, limit: LimitFinding(runs, program), batches: batches,
            variance: adjustment?.finding,
            guards: policies.measurements, limits: policies.limits,
            background: background, connections: connections, ages: ages,
            functions: FunctionSummary(self).measurements,
            tables: TableSummary(self).measurements, batchSteps: TableSummary(self).batches,
            canaries: canaries,
            limitLoads: LimitSummary(summary: self, isSaturated: saturation != nil).loads,
            chains: ChainSummary(self).measurements,
            storm: StormFinder(program: program, runs: runs).storm, control: control,
            activity: activity)
    }

    // MARK: Operations

    private func operation(
        _ name: String, _ parts: [Program.Part], _ values: [Replication.Operation]
    ) -> OperationMeasurement {
        let answered = values.allSatisfy { $0.mean != nil }
        let throughput = zip(values, runs).map { Double($0.completed) / $1.window }
        let errors = values.map { value in
            let lost = value.failed + value.rejected
            let ended = value.completed + lost
            return ended > 0 ? Double(lost) / Double(ended) : 0
        }
        return OperationMeasurement(
            name: name, completed: Int64(values.reduce(0) { $0 + $1.completed }),
            failed: Int64(values.reduce(0) { $0 + $1.failed }), throughput: sampled(throughput),
            errorShare: sampled(errors),
            meanSojournTime: answered ? latency(values.compactMap(\.mean)) : nil,
            percentiles: answered
                ? quantiles.indices.map { index in
                    Percentile(
                        quantile: quantiles[index],
                        sojournTime: latency(values.map { $0.quantiles[index] }))
                } : [],
            breakdown: answered ? shares(parts, values.map(\.breakdown)) : [],
            tailBreakdown: answered ? shares(parts, values.map(\.tail)) : [],
            outcomes: outcomes(values))
    }

    private func outcomes(_ values: [Replication.Operation]) -> Outcomes {
        func share(_ part: (Replication.Operation) -> Int) -> [Double] {
            values.map { $0.arrived > 0 ? Double(part($0)) / Double($0.arrived) : 0 }
        }
        return Outcomes(
            rejected: Int64(values.reduce(0) { $0 + $1.rejected }),
            rejectedShare: sampled(
                values.map { value in
                    let ended = value.completed + value.failed + value.rejected
                    return ended > 0 ? Double(value.rejected) / Double(ended) : 0
                }),
            attempts: sampled(share(\.retries).map { 1 + $0 }),
            timeouts: sampled(share(\.timeouts)))
    }

    private func shares(_ parts: [Program.Part], _ values: [[Double]]) -> [TimeShare] {
        parts.indices.map { index in
            TimeShare(
                place: parts[index].place, activity: parts[index].activity,
                time: latency(values.map { $0[index] }))
        }
    }

    // MARK: Resources

    private func resource(_ index: Int) -> ResourceMeasurement {
        let resource = program.resources[index]
        let servers = resource.effectiveServers
        let values = runs.map { $0.resources[index] }
        let offered = offeredRates
        let loads = zip(values, offered).map { $0.demand * $1 / servers }
        let saturation = values.map { $0.demand > 0 ? servers / $0.demand : nil }
        return ResourceMeasurement(
            id: resource.id, name: resource.name, servers: resource.servers,
            utilization: sampled(values.map(\.utilization)),
            queueLength: sampled(values.map(\.queueLength)),
            waitingTime: optional(values.map(\.waitingTime)),
            serviceTime: optional(values.map(\.serviceTime)),
            throughput: sampled(values.map(\.throughput)),
            rejected: sampled(values.map(\.rejected)), demand: sampled(values.map(\.demand)),
            saturationLoad: optional(saturation), headroom: sampled(loads.map { 1 - $0 }),
            lawUtilization: sampled(values.map(\.lawUtilization)),
            littleResidual: sampled(values.map(\.littleResidual)),
            abandoned: resource.discipline.patience == nil
                ? nil : sampled(values.map(\.abandoned)),
            waitShare: resource.discipline.isPlain ? nil : optional(values.map(\.waitShare)),
            occupancy: (values.first?.occupancy ?? []).indices.map { state in
                sampled(values.map { $0.occupancy[state] })
            },
            headroomWithoutOne: resource.loadWithoutOne.map { factor in
                sampled(loads.map { 1 - $0 * factor })
            })
    }

    /// Requests that came, a second, in each replication.
    private var offeredRates: [Double] {
        runs.map { Double($0.overall.arrived) / $0.window }
    }

    // MARK: Caches and uses

    private func cache(_ index: Int) -> CacheMeasurement {
        let values = runs.map { $0.caches[index] }
        let component = program.cacheComponents[index]
        return CacheMeasurement(
            component: component, name: program.model.component(component).name,
            hitRate: optional(values.map(\.hitRate)), lookups: sampled(values.map(\.lookups)),
            evictions: sampled(values.map(\.evictions)),
            memoryUse: sampled(values.map(\.memoryUse)),
            keyLife: program.model.hasKeyLife(component) ? keyLife(index, values) : nil)
    }

    private func keyLife(_ index: Int, _ values: [Replication.Cache]) -> KeyLifeMeasurement {
        let isKnown = !program.hits.caches[index].isApproximate
        let isTracked = isKnown && program.caches[index].tracksWrites
        let id = program.cacheComponents[index]
        return KeyLifeMeasurement(
            isApproximate: !isKnown, expirations: sampled(values.map(\.expirations)),
            invalidations: isKnown && program.model.drops(id)
                ? sampled(values.map(\.invalidations)) : nil,
            sharedMisses: program.model.behavior(of: id).misses == .single
                ? sampled(values.map(\.shared)) : nil,
            staleHits: isTracked ? optional(values.map(\.staleHits)) : nil,
            staleAge: isTracked ? optional(values.map(\.staleAge)) : nil)
    }

    private var uses: [UseMeasurement] {
        countedUses + weighedUses + FunctionSummary(self).uses + TableSummary(self).uses
    }

    private var weighedUses: [UseMeasurement] {
        let meters = UnitMeters(program.model)
        return meters.services.compactMap { service in
            meters.index(of: service).map { index in
                UseMeasurement(
                    component: service, unit: .computeUnits,
                    perSecond: sampled(runs.map { $0.meters[index] }))
            }
        }
    }

    private var countedUses: [UseMeasurement] {
        program.model.components.indices.compactMap { index in
            let id = ComponentID(index)
            let unit: UseUnit
            switch program.model.components[index].kind {
            case .station, .pods, .function, .account, .table: return nil
            case .cache:
                let cache = program.cacheComponents.firstIndex(of: id)
                return cache.map { cache in
                    UseMeasurement(
                        component: id, unit: .keys,
                        perSecond: sampled(runs.map { $0.caches[cache].lookups }))
                }
            case .database: unit = .statements
            case .service: unit = .calls
            case .delivery: unit = .bytes
            case .chain(let chain):
                if chain.network != nil { return ChainSummary(self).use(of: id) }
                unit = .gas
            }
            return UseMeasurement(
                component: id, unit: unit, perSecond: sampled(runs.map { $0.meters[index] }))
        }
    }

    // MARK: Saturation

    /// The resource that cannot carry what an open load asks of it, if there is one.
    private var saturation: Saturation? {
        let endedEarly = runs.contains(where: \.endedEarly)
        let isOpen = program.model.sources.contains {
            if case .open = $0.demand { true } else { false }
        }
        guard isOpen || endedEarly else { return nil }
        let offered = offeredRates
        var worst: (index: Int, load: Estimate<Ratio>)?
        // Whom its queue drives away does not make it grow.
        for (index, resource) in program.resources.enumerated()
        where endedEarly || !resource.discipline.shedsLoad {
            let loads: Estimate<Ratio> = sampled(
                zip(runs, offered).map {
                    $0.resources[index].demand * $1 / resource.effectiveServers
                })
            if loads.value > worst?.load.value ?? 0 { worst = (index, loads) }
        }
        guard let worst else { return nil }
        let least = worst.load.interval(confidence: .percent(95))?.lowerBound ?? worst.load.value
        // A run may also end early because requests stay long in delays, where nothing saturates.
        guard least > 1 || (endedEarly && worst.load.value > 1) else { return nil }
        let rate = offered.reduce(0, +) / Double(offered.count)
        return Saturation(
            resource: program.resources[worst.index].id,
            name: program.resources[worst.index].name,
            load: .perSecond(rate / worst.load.value), offered: .perSecond(rate),
            endedEarly: endedEarly)
    }

    // MARK: Estimates

    /// A time of requests, less what controls explain. Linear, so parts still add up to their sum.
    private func latency(_ values: [Double]) -> Estimate<SimTime> {
        adjustment?.regression.map { .sampled($0.adjusted(values)) } ?? sampled(values)
    }

    func sampled<Unit>(_ values: [Double]) -> Estimate<Unit> {
        .sampled(Sample(batches?.joined(values) ?? values))
    }

    /// Absent where a replication has no value.
    func optional<Unit>(_ values: [Double?]) -> Estimate<Unit>? {
        let present = values.compactMap { $0 }
        return present.count == values.count ? sampled(present) : nil
    }
}
