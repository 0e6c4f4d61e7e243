// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What an engine says of a model: simulation and closed forms answer with this same type, and a
/// metric that an engine cannot honestly give is absent.
public struct Measurements: Sendable {
    public let engine: EngineKind
    /// Measured simulated time of one replication, after the warm-up; where a limit ended some of
    /// them, that of the others.
    public let window: SimTime
    /// All operations together.
    public internal(set) var overall: OperationMeasurement
    /// In the order of `Model.operations`.
    public internal(set) var operations: [OperationMeasurement]
    /// By component in model order, then by role.
    public let resources: [ResourceMeasurement]
    /// What turns requests away that is none of them; nothing in a closed form.
    public let limitLoads: [LimitLoad]
    /// One for each cache component, in model order.
    public let caches: [CacheMeasurement]
    /// One for each component that is metered by use, in model order.
    public internal(set) var uses: [UseMeasurement]
    /// One for each component that operations ask something of, in model order; empty for a
    /// closed form.
    public internal(set) var activity: [ActivityMeasurement]
    /// Present where the platform does not keep up with its load.
    public internal(set) var saturation: Saturation?
    /// Events that the simulation scheduled, warm-up included; 0 for a closed form.
    public let events: UInt64
    /// Present where the warm-up was detected.
    public let warmUp: WarmUpFinding?
    /// Present where replications ended at a limit of the run.
    public let limit: LimitFinding?
    /// Present where one replication was cut in batches.
    public let batches: BatchFinding?
    /// Present where the run was asked for control variates.
    public let variance: VarianceFinding?
    /// One for each operation with a client of its own and each guarded step; in program order.
    public let guards: [GuardMeasurement]
    public let limits: [LimitMeasurement]
    /// Work that nobody waits for; and of databases whose replicas lag, their replication.
    public let background: [BackgroundMeasurement]
    public let connections: [ConnectionMeasurement]
    public let ages: [AgeMeasurement]
    /// One for each function, in model order.
    public let functions: [FunctionMeasurement]
    /// One for each partitioned table, in model order; one for each batch, by name.
    public let tables: [TableMeasurement]
    public let batchSteps: [BatchMeasurement]
    /// By component, and by operation where several use it.
    public let canaries: [CanaryMeasurement]
    /// One for each chain whose blocks are simulated, in model order.
    public internal(set) var chains: [ChainMeasurement]
    /// Present where the run ends in a metastable state.
    public let storm: RetryStorm?
    /// How the platform changed in the course of the run.
    public internal(set) var control: ControlMeasurements

    /// The measurement of that operation, or of all together where none is named.
    public func measurement(of operation: OperationID?) -> OperationMeasurement? {
        guard let operation else { return overall }
        return operations.indices.contains(operation.index) ? operations[operation.index] : nil
    }

    public init(
        engine: EngineKind, window: SimTime, overall: OperationMeasurement,
        operations: [OperationMeasurement], resources: [ResourceMeasurement],
        caches: [CacheMeasurement], uses: [UseMeasurement], saturation: Saturation?,
        events: UInt64, warmUp: WarmUpFinding? = nil, limit: LimitFinding? = nil,
        batches: BatchFinding? = nil, variance: VarianceFinding? = nil,
        guards: [GuardMeasurement] = [], limits: [LimitMeasurement] = [],
        background: [BackgroundMeasurement] = [],
        connections: [ConnectionMeasurement] = [], ages: [AgeMeasurement] = [],
        functions: [FunctionMeasurement] = [], tables: [TableMeasurement] = [],
        batchSteps: [BatchMeasurement] = [], canaries: [CanaryMeasurement] = [],
        limitLoads: [LimitLoad] = [], chains: [ChainMeasurement] = [],
        storm: RetryStorm? = nil, control: ControlMeasurements = .none,
        activity: [ActivityMeasurement] = []
    ) {
        self.engine = engine
        self.window = window
        self.overall = overall
        self.operations = operations
        self.resources = resources
        self.caches = caches
        self.uses = uses
        self.saturation = saturation
        self.events = events
        self.warmUp = warmUp
        self.limit = limit
        self.batches = batches
        self.variance = variance
        self.guards = guards
        self.limits = limits
        self.background = background
        self.connections = connections
        self.ages = ages
        self.functions = functions
        self.tables = tables
        self.batchSteps = batchSteps
        self.canaries = canaries
        self.limitLoads = limitLoads
        self.chains = chains
        self.storm = storm
        self.control = control
        self.activity = activity
    }
}

/// Which engine answered.
public enum EngineKind: Sendable, Equatable {
    case simulation(replications: Int, seed: UInt64)
    case closedForm(system: String)
}

/// One operation, or all together. Latency is the sojourn time of successful requests.
public struct OperationMeasurement: Sendable {
    public let name: String
    /// Requests answered in the window, all replications together; failures not counted. Absent
    /// where nothing is counted, as in a closed form.
    public let completed: Int64?
    public let failed: Int64?
    /// Absent where nothing is counted, as in a closed form.
    public let outcomes: Outcomes?
    public internal(set) var throughput: Estimate<Rate>
    /// Failed or rejected, of all requests that ended.
    public let errorShare: Estimate<Ratio>
    /// Absent where a replication answered no request.
    public let meanSojournTime: Estimate<SimTime>?
    /// p50, p90, p95, p99, and every other quantile that an objective asks for; ascending.
    public let percentiles: [Percentile]
    /// Where the mean sojourn time goes; adds up to it.
    public let breakdown: [TimeShare]
    /// Where the mean sojourn time of the slowest 5% goes; adds up to it. Empty for a closed form.
    public let tailBreakdown: [TimeShare]

    public init(
        name: String, completed: Int64?, failed: Int64?, throughput: Estimate<Rate>,
        errorShare: Estimate<Ratio>, meanSojournTime: Estimate<SimTime>?,
        percentiles: [Percentile], breakdown: [TimeShare], tailBreakdown: [TimeShare],
        outcomes: Outcomes? = nil
    ) {
        self.name = name
        self.completed = completed
        self.failed = failed
        self.throughput = throughput
        self.errorShare = errorShare
        self.meanSojournTime = meanSojournTime
        self.percentiles = percentiles
        self.breakdown = breakdown
        self.tailBreakdown = tailBreakdown
        self.outcomes = outcomes
    }

    /// The estimate of that quantile, or nil where it was not measured.
    public func percentile(_ quantile: Ratio) -> Estimate<SimTime>? {
        percentiles.first { $0.quantile == quantile }?.sojournTime
    }
}

/// What became of requests besides being answered, and how often they were tried.
public struct Outcomes: Sendable {
    /// Requests turned away in the window, all replications together: by a full queue, at its
    /// sight, by a limit, by load shedding or an open breaker. `failed` does not count them.
    public let rejected: Int64
    /// Of all requests that ended.
    public let rejectedShare: Estimate<Ratio>
    /// Attempts a request, over all guarded steps: 1 and all retries.
    public let attempts: Estimate<Double>
    /// Attempts given up because of a time-out, a request.
    public let timeouts: Estimate<Double>

    public init(
        rejected: Int64, rejectedShare: Estimate<Ratio>, attempts: Estimate<Double>,
        timeouts: Estimate<Double>
    ) {
        self.rejected = rejected
        self.rejectedShare = rejectedShare
        self.attempts = attempts
        self.timeouts = timeouts
    }
}

public struct Percentile: Sendable {
    public let quantile: Ratio
    public let sojournTime: Estimate<SimTime>

    public init(quantile: Ratio, sojournTime: Estimate<SimTime>) {
        self.quantile = quantile
        self.sojournTime = sojournTime
    }
}

/// Mean time a request spends waiting for, or being served by, one place.
public struct TimeShare: Sendable {
    /// The resource's or the delay's name.
    public let place: String
    public let activity: Activity
    public let time: Estimate<SimTime>

    public enum Activity: String, Sendable, CaseIterable {
        case waiting, service
    }

    public init(place: String, activity: Activity, time: Estimate<SimTime>) {
        self.place = place
        self.activity = activity
        self.time = time
    }
}

/// A queue with its servers, or a pool with its connections, over all its members together.
public struct ResourceMeasurement: Sendable {
    public let id: ResourceID
    public let name: String
    /// Servers or connections, over all members (10 pods of 2 cores: 20).
    public let servers: Int
    /// Mean share of servers busy or connections held, time-weighted.
    public let utilization: Estimate<Ratio>
    /// Mean number waiting (Lq), time-weighted, over all members; where servers are shared, those
    /// beyond the servers. Absent where no closed form gives it.
    public let queueLength: Estimate<Double>?
    /// Mean waiting time of a visit (Wq).
    public let waitingTime: Estimate<SimTime>?
    /// Mean time that a visit holds a server or connection, or shares one (S).
    public let serviceTime: Estimate<SimTime>?
    /// Visits served a second.
    public let throughput: Estimate<Rate>
    /// Visits turned away because the queue was full, or not joining at its sight, of all.
    public let rejected: Estimate<Ratio>
    /// Visits that left the queue because their patience ended, of all; absent where all wait.
    public let abandoned: Estimate<Ratio>?
    /// Visits that had to wait, of those that joined; absent at plain stations.
    public let waitShare: Estimate<Ratio>?
    /// Share of time by the number waiting or in service at one member, from 0; the last stands for
    /// all beyond. Empty at plain stations.
    public let occupancy: [Estimate<Ratio>]
    /// Service demand D of one request on this resource: visits times the mean service time of the
    /// model's own laws; for a pool the measured holding time, less what was waited while holding.
    public let demand: Estimate<SimTime>
    /// Requests a second at which every server is busy all the time: servers / D; absent where
    /// no request uses it.
    public let saturationLoad: Estimate<Rate>?
    /// 1 - load / saturation load; negative when overloaded.
    public let headroom: Estimate<Ratio>
    /// The same with one member (a pod, a replica, a node) less: 1 - load n / ((n - 1) saturation
    /// load); absent where there is no other.
    public let headroomWithoutOne: Estimate<Ratio>?
    /// Utilization by the utilization law, U = X S / servers: visits served a second times the mean
    /// service time of the model's own laws; for a pool the measured holding time.
    public let lawUtilization: Estimate<Ratio>
    /// Little's law: L by time-weighting over lambda W by visit, less 1; 0 by construction in a
    /// closed form.
    public let littleResidual: Estimate<Ratio>

    public init(
        id: ResourceID, name: String, servers: Int, utilization: Estimate<Ratio>,
        queueLength: Estimate<Double>?, waitingTime: Estimate<SimTime>?,
        serviceTime: Estimate<SimTime>?, throughput: Estimate<Rate>, rejected: Estimate<Ratio>,
        demand: Estimate<SimTime>, saturationLoad: Estimate<Rate>?, headroom: Estimate<Ratio>,
        lawUtilization: Estimate<Ratio>, littleResidual: Estimate<Ratio>,
        abandoned: Estimate<Ratio>? = nil, waitShare: Estimate<Ratio>? = nil,
        occupancy: [Estimate<Ratio>] = [], headroomWithoutOne: Estimate<Ratio>? = nil
    ) {
        self.id = id
        self.name = name
        self.servers = servers
        self.utilization = utilization
        self.queueLength = queueLength
        self.waitingTime = waitingTime
        self.serviceTime = serviceTime
        self.throughput = throughput
        self.rejected = rejected
        self.abandoned = abandoned
        self.waitShare = waitShare
        self.occupancy = occupancy
        self.demand = demand
        self.saturationLoad = saturationLoad
        self.headroom = headroom
        self.headroomWithoutOne = headroomWithoutOne
        self.lawUtilization = lawUtilization
        self.littleResidual = littleResidual
    }
}

/// How well a cache answers.
public struct CacheMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Keys found, of keys looked up; absent where none was.
    public let hitRate: Estimate<Ratio>?
    /// Keys looked up a second.
    public let lookups: Estimate<Rate>
    /// Keys dropped for want of memory a second.
    public let evictions: Estimate<Rate>
    /// Memory of the keys held at the end of the window, of all the memory.
    public let memoryUse: Estimate<Ratio>
    /// Present where keys do more than live for a time from their fill.
    public let keyLife: KeyLifeMeasurement?

    public init(
        component: ComponentID, name: String, hitRate: Estimate<Ratio>?, lookups: Estimate<Rate>,
        evictions: Estimate<Rate>, memoryUse: Estimate<Ratio>, keyLife: KeyLifeMeasurement? = nil
    ) {
        self.component = component
        self.name = name
        self.hitRate = hitRate
        self.lookups = lookups
        self.evictions = evictions
        self.memoryUse = memoryUse
        self.keyLife = keyLife
    }
}

/// How much of a component is used a second: statements of a database, keys of a cache, calls of a
/// service, bytes of a delivery network, gas of a chain.
public struct UseMeasurement: Sendable {
    public let component: ComponentID
    public let unit: UseUnit
    public internal(set) var perSecond: Estimate<Rate>

    public init(component: ComponentID, unit: UseUnit, perSecond: Estimate<Rate>) {
        self.component = component
        self.unit = unit
        self.perSecond = perSecond
    }
}

public enum UseUnit: String, Sendable, CaseIterable {
    case statements, keys, calls, bytes, gas
    case invocations
    /// Memory of functions, in units of 2^30 bytes, times billed time: in their own environments,
    /// and in provisioned ones.
    case gigabyteSeconds = "GB-s"
    case provisionedSeconds = "provisioned GB-s"
    /// What calls of a service weigh by their methods.
    case computeUnits = "compute units"
    case readUnits = "read units"
    case writeUnits = "write units"
}

/// The platform does not keep up: what saturates, and at which load.
public struct Saturation: Sendable {
    public let resource: ResourceID
    public let name: String
    /// Requests a second, of all operations in the simulated mix, that it can carry at most.
    public let load: Rate
    /// Requests a second that were offered.
    public let offered: Rate
    /// True where a replication ended early because too many requests were in flight.
    public let endedEarly: Bool

    public init(
        resource: ResourceID, name: String, load: Rate, offered: Rate, endedEarly: Bool
    ) {
        self.resource = resource
        self.name = name
        self.load = load
        self.offered = offered
        self.endedEarly = endedEarly
    }
}
