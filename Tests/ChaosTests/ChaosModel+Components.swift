// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities
import Statistics

extension ChaosModel {
    /// One or two of each kind that a model has, and of keyspaces.
    mutating func addComponents() throws {
        for index in 0..<chance.int(1...2) { try add("pods \(index)", .pods(pods())) }
        for index in 0..<chance.int(0...2) { try add("desk \(index)", .station(station())) }
        for index in 0..<chance.int(0...2) {
            try add("cache \(index)", .cache(cache()))
            keyspaces.append(keyspace("keys \(index)"))
        }
        for index in 0..<chance.int(0...1) { try add("db \(index)", .database(database())) }
        for index in 0..<chance.int(0...2) {
            add("rpc \(index)", .service(try service()))
        }
        if chance.happens(30) { try addFunctions() }
        if chance.happens(25) {
            let units = chance.pick([1, 50, 5_000])
            add(
                "table",
                .table(
                    PartitionedTable(
                        partitions: chance.pick([1, 3, 100]),
                        capacity: chance.happens(50)
                            ? .provisioned(read: units, write: units)
                            : .onDemand(read: units, write: units),
                        latency: try chance.law())))
        }
        if chance.happens(20) { add("cdn", .delivery(DeliveryNetwork())) }
        if chance.happens(20) {
            add(
                "chain",
                .chain(ChainSettings(gasPrice: .gwei(1), etherPrice: .usd(2_000), transactions: []))
            )
        }
        try addChains()
    }

    mutating func add(_ name: String, _ kind: ComponentKind) {
        let breaker = chance.maybe(15) { $0.breaker() }
        components.append(Component(name: name, kind: kind, charge: nil, breaker: breaker))
    }

    private mutating func addFunctions() throws {
        let account: ComponentID? = chance.happens(50) ? ComponentID(components.count) : nil
        if account != nil {
            add("account", .account(FunctionAccount(concurrency: chance.pick([40, 100]))))
        }
        for index in 0..<chance.int(1...2) {
            let provisioned = chance.pick([0, 0, 2, 10])
            add(
                "function \(index)",
                .function(
                    Function(
                        memory: .mebibytes(Int64(chance.pick([128, 1_769, 10_240]))),
                        coldStart: try chance.maybe(70) { try $0.law() },
                        idle: chance.time(from: 1e-3, to: 100), provisioned: provisioned,
                        concurrency: chance.maybe(40) { provisioned + $0.pick([1, 2, 10]) },
                        account: account,
                        scaling: EnvironmentScaling(
                            rate: .perSecond(chance.spread(0.1, 1_000)),
                            burst: chance.pick([1, 10, 1_000])))))
        }
    }

    private mutating func station() throws -> Station {
        let servers = chance.pick([1, 1, 2, 5, 50])
        let discipline = try discipline(servers)
        return Station(
            servers: servers, queueLimit: queueLimit(discipline), discipline: discipline)
    }

    /// Where all are served at once, nobody waits.
    private mutating func queueLimit(_ discipline: Discipline) -> Int? {
        if case .sharing(limit: nil) = discipline.order { return nil }
        return chance.maybe(40) { $0.pick([0, 0, 1, 10]) }
    }

    private mutating func discipline(_ servers: Int) throws -> Discipline {
        if chance.happens(45) { return .plain }
        let order: Discipline.Order
        switch chance.int(0...4) {
        case 0: order = .arrival
        case 1: order = .priority
        case 2: order = .preemption
        case 3: order = .sharing(limit: servers + chance.pick([0, 1, 10]))
        default: order = .sharing(limit: nil)
        }
        let patience =
            order == .sharing(limit: nil)
            ? nil : try chance.maybe(40) { try $0.law(from: 1e-4, to: 1) }
        let joining = chance.maybe(25) { chance in
            (0..<chance.int(1...4)).map { _ in chance.share() }
        }
        let shedding = chance.maybe(25) { chance in
            [
                Shedding(
                    priority: chance.int(1...4), waiting: chance.pick([0, 1, 20]),
                    busy: chance.maybe(50) { $0.share() })
            ]
        }
        return Discipline(
            order: order, patience: patience, joining: joining ?? [], shedding: shedding ?? [])
    }

    private mutating func pods() throws -> Pods {
        let cores = chance.pick([1, 1, 2, 8])
        let discipline = try discipline(cores)
        let memory = chance.maybe(50) { _ in Bytes.kilobytes(100) }
        var pods = Pods(
            replicas: chance.pick([1, 1, 2, 5, 30]), cores: cores, memory: memory,
            queueLimit: queueLimit(discipline), balancing: chance.pick(Balancing.allCases),
            discipline: discipline,
            cpuRequest: chance.maybe(30) { Int64($0.pick([1, 500, 4_000])) },
            startup: try chance.maybe(60) { try $0.law(from: 0.01, to: 20) })
        if memory != nil {
            pods.leak = chance.maybe(40) { .bytes(Int64($0.pick([1, 1_000, 100_000]))) }
        }
        pods.autoscaler = chance.maybe(50) { $0.autoscaler() }
        if let bounds = pods.autoscaler?.boundsAtStart {
            pods.replicas = min(max(pods.replicas, bounds.lowerBound), bounds.upperBound)
        }
        pods.nodes = try chance.maybe(25) { try $0.nodes(for: pods) }
        pods.canary = chance.maybe(30) { $0.canary() }
        return pods
    }

    private mutating func cache() throws -> Cache {
        var behavior = CacheBehavior.plain
        behavior.expiry = chance.pick(CacheBehavior.Expiry.allCases)
        behavior.samples = chance.maybe(50) { $0.pick([1, 5, 64]) }
        behavior.expiredKeys = chance.pick(CacheBehavior.ExpiredKeys.allCases)
        behavior.start = chance.pick(CacheBehavior.Start.allCases)
        behavior.overhead = .bytes(Int64(chance.pick([0, 0, 50])))
        behavior.keyModel = chance.pick([.keys, .keys, .approximate, .auto])
        if behavior.keyModel == .keys {
            behavior.misses = chance.pick(CacheBehavior.MissHandling.allCases)
        }
        let eviction = chance.pick(Eviction.allCases)
        if [.leastFrequentlyUsed, .volatileLeastRecentlyUsed].contains(eviction) {
            behavior.start = .cold
            behavior.keyModel = .keys
            if eviction == .leastFrequentlyUsed { behavior.samples = behavior.samples ?? 5 }
        }
        if behavior.keyModel == .keys {
            behavior.resharding = try chance.maybe(30) { chance in
                CacheResharding(
                    start: chance.time(from: 1e-3, to: 10), nodes: chance.pick([2, 4, 7]),
                    time: chance.happens(30) ? .zero : chance.time(from: 1e-3, to: 20),
                    move: try chance.law(from: 1e-6, to: 1e-2), keepsKeys: chance.happens(70))
            }
        }
        return Cache(
            nodes: chance.pick([1, 1, 3]),
            memoryPerNode: .bytes(Int64(chance.pick([1, 100, 5_000, 1_000_000]))),
            timeToLive: chance.maybe(50) { $0.time(from: 1e-3, to: 10) },
            eviction: eviction,
            operationTime: try chance.law(from: 1e-6, to: 1e-3),
            roundTrip: try chance.maybe(50) { try $0.law(from: 1e-5, to: 1e-2) },
            behavior: behavior)
    }

    private mutating func keyspace(_ name: String) -> Keyspace {
        Keyspace(
            name: name, keys: chance.pick([1, 2, 50, 5_000]),
            popularity: chance.happens(50) ? .uniform : .zipf(exponent: chance.pick([0, 0.9, 5])),
            size: .bytes(Int64(chance.pick([0, 1, 100, 2_000]))),
            timeToLive: chance.maybe(30) { $0.time(from: 1e-3, to: 10) })
    }

    private mutating func service() throws -> ExternalService {
        ExternalService(
            latency: try chance.law(), failures: chance.happens(50) ? .zero : chance.share(),
            limit: chance.maybe(30) { chance in
                RateLimit(
                    subject: .all, rate: .perSecond(chance.spread(0.1, 2_000)),
                    burst: chance.pick([5, 100]))
            },
            batches: chance.pick(BatchCounting.allCases),
            freshness: try chance.maybe(30) { chance in
                Freshness(
                    lag: try chance.law(), poll: chance.maybe(50) { $0.time(from: 1e-3, to: 20) })
            })
    }

    private mutating func database() throws -> Database {
        let pods = ids { if case .pods = $0 { true } else { false } }
        var database = try plainDatabase(pods)
        if database.replicas > 0 {
            database.replication = try chance.maybe(50) { chance in
                DatabaseReplication(
                    apply: try chance.law(from: 1e-5, to: 1e-2),
                    delay: chance.happens(30) ? .zero : chance.time(from: 1e-4, to: 1),
                    isSynchronous: chance.happens(40))
            }
        }
        database.disk = try chance.maybe(40) { chance in
            DatabaseDisk(
                operations: chance.pick([1, 100, 10_000]),
                latency: try chance.maybe(50) { try $0.law(from: 1e-5, to: 1e-2) })
        }
        if database.poolPerPod != nil || database.bouncerConnections != nil {
            database.connecting = try chance.maybe(50) { chance in
                DatabaseConnecting(
                    most: chance.maybe(60) { $0.pick([1, 5, 100]) },
                    time: try chance.maybe(60) { try $0.law(from: 1e-5, to: 1e-2) })
            }
        }
        return database
    }

    private mutating func plainDatabase(_ pods: [ComponentID]) throws -> Database {
        Database(
            parallelism: chance.pick([1, 2, 20]), replicas: chance.pick([0, 1, 3]),
            poolPerPod: chance.maybe(40) {
                PoolPerPod(pods: $0.pick(pods), connections: $0.pick([1, 2, 10]))
            },
            bouncerConnections: chance.maybe(40) { $0.pick([1, 3, 20]) },
            roundTrip: try chance.maybe(40) { try $0.law(from: 1e-5, to: 1e-2) })
    }
}

extension Chance {
    mutating func breaker() -> Breaker {
        let window = pick([1, 2, 20])
        return Breaker(
            failures: pick([.percent(1), .percent(50), .one]), window: window,
            minimum: int(1...window), open: time(from: 1e-3, to: 10), trials: pick([1, 1, 5]))
    }

    mutating func autoscaler() -> PodAutoscaler {
        let least = int(1...5)
        let metrics = (0..<int(1...2)).map { _ in metric() }
        let schedule = (0..<(happens(30) ? int(1...3) : 0)).map { entry in
            let least = int(1...8)
            return ScheduledBounds(
                start: .seconds(Int64(entry) * Int64(int(0...20) / 10)),
                bounds: least...least + pick([0, 1, 12]))
        }.sorted { $0.start < $1.start }
        return PodAutoscaler(
            bounds: least...least + pick([0, 1, 20]), metrics: metrics,
            behavior: ScalingBehavior(
                up: rules(.standardUp), down: rules(.standardDown)),
            tolerance: pick([.standard, ScalingTolerance(down: .zero, up: .zero)]),
            syncPeriod: pick([.seconds(1), .seconds(1), .seconds(15)]), schedule: schedule)
    }

    private mutating func rules(_ usual: ScalingRules) -> ScalingRules {
        if happens(40) { return usual }
        let policies = (0..<int(1...2)).map { _ in
            ScalingPolicy(
                happens(50) ? .pods(int(1...4)) : .percent(pick([1, 50, 100])),
                per: .seconds(Int64(int(1...15))))
        }
        return ScalingRules(
            policies: policies, selection: pick([.largest, .smallest, .disabled]),
            stabilization: .seconds(Int64(pick([0, 5, 300]))))
    }

    private mutating func metric() -> ScalingMetric {
        let target = Int64(pick([1, 500, 20_000, 1_000_000]))
        switch int(0...5) {
        case 0, 1: return .cpu(percent: Int64(pick([1, 50, 100])))
        case 2: return .perPod(.requests, target: target)
        case 3: return .perPod(.concurrency, target: target)
        case 4: return .external(.arrivals, target: target, of: pick(ExternalTarget.allCases))
        default:
            return .external(
                .queue(ComponentID(0)), target: target, of: pick(ExternalTarget.allCases))
        }
    }

    mutating func nodes(for pods: Pods) throws -> NodePool {
        let places = pick([1, 2, 10])
        let needed = (pods.replicas + places - 1) / places
        return NodePool(
            podsPerNode: places, bounds: int(0...needed)...needed + pick([0, 1, 10]),
            boot: try law(from: 0.1, to: 60), provisioner: pick(NodePool.Provisioner.allCases),
            removeAfter: pick([.zero, .seconds(10), .minutes(10)]))
    }
}

extension Chance {
    /// Pods of a new version, for a while or for ever.
    fileprivate mutating func canary() -> PodCanary {
        let start = happens(50) ? SimTime.zero : time(from: 1e-3, to: 10)
        return PodCanary(
            share: pick([.percent(1), .percent(30), .one]), replicas: pick([1, 1, 3]),
            slowdown: pick([1, 0.5, 3]), failures: happens(50) ? .zero : share(), start: start,
            end: maybe(50) {
                .nanoseconds(start.nanoseconds + $0.time(from: 1e-3, to: 20).nanoseconds)
            })
    }
}
