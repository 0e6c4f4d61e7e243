// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// One slip in a good file, and the place and words of what is said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
    let part: String
    let becomes: String
    let place: String
    let says: [String]

    init(_ part: String, _ becomes: String, _ place: String, _ says: String...) {
        self.part = part
        self.becomes = becomes
        self.place = place
        self.says = says
    }

    var testDescription: String { "'\(part)' becomes '\(becomes)'" }

    /// With this slip the scenario has an error at the place that says these words.
    func expectError(in scenario: String, beside others: [String: String] = [:]) {
        var files = others
        files["x.yaml"] = scenario.changing(part, to: becomes)
        let found = messages(files)
        let hit = found.first { $0.hasPrefix("x.yaml:\(place): ") }
        #expect(hit != nil, "\(found)")
        for words in says { #expect(hit?.contains(words) == true, "\(found)") }
    }
}

@Suite struct BadInputTests {
    /// Slips in `Fixtures.mm4`.
    static let slips = [
        // Keys
        BadInput("seed: 7", "sead: 7", "11:51", "run.sead", "did you mean 'seed'?"),
        BadInput("traffic:", "trafic:", "3:1", "trafic", "did you mean 'traffic'?"),
        BadInput("servers: 4", "cores: 4", "10:25", "components.desk.cores", "'cores'"),
        BadInput("name: M/M/4\n", "", "1:1", "'name' is missing"),
        BadInput("plimsoll: 1\n", "", "1:1", "'plimsoll' is missing"),
        BadInput("plimsoll: 1", "plimsoll: 2", "1:11", "'2'", "from 1 to 1"),
        BadInput("name: M/M/4", "name: a\nname: b", "3:1", "given twice, first at x.yaml:2:1"),
        BadInput("servers: 4", "servers: 4, servers: 5", "10:37", "'servers' is given twice"),

        // Units
        BadInput(
            "name: M/M/4", "name: M/M/4\ngrowth: 5%", "3:9", "growth", "'5%' has no unit",
            "60%/year"),
        BadInput("3.2/s", "3.2/sek", "4:21", "'3.2/sek' has the unknown unit"),
        BadInput("3.2/s", "3.2", "4:21", "'3.2' has no unit", "10000/s"),
        BadInput("mean: 1s", "mean: 1 sec", "8:33", "unknown unit 'sec'"),
        BadInput("warmup: 10m", "warmup: 10", "11:15", "run.warmup", "'10' has no unit"),
        BadInput("warmup: 10m", "warmup: automatic", "11:15", "'automatic' is not a number"),
        BadInput("warmup: 10m", "warmup: yes", "11:15", "'yes' is not a number"),
        BadInput("warmup: 10m", "batches: 32", "11:16", "run.batches", "the run has 4"),
        BadInput(
            "replications: 4", "batches: 32, limits: {events: 9}", "11:55", "run.limits",
            "equal lengths"),
        BadInput("replications: 4", "batches: 48", "11:43", "run.batches", "48", "power of two"),
        BadInput("replications: 4", "batches: 0", "11:43", "run.batches", "from 1 to 1024"),
        BadInput(
            "warmup: 10m", "variance reduction: controls", "11:27", "run.variance reduction",
            "'controls' is not known here", "control"),
        BadInput(
            "replications: 4", "batches: 32, variance reduction: control", "11:67",
            "run.variance reduction", "independent replications"),
        // Absurd numbers
        BadInput("servers: 4", "servers: 1e30", "10:34", "'1e30'", "from 1 to 100000"),
        BadInput(
            "servers: 4", "servers: 4, hard limit: 3", "10:49", "components.desk.hard limit",
            "the hard limit is 3", "at least the 4"),
        BadInput("servers: 4", "servers: 4, hard limit: x", "10:49", "'x' is not a number"),
        BadInput(
            "servers: 4", "servers: 4, storage: {size: 0B}", "10:53", "storage.size", "above zero"),
        BadInput(
            "servers: 4", "servers: 4, storage: {used: 1GB}", "10:37", "'size' is missing"),
        BadInput(
            "servers: 4", "servers: 4, storage: {size: 10}", "10:53", "'10' has no unit"),
        BadInput("servers: 4", "servers: 1000000000000000000000", "10:34", "from 1 to 100000"),
        BadInput("servers: 4", "servers: -1", "10:34", "'-1' is negative"),
        BadInput("servers: 4", "servers: 0", "10:34", "'0' is out of range"),
        BadInput("servers: 4", "servers: 1.5", "10:34", "'1.5'", "whole number"),
        BadInput("servers: 4", "servers: 0x10", "10:34", "'0x10'"),
        BadInput("servers: 4", "servers: 1_000", "10:34", "'1_000'", "grouped digits"),
        BadInput("servers: 4", "servers: .nan", "10:34", "'.nan'"),
        BadInput("servers: 4", "servers: inf", "10:34", "'inf' is not finite"),
        BadInput("3.2/s", "NaN/s", "4:21", "'NaN/s' is not finite"),
        BadInput("3.2/s", "-1/s", "4:21", "'-1/s' is negative"),
        BadInput("3.2/s", "0/s", "4:21", "traffic.customers.rate", "the rate is 0/s"),
        BadInput("mean: 1s", "mean: -1s", "8:33", "'-1s' is negative"),
        BadInput("mean: 1s", "mean: 0s", "8:26", "steps.0.time", "above zero"),
        BadInput("duration: 1h", "duration: 0s", "11:30", "run.duration", "above zero"),
        BadInput("duration: 1h", "duration: 99999999999d", "11:30", "out of range"),
        BadInput("3.2/s", "9999999999/s", "4:21", "traffic.customers.rate", "at most 1000000000/s"),
        BadInput("3.2/s", "999999999/s", "11:30", "run.duration", "shorten run.duration"),
        BadInput(
            "seed: 7", "limits: {requests: 0}", "11:70", "run.limits.requests",
            "'0' is out of range", "from 1 to 1000000000000"),
        BadInput("seed: 7", "limits: {events: 1.5}", "11:68", "run.limits.events", "'1.5'"),
        BadInput("seed: 7", "limits: {request: 9}", "11:60", "did you mean 'requests'?"),
        BadInput("seed: 7", "limits: 9", "11:59", "run.limits", "map"),
        BadInput(
            "{rate: 3.2/s}", "{count: 0, think: 1s}", "4:22",
            "traffic.customers.count", "'0' is out of range", "from 1 to 10000000"),
        BadInput(
            "{rate: 3.2/s}",
            "{count: 0, think: 1s, stages: [{over: 1s, count: 0}]}", "4:22",
            "traffic.customers.count", "there is no user"),
        // Shapes
        BadInput("servers: 4", "servers: [4]", "10:34", "this is a list"),
        BadInput("servers: 4", "servers: ''", "10:34", "there is no value"),
        BadInput("{mean: 1s}", "[1s]", "8:26", "this is a list", "such as 5ms"),
        BadInput("{mean: 1s}", "{p95: 1s}", "8:26", "do not make a law"),
        BadInput("{mean: 1s}", "{law: gamma, mean: 1s}", "8:26", "mean and scv"),
        BadInput("{mean: 1s}", "{mean: 1s, p95: 9s}", "8:26", "no law of times"),
        BadInput("{mean: 1s}", "{law: exponental, mean: 1s}", "8:32", "'exponential'?"),
        BadInput(
            "{mean: 1s}", "{law: weibull, mean: 1s}", "8:26", "mean and shape, or mean and scv"),
        BadInput("{mean: 1s}", "{law: weibull, mean: 1s, shape: 0}", "8:26", "shape 0", "0.1 to"),
        BadInput("{mean: 1s}", "{law: weibull, mean: 1s, shape: -1}", "8:58", "'-1' is out"),
        BadInput("{mean: 1s}", "{mean: 1s, shape: 2}", "8:26", "do not make a law"),
        BadInput("{mean: 1s}", "{law: pareto, low: 1s, high: 2s}", "8:26", "low and high and"),
        BadInput(
            "{mean: 1s}", "{law: pareto, low: 2s, high: 1s, shape: 1}", "8:26", "2s must be below"),
        BadInput(
            "{mean: 1s}", "{law: pareto, low: 0s, high: 1s, shape: 1}", "8:26", "0s must be above"),
        // Arrivals
        BadInput("3.2/s}", "3.2/s, arrivals: poison}", "4:38", "'poison'", "'poisson'?"),
        BadInput("3.2/s}", "3.2/s, arrivals: {scv: 2}}", "4:28", "'law' is missing"),
        BadInput("3.2/s}", "3.2/s, arrivals: {law: gama, scv: 2}}", "4:44", "'gamma'?"),
        BadInput("3.2/s}", "3.2/s, arrivals: {law: gamma}}", "4:38", "give scv"),
        BadInput("3.2/s}", "3.2/s, arrivals: {law: gamma, scv: 0}}", "4:38", "no law of times"),
        BadInput("3.2/s}", "3.2/s, arrivals: {law: gamma, scv: -1}}", "4:56", "'-1' is out"),
        BadInput(
            "3.2/s}", "3.2/s, arrivals: {law: gamma, scv: 2, mean: 1s}}", "4:59",
            "arrivals.mean", "leave 'mean' out"),
        BadInput(
            "3.2/s}", "3.2/s, arrivals: {law: pareto, low: 2s, high: 1s, shape: 1}}", "4:38",
            "2s must be below"),
        BadInput(
            "3.2/s}", "3.2/s, arrivals: {law: empirical, values: [0s]}}", "4:38",
            "the mean interval is 0s"),
        BadInput("3.2/s}", "3.2/s, batch: 0}", "4:35", "'0' is out of range", "1 to 100000"),
        BadInput("3.2/s}", "3.2/s, batch: -2}", "4:35", "'-2' is negative"),
        BadInput("3.2/s}", "3.2/s, batch: 2.5}", "4:35", "whole number"),
        BadInput("3.2/s}", "3.2/s, batch: [1, 2]}", "4:35", "this is a list"),
        BadInput("3.2/s}", "3.2/s, batch: {values: []}}", "4:35", "no batch size"),
        BadInput("3.2/s}", "3.2/s, batch: {values: [0]}}", "4:45", "from 1 to 100000"),
        BadInput(
            "3.2/s}", "3.2/s, batch: {values: [1, 2], weights: [1]}}", "4:35",
            "the number of weights is 1", "that of the values, 2"),
        BadInput(
            "3.2/s}", "3.2/s, batch: {values: [1], weights: [0]}}", "4:35", "sum of the weights"),
        BadInput(
            "3.2/s}", "999999999/s, batch: 50000}", "11:30", "run.duration",
            "shorten run.duration"),
        BadInput(
            "{rate: 3.2/s}", "{rate: 3/s, bursts: [{rate: 1/s, mean: 1s}]}", "4:15",
            "'bursts' and 'rate'", "leave one"),
        BadInput(
            "{rate: 3.2/s}", "{bursts: [{rate: 1/s, mean: 1s}], arrivals: poisson}", "4:48",
            "'bursts' and 'arrivals'"),
        BadInput(
            "{rate: 3.2/s}", "{count: 3, bursts: [{rate: 1/s, mean: 1s}]}", "4:3",
            "both users and a rate"),
        BadInput(
            "{rate: 3.2/s}", "{bursts: [{rate: 1/s, mean: 1s}]}", "4:23", "bursts is 1",
            "from 2 to 100"),
        BadInput(
            "{rate: 3.2/s}", "{bursts: [{rate: 0/s, mean: 1s}, {rate: 0/s, mean: 2s}]}", "4:23",
            "the rate is 0/s"),
        BadInput(
            "{rate: 3.2/s}", "{bursts: [{rate: 1/s, mean: 0s}, {rate: 0/s, mean: 2s}]}", "4:42",
            "the mean time of a burst is 0s"),
        BadInput(
            "{rate: 3.2/s}", "{bursts: [{rate: -1/s, mean: 1s}, {rate: 0/s, mean: 2s}]}",
            "4:31", "'-1/s' is negative"),
        BadInput("{rate: 3.2/s}", "{bursts: [{rate: 1/s}]}", "4:24", "'mean' is missing"),
        // Parallel branches
        BadInput("{on: desk, time: {mean: 1s}}", "{parallel: []}", "8:20", "no branches"),
        BadInput("{on: desk, time: {mean: 1s}}", "{parallel: [[]]}", "8:21", "no steps"),
        BadInput("{on: desk, time: {mean: 1s}}", "{parallel: 3}", "8:20", "single value"),
        BadInput(
            "{on: desk, time: {mean: 1s}}", "{parallel: [{delay: 1s}]}", "8:21",
            "steps.0.parallel.0", "this is a map", "list of steps"),
        BadInput(
            "{on: desk, time: {mean: 1s}}", "{parallel: [[{delay: 1s}]], steps: []}", "8:37",
            "no key 'steps'"),
        BadInput("{on: desk, time: {mean: 1s}}", "{paralel: []}", "8:10", "'parallel'?"),
        BadInput("{rate: 3.2/s}", "{}", "4:3", "neither users nor a rate"),
        BadInput("kind: station", "kind: statoin", "10:16", "did you mean 'station'?"),
        BadInput("kind: station, ", "", "10:3", "'kind' is missing"),
        // Disciplines
        BadInput(
            "servers: 4", "servers: 4, discipline: processor-sharin", "10:49",
            "components.desk.discipline", "did you mean 'processor-sharing'?"),
        BadInput(
            "servers: 4", "servers: 4, sharing limit: 8", "10:52",
            "components.desk.sharing limit", "only discipline processor-sharing shares"),
        BadInput(
            "servers: 4", "servers: 4, discipline: processor-sharing, sharing limit: 3", "10:83",
            "components.desk.sharing limit", "the sharing limit is 3", "from 4 to"),
        BadInput(
            "servers: 4", "servers: 4, discipline: processor-sharing, queue limit: 3", "10:81",
            "components.desk.queue limit", "no meaning", "'sharing limit'"),
        BadInput(
            "servers: 4", "servers: 4, discipline: processor-sharing, patience: 3s", "10:78",
            "components.desk.patience", "no meaning", "'sharing limit'"),
        BadInput(
            "servers: 4", "servers: 4, patience: 30", "10:47", "components.desk.patience",
            "'30' has no unit"),
        BadInput("servers: 4", "servers: 4, join: 50%", "10:43", "such as [100%, 50%, 0%]"),
        BadInput("servers: 4", "servers: 4, join: []", "10:43", "there are no shares"),
        BadInput(
            "servers: 4", "servers: 4, join: [100%, 101%]", "10:50",
            "components.desk.join.1", "more than 100%"),
        BadInput(
            "    steps:", "    priority: 17\n    steps:", "7:15", "operations.visit.priority",
            "'17' is out of range", "from 1 to 16"),
        // References
        BadInput("on: desk", "on: dask", "8:14", "steps.0.on", "did you mean 'desk'?"),
        BadInput("on: desk", "in: desk", "8:10", "nothing that is known", "'on'?"),
        BadInput("on: desk, time", "query: desk, time", "8:17", "not postgres"),
        BadInput("time: {mean: 1s}", "cpu: {mean: 1s}", "8:20", "no key 'cpu'"),
        BadInput("steps:\n      - {on: desk, time: {mean: 1s}}", "steps: []", "7:12", "no steps"),
        BadInput("3.2/s}", "3.2/s, mix: {vist: 100%}}", "4:34", "did you mean 'visit'?"),
        BadInput(
            "3.2/s}", "3.2/s, mix: {visit: 90%}}", "4:33", "customers.mix", "add up to 90%"),
        BadInput("3.2/s}", "3.2/s, mix: {visit: 190%}}", "4:41", "more than 100%"),
        BadInput("servers: 4", "servers: 4, price: a/b", "10:44", "has no price book"),
        BadInput("run:", "slo: {p95: 1}\nrun:", "11:12", "slo.p95", "has no unit"),
        BadInput("run:", "slo: {utilization: {desc: 80%}}\nrun:", "11:21", "'desk'?"),
        BadInput(
            "run:", "assumptions: {components.desk.server: {given: x}}\nrun:", "11:15",
            "nothing at", "'components.desk.servers'?"),
    ]

    @Test(arguments: BadInputTests.slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Fixtures.mm4)
    }

    @Test(
        "Users who are turned away at once ask again at once, so thinking must take time",
        arguments: [
            ("0s", "4:32: traffic.customers.think: neither thinking nor the operation"),
            ("1us", "11:30: run.duration: "),
            ("1s", nil),
        ])
    func turnedAway(think: String, says: String?) {
        let text = Fixtures.mm4.changing("{rate: 3.2/s}", to: "{count: 9, think: \(think)}")
            .changing("servers: 4", to: "servers: 4, queue limit: 0")
        let found = messages(["x.yaml": text])
        #expect(found.isEmpty == (says == nil), "\(found)")
        if let says { #expect(found.contains { $0.hasPrefix("x.yaml:" + says) }, "\(found)") }
    }

    @Test(
        "Users who give up at once ask again at once",
        arguments: [
            ("join: [50%]", "0s", true), ("join: [100%]", "0s", false), ("join: [0%]", "1s", false),
            ("patience: 0s", "0s", true), ("patience: 1s", "0s", false),
        ])
    func givingUp(key: String, think: String, isRefused: Bool) {
        let text = Fixtures.mm4.changing("{rate: 3.2/s}", to: "{count: 9, think: \(think)}")
            .changing("servers: 4", to: "servers: 4, \(key)")
        let found = messages(["x.yaml": text])
        let start = "x.yaml:4:32: traffic.customers.think: neither thinking"
        #expect(found.contains { $0.hasPrefix(start) } == isRefused, "\(found)")
        #expect(isRefused || found.isEmpty, "\(found)")
    }

    @Test("The keys of all caches together fit into memory")
    func tooManyKeys() {
        var spaces = "keyspaces:\n"
        for index in 0..<5 {
            spaces += "  k\(index): {keys: 50000000, popularity: uniform, size: 1KB}\n"
        }
        let reads = (0..<5).map { "      - {read: c, keyspace: k\($0), miss: [{delay: 1ms}]}\n" }
        let cache = "  c: {kind: cache, nodes: 1, memory: 1GB, operation: 20us}\n"
        let text = Fixtures.mm4.changing("components:\n", to: spaces + "components:\n" + cache)
            .changing("steps:\n", to: "steps:\n" + reads.joined())
        let found = messages(["x.yaml": text])
        #expect(found.contains { $0.contains("keyspaces: the number of keys") }, "\(found)")
    }

    /// Slips in `Fixtures.everything`.
    static let slipsInEverything = [
        BadInput("count: 100\n", "count: 1e9\n", "9:12", "users.count", "exponent"),
        BadInput("look: 75%", "look: 70%", "11:10", "the shares add up to 95%"),
        BadInput("{look: 75%, buy: 25%}", "{look: 75%, by: 25%}", "11:22", "did you mean 'buy'?"),
        BadInput("share: 20%", "share: 30%", "27:11", "look.steps.2.choose", "add up to 110%"),
        BadInput("call: rpc", "call: api", "28:41", "'api' is of kind pods, not service"),
        BadInput("keyspace: balances", "keyspace: balance", "23:19", "did you mean 'balances'?"),
        BadInput("keys: 14", "keys: 65", "24:15", "from 1 to 64"),
        BadInput("bytes: 180KB", "bytes: 180", "29:33", "'180' has no unit"),
        BadInput("gas: 50000}", "gas: -5}", "37:30", "'-5' is negative"),
        BadInput("p95: 200ms", "p94: 200ms", "30:11", "did you mean 'p90'?"),
        BadInput("repeat: 2.7", "repeat: 0", "34:18", "buy.steps.1.repeat", "no rounds"),
        BadInput("balancing: shortest-queue", "balancing: shortest", "46:16", "'shortest-queue'?"),
        BadInput(
            "balancing: shortest-queue", "balancing: shortest-queue\n    join: [50%]", "47:5",
            "components.api.join", "no key 'join'"),
        BadInput("price: pod/large", "price: pod/lage", "47:12", "did you mean 'pod/large'?"),
        BadInput("failures: 0.1%", "failures: 101%", "64:15", "more than 100%"),
        BadInput(
            "price: rpc/call\n", "layer: rpc\n", "66:13", "components.rpc.volume",
            "a volume is billed by a price"),
        BadInput("kind: chain\n", "kind: chain\n    price: rpc/call\n", "70:5", "no key 'price'"),
        BadInput("kind: chain\n", "kind: chain\n    volume: 5/day\n", "70:5", "no key 'volume'"),
        BadInput("scale: 1.05", "scale: 0", "60:12", "components.db.scale", "out of range"),
        BadInput("3000 USD/ETH", "3000 EUR/ETH", "71:18", "components.chain.ether price"),
        BadInput("3000 USD/ETH", "3000 USD/h", "71:18", "not a price per ETH"),
        BadInput("{zipf: 0.99}", "{zipf: much}", "74:47", "'much' is not a number"),
        BadInput("popularity: uniform", "popularity: unform", "75:33", "write uniform"),
        BadInput("db bouncer: 80%", "db bounzer: 80%", "81:27", "did you mean 'db bouncer'?"),
        BadInput("0.50 USD", "0.50", "82:25", "'0.50' has no unit"),
        BadInput("{given: \"the", "{knew: \"the", "85:28", "given"),
        BadInput("metric: p95", "metric: p96", "89:25", "did you mean 'p90'?"),
        BadInput("of: redis, value", "of: db, value", "90:40", "not cache"),
        // Caches
        BadInput("expiry: sliding", "expiry: slide", "51:34", "components.redis.expiry", "sliding"),
        BadInput("samples: 10", "samples: 0", "51:52", "components.redis.samples", "from 1 to 64"),
        BadInput("samples: 10", "samples: exakt", "51:52", "'exakt' is not a number"),
        BadInput("expired keys: freed", "expired keys: gone", "51:70", "'gone'", "held"),
        BadInput("key overhead: 123B", "key overhead: 123", "52:21", "'123' has no unit"),
        BadInput("start: warm", "start: hot", "52:34", "components.redis.start", "cold"),
        BadInput("on miss: single", "on miss: all", "52:49", "components.redis.on miss", "single"),
        BadInput("model: keys", "model: key", "52:64", "did you mean 'keys'?"),
        BadInput(
            "model: keys", "model: auto", "52:49",
            "components.redis.on miss", "may not know single keys"),
        BadInput("ttl: 5m", "ttl: 0s", "50:48", "components.redis.ttl", "above zero"),
        BadInput(
            "{zipf: 0.99}", "{zipf: 0.99}, ttl: 0s", "74:59",
            "keyspaces.balances.ttl", "above zero"),
        BadInput(
            "submit: chain, gas: 50000", "invalidate: db, keyspace: balances", "37:22",
            "steps.4.invalidate", "of kind postgres, not cache"),
        BadInput("submit: chain, gas: 50000", "invalidate: redis", "37:9", "'keyspace' is missing"),
        BadInput(
            "submit: chain, gas: 50000", "write: balance", "37:17",
            "did you mean 'balances'?"),
        BadInput("submit: chain, gas: 50000", "write: balances, keys: 0", "37:33", "from 1 to 64"),
        BadInput("prices: prices.yaml", "prices: nowhere.yaml", "6:9", "no such file"),
    ]

    @Test(arguments: BadInputTests.slipsInEverything)
    func slipInEverything(_ input: BadInput) {
        input.expectError(in: Fixtures.everything, beside: ["prices.yaml": Fixtures.prices])
    }
}
