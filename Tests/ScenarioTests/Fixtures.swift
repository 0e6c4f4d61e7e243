// SPDX-License-Identifier: GPL-3.0-or-later
@testable import Scenario

/// Scenario files of the tests.
enum Fixtures {
    static let mm4 = """
        plimsoll: 1
        name: M/M/4
        traffic:
          customers: {rate: 3.2/s}
        operations:
          visit:
            steps:
              - {on: desk, time: {mean: 1s}}
        components:
          desk: {kind: station, servers: 4}
        run: {warmup: 10m, duration: 1h, replications: 4, seed: 7}
        """

    /// Uses every part of the grammar.
    static let everything = """
        plimsoll: 1
        name: Everything
        notes:
          - "first: a note with [brackets] & stars *"
          - second note
        prices: prices.yaml
        traffic:
          users:
            count: 100
            think: {mean: 1s}
            mix: {look: 75%, buy: 25%}
            stages: [{over: 10s, count: 200}]
          robots: {rate: 10/s, batch: {values: [1, 5], weights: [3, 1]}, mix: {look: 100%},
            arrivals: {law: weibull, shape: 0.7}, stages: [{over: 5m, rate: 20/s}]}
          clock: {rate: 1/s, arrivals: deterministic, batch: 2, mix: {look: 100%}}
          waves: {mix: {buy: 100%},
            bursts: [{rate: 200/s, mean: 30s}, {rate: 0/s, mean: 2m}]}
        operations:
          look:
            steps:
              - {on: api, cpu: {mean: 1.4ms, p95: 3ms}}
              - read: redis
                keyspace: balances
                keys: 14
                miss: [{query: db, time: {mean: 18ms, scv: 2}}]
              - choose:
                  - {share: 80%, steps: [{delay: {low: 1ms, high: 3ms}, name: network}]}
                  - {share: 20%, steps: [{call: rpc}]}
              - {transfer: edge, bytes: 180KB}
            slo: {p95: 200ms, p99.9: 1s, errors: 0.1%}
          buy:
            steps:
              - {on: api, cpu: {law: gamma, mean: 2ms, scv: 0.5}}
              - {repeat: 2.7, steps: [{query: db, access: write, time: 5ms}, {write: balances}]}
              - {on: gate, time: {values: [1ms, 2ms], weights: [3, 1]}}
              - {on: gate, time: {law: hyperexponential, mean: 2ms, scv: 4}}
              - {submit: chain, gas: 50000}
              - {parallel: [[{delay: 250us}], [{delay: {law: weibull, mean: 1ms, shape: 2}}]]}
        components:
          api:
            kind: pods
            replicas: 10
            cores: 2
            memory: 2GiB
            queue limit: 100
            balancing: shortest-queue
            price: pod/large
          gate: {kind: station, servers: 4, queue limit: 10}
          redis:
            {kind: cache, nodes: 3, memory: 4GiB, ttl: 5m, operation: 50us, round trip: 0.2ms,
              price: cache/node, expiry: sliding, samples: 10, expired keys: freed,
              key overhead: 123B, start: warm, on miss: single, model: keys}
          db:
            kind: postgres
            parallelism: 8
            replicas: 2
            pool: {per pod: 20}
            bouncer: {connections: 20}
            round trip: 0.3ms
            scale: 1.05
          rpc:
            kind: service
            latency: {mean: 60ms, p95: 120ms}
            failures: 0.1%
            price: rpc/call
            volume: 500/month
          edge: {kind: cdn}
          chain:
            kind: chain
            gas price: 2 gwei
            ether price: 3000 USD/ETH
            transactions: {coupon: {gas: 50000, volume: 5000/day}}
        keyspaces:
          balances: {keys: 200000, popularity: {zipf: 0.99}, size: 512B}
          plain: {keys: 10, popularity: uniform, size: 1KiB}
        slo:
          mean: 100ms
          p99: 500ms
          errors: 1%
          hit rate: {redis: 85%}
          utilization: {api: 80%, db bouncer: 80%}
          cost per transaction: 0.50 USD
        transactions: 3000/day
        assumptions:
          components.db.replicas: {given: "the document, table 1"}
          operations.look.steps.0.cpu: {fitted: p95 of the document}
          traffic.users: {guessed: nobody knows}
        observed:
          - {name: p95, metric: p95, value: 185ms, use: fitted, source: table 2}
          - {name: hits, metric: hit rate, of: redis, value: 91%, use: predicted, source: table 2}
          - name: pool
            metric: utilization
            of: db bouncer
            value: 62%
            use: fitted
            source: table 3
          - {name: queries, metric: uses, of: db, value: 8500/s, use: predicted, source: table 3}
          - {name: hour, metric: cost per hour, value: 12.50 USD/h, use: predicted, source: bill}
          - {name: seen, metric: lcp, of: home, device: laptop, connection: 4G, value: 1s,
            use: fitted, source: users}
          - {name: weight, metric: scripts, of: home, value: 90KB, use: fitted, source: users}
          - {name: way, metric: round trip, of: north, value: 10ms, use: fitted, source: users}
          - {name: month, metric: delivered, value: 500GB, use: predicted, source: bill}
        run: {warmup: 5m, duration: 1h, replications: 10, seed: 7}
        places: {north: 60%, south: 40%}
        regions: {one: {instances: 3, round trips: {north: 10ms, south: 90ms}}}
        devices: {laptop: {share: 100%, cpu: 1.5, viewport: mobile, connections: {4G: 100%},
            budgets: {percentile: 90%, fid: 100ms}}}
        connections: {4G: {share: 100%, round trip: 70ms, bandwidth: 9Mbit/s}}
        bundles: {app: {kind: main, size: 90KB}, charts: {kind: route, size: 60KB}}
        pages:
          home:
            server: 50ms
            html: 20KB
            critical: [app]
            lazy: [charts]
            scripts: deferred
            images: {hero: {desktop: 150KB, mobile: 50KB, count: 2}}
            work per KB: 0.5ms
            paint: 10ms
            handler: 5ms
            prefetch: 50%
            cached: 40%
            views: 3000/day
            budgets: {tti: 2s, scripts: 200KB}
          search: {operation: look, html: 10KB}
        budgets: {percentile: 75%, lcp: 2.5s, inp: 200ms, bundle: {main: 200KB, route: 90KB}}
        """

    /// Every policy.
    static let policies = """
        plimsoll: 1
        name: Policies
        traffic:
          web: {rate: 3/s, from: {users: 10, addresses: 5, popularity: {zipf: 1}}}
          app: {count: 5, think: 1s, from: {addresses: 2}, on limit: wait}
        operations:
          buy:
            timeout: 2s
            retry: {attempts: 3, backoff: {base: 100ms, cap: 1s}, budget: 20%, on: [timeout]}
            limits: [{per: user, rate: 100/min, burst: 10}, {per: address, rate: 1/s, burst: 5}]
            steps:
              - {try: [{on: desk, time: 1s}], name: desk, fallback: [{delay: 1ms}]}
        components:
          desk: {kind: station, servers: 40, shed: [{priority: 3, queue: 20, busy: 80%}]}
          rpc: {kind: service, latency: 1ms, breaker: {failures: 50%, window: 20, open: 30s}}
        """

    /// Stages of degradation, each of whose keys is used.
    static let degradation = """
        plimsoll: 1
        name: Degrading
        traffic:
          visitors: {rate: 3/s, mix: {buy: 60%, look: 40%}}
          reports: {count: 2, think: 1s, mix: {report: 100%}}
        operations:
          buy:
            limits: [{per: all, rate: 100/min, burst: 10}]
            steps: [{on: api, cpu: 1ms}, {read: redis, keyspace: carts, miss: [{delay: 1ms}]}]
          look: {steps: [{on: api, cpu: 1ms}, {read: edge, keyspace: pages}]}
          report: {timeout: 2s, on timeout: withdraw, steps: [{query: db, time: 1s}]}
        components:
          api: {kind: pods, replicas: 4, cores: 2}
          db: {kind: postgres, parallelism: 4, replicas: 1, bouncer: {connections: 5}}
          redis: {kind: cache, nodes: 1, memory: 1GiB, ttl: 5m, operation: 20us}
          edge: {kind: cache, nodes: 1, memory: 1GiB, ttl: 1m, operation: 20us}
          held: {kind: cache, nodes: 1, memory: 1GiB, operation: 20us}
        keyspaces:
          carts: {keys: 100, popularity: uniform, size: 1KB}
          pages: {keys: 100, popularity: uniform, size: 1KB, ttl: 30s}
        degradation:
          watch: {utilization: [api, db bouncer]}
          every: 5s
          recover: {below: 70%, for: 5m}
          stages:
            - {above: 80%, ttl: {redis: 10m}, limits: 75%, pause: [reports]}
            - {above: 90%, ttl: {redis: 15m}, limits: 50%, refuse: [look]}
            - {above: 95%, hold: [buy, look]}
        """

    static let prices = """
        plimsoll prices: 1
        name: Test prices
        as of: 2026-01-31
        prices:
          pod/large: {price: 0.504 USD/h, source: a list}
          cache/node: {price: 0.023 USD/GB-h, source: a list, as of: 2025-12-01}
          rpc/call: {price: 0.0001 USD/request, free: 10000000/month, source: a contract}
        """

    static let files = ["x.yaml": everything, "prices.yaml": prices]
}

func load(
    _ files: [String: String], _ path: String = "x.yaml", sets: [String] = []
) throws -> LoadedScenario {
    try ScenarioFile.load(
        path: path, sets: sets.map { text in try Override(parsing: text) },
        reader: .memory(files.mapValues { Array($0.utf8) }))
}

/// The messages of a scenario that is refused; empty where it is accepted.
func messages(
    _ files: [String: String], _ path: String = "x.yaml", sets: [String] = []
) -> [String] {
    do {
        _ = try load(files, path, sets: sets)
        return []
    } catch let errors as ScenarioErrors {
        return errors.errors.map(\.description)
    } catch let error as ScenarioError {
        return [error.description]
    } catch {
        return ["unexpected: \(error)"]
    }
}

extension String {
    /// The text with one part replaced, which must be there.
    func changing(_ part: String, to other: String) -> String {
        guard let range = range(of: part) else { preconditionFailure("no '\(part)' to change") }
        return replacingCharacters(in: range, with: other)
    }
}
