// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Engine
import Evidence
import Model
import Quantities
import Statistics

/// A platform of two queues in a row, and the tests that somebody made of it: simulations of its
/// true values, written as the files of other tools.
struct Shop {
    /// Mean service times in seconds, by what stands before the `=` of a change.
    var api = 0.008
    var db = 0.003
    /// Time in a delay, of which a test tells nothing but the sum with others.
    var network = 0.002
    var transfer = 0.002
    var users: Int?
    var think = 0.2
    /// The share of pages that need no archive, which takes a fifth of a second; absent for all.
    var hits: Double?
    /// Whether the delays begin together, which has no closed form.
    var isParallel = false
    /// Whether the database is only asked for what a cache has forgotten.
    var isCached = false

    static let duration = SimTime.seconds(15)

    init() {}

    /// With changes such as `db=3.2ms`.
    init?(_ base: Shop, sets: [String]) {
        self = base
        for set in sets {
            let parts = set.split(separator: "=").map(String.init)
            guard parts.count == 2 else { return nil }
            if parts[0] == "hits", let share = try? Ratio(parsing: parts[1]) {
                hits = share.fraction
                continue
            }
            guard let time = try? SimTime(parsing: parts[1]) else { return nil }
            switch parts[0] {
            case "api": api = time.seconds
            case "db": db = time.seconds
            case "network": network = time.seconds
            case "transfer": transfer = time.seconds
            case "think": think = time.seconds
            default: return nil
            }
        }
    }

    func load(_ sets: [String]) -> Result<Model, ModelRefusal> {
        guard let shop = Shop(self, sets: sets) else {
            return .failure(ModelRefusal(words: "no such key"))
        }
        do { return .success(try shop.model()) } catch {
            return .failure(ModelRefusal(words: "\(error)"))
        }
    }

    func model(replications: Int = 4, seed: UInt64 = 5, duration: SimTime = Self.duration)
        throws -> Model
    {
        let demand: Demand
        if let users {
            demand = .closed(
                ClosedDemand(users: users, think: try Self.exponential(think), stages: []))
        } else {
            demand = .open(OpenDemand(rate: .perSecond(50), law: .poisson, stages: []))
        }
        return try Model(
            name: "shop",
            sources: [
                TrafficSource(
                    name: "visitors", demand: demand,
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [Operation(name: "page", steps: try steps())],
            components: [Self.station("api", 4), Self.station("db", 1)]
                + (isCached ? [try cache()] : []),
            keyspaces: isCached
                ? [Keyspace(name: "goods", keys: 100, popularity: .uniform, size: .bytes(1))]
                : [],
            objectives: [],
            run: RunPlan(
                warmUp: .seconds(5), duration: duration, replications: replications, seed: seed),
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    private func steps() throws -> [Step] {
        let network = Step.delay(
            DelayStep(name: "network", time: try Self.exponential(network)))
        let transfer = Step.delay(
            DelayStep(name: "transfer", time: try Self.exponential(transfer)))
        let ask = Step.serve(
            ServeStep(component: ComponentID(1), time: try Self.exponential(db)))
        var steps: [Step] = [
            .serve(ServeStep(component: ComponentID(0), time: try Self.exponential(api)))
        ]
        steps.append(
            isCached
                ? .lookup(
                    LookupStep(
                        cache: ComponentID(2), keyspace: KeyspaceID(0), count: 1, miss: [ask]))
                : ask)
        steps += isParallel ? [.parallel([[network], [transfer]])] : [network, transfer]
        if let hits {
            let archive = Step.delay(
                DelayStep(name: "archive", time: try Self.exponential(0.2)))
            steps.append(
                .choose([
                    Choice(share: .fraction(hits), steps: []),
                    Choice(share: .fraction(1 - hits), steps: [archive]),
                ]))
        }
        return steps
    }

    /// It holds all of its keys, each for 1 s.
    private func cache() throws -> Component {
        Component(
            name: "cache",
            kind: .cache(
                Cache(
                    nodes: 1, memoryPerNode: .bytes(100), timeToLive: .seconds(1),
                    eviction: .leastRecentlyUsed,
                    operationTime: try .deterministic(.nanoseconds(100)), roundTrip: nil)),
            charge: nil)
    }

    private static func exponential(_ seconds: Double) throws -> Distribution {
        try .exponential(mean: SimTime(roundingSeconds: seconds))
    }

    private static func station(_ name: String, _ servers: Int) -> Component {
        Component(
            name: name, kind: .station(Station(servers: servers, queueLimit: nil)), charge: nil)
    }

    func parameters(
        _ keys: [String], from starts: [String], ranges: [String?] = []
    ) throws -> [FreeParameter] {
        try zip(keys, starts).enumerated().map { index, pair in
            try FreeParameter(
                key: pair.0, text: pair.1,
                range: ranges.indices.contains(index) ? ranges[index] : nil)
        }
    }
}

/// Many tests of a shop at one load: what each of them measured.
struct ShopTests {
    let level: String
    let users: Int?
    let rate: [Double]
    let mean: [Double]
    /// p50, p90, p95, p99 by test.
    let quantiles: [[Double]]
    let utilization: [Double]

    static let ranks = [("med", 50.0), ("p(90)", 90.0), ("p(95)", 95.0), ("p(99)", 99.0)]

    init(
        _ shop: Shop, at load: Double, count: Int, duration: SimTime = Shop.duration,
        seed: UInt64
    ) throws {
        let whole = try shop.model(replications: count, seed: seed, duration: duration)
        let model =
            shop.users == nil ? try whole.with(load: load / 50) : try whole.with(steady: [load])
        users = shop.users == nil ? nil : Int(load)
        level = shop.users == nil ? "\(load)/s" : "\(Int(load))"
        let answer = try Simulation(model).run(threads: 2)
        func values<Unit>(_ estimate: Estimate<Unit>?) -> [Double] {
            guard case .sampled(let sample) = estimate else { return [] }
            return sample.values
        }
        rate = values(answer.overall.throughput)
        mean = values(answer.overall.meanSojournTime)
        quantiles = Self.ranks.map { rank in
            values(answer.overall.percentile(.percent(rank.1)))
        }
        utilization = values(answer.resources.last?.utilization)
    }

    /// A summary of k6 of the test with that number.
    func k6(_ number: Int, duration: SimTime = Shop.duration) throws -> ObservedFile {
        let count = Int((rate[number] * duration.seconds).rounded())
        let trend = zip(Self.ranks, quantiles).map { rank, values in
            "\"\(rank.0)\": \(values[number] * 1_000)"
        }
        let vus = users.map { ", \"vus\": {\"values\": {\"max\": \($0)}}" } ?? ""
        let text = """
            {"metrics": {
              "http_req_duration": {"values": {"avg": \(mean[number] * 1_000), \
            \(trend.joined(separator: ", "))}},
              "http_reqs": {"values": {"count": \(count), "rate": \(rate[number])}}\(vus)
            }}
            """
        return try ObservedFile.read(Array(text.utf8))
    }

    /// What Prometheus answers of the utilization in that test.
    func prometheus(_ number: Int, name: String = "db") throws -> ObservedFile {
        let text = """
            {"status": "success", "data": {"resultType": "vector", "result": [
              {"metric": {"component": "\(name)"}, "value": [1793491200, "\(utilization[number])"]}
            ]}}
            """
        return try ObservedFile.read(Array(text.utf8))
    }
}
