// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A part of the platform that requests use and that somebody pays for.
public struct Component: Sendable {
    public let name: String
    public internal(set) var kind: ComponentKind
    /// What its use costs; absent where nobody pays.
    public internal(set) var charge: Charge?
    /// What it costs beside that.
    public internal(set) var extras: [ExtraCharge]
    /// Of all callers together; absent where every call is made.
    public let breaker: Breaker?
    /// In their order.
    public let tags: [Tag]
    /// What it keeps for ever; absent where nobody needs to know.
    public let storage: Storage?
    /// The most members that it may ever have; absent where there is no such bound.
    public internal(set) var hardLimit: Int?

    public init(
        name: String, kind: ComponentKind, charge: Charge?, extras: [ExtraCharge] = [],
        breaker: Breaker? = nil, tags: [Tag] = [], storage: Storage? = nil, hardLimit: Int? = nil
    ) {
        self.name = name
        self.kind = kind
        self.charge = charge
        self.extras = extras
        self.breaker = breaker
        self.tags = tags
        self.storage = storage
        self.hardLimit = hardLimit
    }
}

/// How a component's natural meter is priced: pod-hours of pods and stations, instance-hours of a
/// database, GB-hours of a cache, requests of a service, GB of a delivery network, gas of a chain.
public struct Charge: Sendable {
    /// The entry of the price book; a chain is priced by its own gas and ether price and has none.
    public let price: PriceKey?
    public let layer: CostLayer
    /// A stated quantity that is billed instead of what the simulation counts.
    public internal(set) var volume: Volume?
    /// The entries of a component that is billed for several things, each once.
    public let tariffs: [Tariff]

    public init(
        price: PriceKey?, layer: CostLayer, volume: Volume?, tariffs: [Tariff] = []
    ) {
        self.price = price
        self.layer = layer
        self.volume = volume
        self.tariffs = tariffs
    }
}

/// What one of several things costs that a component is billed for.
public struct Tariff: Sendable, Equatable {
    public enum Item: String, Sendable, CaseIterable {
        case requests
        /// Memory times the time of invocations, in GB-s.
        case duration
        /// The same of invocations in provisioned environments.
        case provisionedDuration = "provisioned duration"
        /// Memory of provisioned environments, used or not, in GB-s.
        case provisioned
        case readUnits = "read units"
        case writeUnits = "write units"
    }

    public let item: Item
    public let price: PriceKey

    public init(item: Item, price: PriceKey) {
        self.item = item
        self.price = price
    }
}

/// The layers into which spend is divided, in the order of a bill.
public enum CostLayer: String, Sendable, CaseIterable {
    case gas, rpc, database, cache, cdn, compute
    /// What is on the whole bill: support, credits, tax.
    case overhead
}

public enum ComponentKind: Sendable {
    case station(Station)
    case pods(Pods)
    case cache(Cache)
    case database(Database)
    case service(ExternalService)
    case delivery(DeliveryNetwork)
    case chain(ChainSettings)
    case function(Function)
    case account(FunctionAccount)
    case table(PartitionedTable)
}

/// Identical servers before one queue.
public struct Station: Sendable {
    public let servers: Int
    /// Most requests that may wait; absent for no limit. An arrival beyond it fails.
    public let queueLimit: Int?
    public let discipline: Discipline

    public init(servers: Int, queueLimit: Int?, discipline: Discipline = .plain) {
        self.servers = servers
        self.queueLimit = queueLimit
        self.discipline = discipline
    }
}

/// Identical pods behind a load balancer, each with its cores and one queue.
public struct Pods: Sendable {
    /// At the start; where there is no autoscaler, always.
    public var replicas: Int
    public var cores: Int
    public var memory: Bytes?
    /// Most requests that may wait in one pod; absent for no limit.
    public var queueLimit: Int?
    public var balancing: Balancing
    /// Of each pod.
    public var discipline: Discipline
    /// CPU that a pod asks for, in millicores: what a utilization is a share of.
    public var cpuRequest: Int64
    /// From the decision for a new pod until it takes requests; absent for at once.
    public var startup: Distribution?
    /// Absent where the number of pods is fixed.
    public var autoscaler: PodAutoscaler?
    /// Absent where there is always a place for a pod.
    public var nodes: NodePool?
    /// Memory that each step leaves behind in its pod; a pod that has left its memory behind dies.
    public var leak: Bytes?
    /// Pods of a new version beside these.
    public var canary: PodCanary?

    /// - Parameter cpuRequest: in millicores; all its cores where nothing is said.
    public init(
        replicas: Int, cores: Int, memory: Bytes?, queueLimit: Int?, balancing: Balancing,
        discipline: Discipline = .plain, cpuRequest: Int64? = nil, startup: Distribution? = nil,
        autoscaler: PodAutoscaler? = nil, nodes: NodePool? = nil, leak: Bytes? = nil,
        canary: PodCanary? = nil
    ) {
        self.replicas = replicas
        self.cores = cores
        self.memory = memory
        self.queueLimit = queueLimit
        self.balancing = balancing
        self.discipline = discipline
        self.cpuRequest = cpuRequest ?? Int64(clamping: cores).multipliedClamped(by: 1_000)
        self.startup = startup
        self.autoscaler = autoscaler
        self.nodes = nodes
        self.leak = leak
        self.canary = canary
    }

    /// Whether somebody changes how many there are.
    public var isScaled: Bool { autoscaler != nil }
    /// The most pods there may ever be, those that wait for a node among them.
    public var mostReplicas: Int { max(replicas, autoscaler?.most ?? replicas) }
    /// The most pods that may ever run: nodes have a quota.
    public var mostRunning: Int {
        nodes.map { min(mostReplicas, $0.bounds.upperBound * $0.podsPerNode) } ?? mostReplicas
    }
}

extension Int64 {
    fileprivate func multipliedClamped(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}

/// How a load balancer chooses; a request keeps its pod for all its steps.
public enum Balancing: String, BitwiseCopyable, Sendable, CaseIterable {
    case roundRobin = "round-robin"
    /// The fewest requests waiting or in service; the first of equals.
    case shortestQueue = "shortest-queue"
    case random
}

/// A cluster of in-memory cache nodes, each a single server of commands.
public struct Cache: Sendable {
    public let nodes: Int
    public let memoryPerNode: Bytes
    /// How long a key stays where its keyspace does not say; absent for ever.
    public let timeToLive: SimTime?
    public let eviction: Eviction
    /// What a node spends on one key of a command.
    public let operationTime: Distribution
    /// Network time of one command, there and back; absent for none.
    public let roundTrip: Distribution?
    public let behavior: CacheBehavior

    public init(
        nodes: Int, memoryPerNode: Bytes, timeToLive: SimTime?, eviction: Eviction,
        operationTime: Distribution, roundTrip: Distribution?, behavior: CacheBehavior = .plain
    ) {
        self.nodes = nodes
        self.memoryPerNode = memoryPerNode
        self.timeToLive = timeToLive
        self.eviction = eviction
        self.operationTime = operationTime
        self.roundTrip = roundTrip
        self.behavior = behavior
    }
}

/// What a full cache does with a new key.
public enum Eviction: String, Sendable, CaseIterable {
    /// Drop the least recently used key.
    case leastRecentlyUsed = "allkeys-lru"
    /// The same among those that have a time to live; refuse the new key where there is none.
    case volatileLeastRecentlyUsed = "volatile-lru"
    /// Drop the least frequently used key.
    case leastFrequentlyUsed = "allkeys-lfu"
    /// Refuse the new key.
    case none = "noeviction"
}

/// A primary and its read replicas behind optional connection pools.
public struct Database: Sendable {
    /// Statements that one instance runs at a time.
    public var parallelism: Int
    public var replicas: Int
    /// Connections that each pod may hold; absent for no such pool.
    public var poolPerPod: PoolPerPod?
    /// Server connections of a PgBouncer that all statements pass, in transaction mode; absent
    /// for none.
    public var bouncerConnections: Int?
    /// Network time of one statement while its connections are held; absent for none.
    public var roundTrip: Distribution?
    /// How writes come to the replicas; absent where they are there at once.
    public var replication: DatabaseReplication?
    /// Absent where no statement waits for one.
    public var disk: DatabaseDisk?
    /// How connections are opened; absent where they always stand.
    public var connecting: DatabaseConnecting?

    public init(
        parallelism: Int, replicas: Int, poolPerPod: PoolPerPod?, bouncerConnections: Int?,
        roundTrip: Distribution?, replication: DatabaseReplication? = nil,
        disk: DatabaseDisk? = nil, connecting: DatabaseConnecting? = nil
    ) {
        self.parallelism = parallelism
        self.replicas = replicas
        self.poolPerPod = poolPerPod
        self.bouncerConnections = bouncerConnections
        self.roundTrip = roundTrip
        self.replication = replication
        self.disk = disk
        self.connecting = connecting
    }
}

/// A client-side connection pool in each pod of `pods`.
public struct PoolPerPod: Sendable {
    public let pods: ComponentID
    public let connections: Int

    public init(pods: ComponentID, connections: Int) {
        self.pods = pods
        self.connections = connections
    }
}

/// A content delivery network, metered by the bytes it serves.
public struct DeliveryNetwork: Sendable {
    public init() {}
}
