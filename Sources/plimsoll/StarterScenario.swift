// SPDX-License-Identifier: GPL-3.0-or-later

/// The scenario that people start from.
enum StarterScenario {
    /// The name stands in quotes: it may be a number.
    static func text(named name: String) -> String {
        """
        # yaml-language-server: $schema=plimsoll.schema.json
        #
        # A small web shop. It runs as it stands; make it yours line by line.
        # Times: 5ms is always the same, {mean: 5ms} varies (exponential), {mean: 5ms, p95: 12ms}
        # varies as measured (lognormal). Every value has its unit.
        plimsoll: 1
        name: "\(name)"

        # Who asks, and how often. A rate arrives whether or not answers come; for users who wait
        # for theirs, write 'count: 300' and 'think: {mean: 2s}' instead of it.
        traffic:
          shoppers:
            rate: 150/s
            mix: {browse: 90%, buy: 10%}

        # What is asked, and how it is answered, step by step.
        operations:
          browse:
            steps:
              - {on: web, cpu: {mean: 5ms, p95: 12ms}}
              # Five keys of the cache; for each that is not there, a query.
              - {read: cache, keyspace: products, keys: 5, miss: [{query: db, time: {mean: 4ms}}]}
          buy:
            steps:
              - {on: web, cpu: {mean: 8ms, p95: 20ms}}
              - {query: db, access: write, time: {mean: 6ms}}
              - {call: payment}
            slo: {p95: 600ms}

        # What answers. How long anybody waits follows from how many there are of each.
        components:
          web: {kind: pods, replicas: 2, cores: 1}
          cache: {kind: cache, nodes: 1, memory: 64MiB, ttl: 1m, operation: 20us, round trip: 0.5ms}
          db: {kind: postgres, parallelism: 4, pool: {per pod: 10}}
          payment: {kind: service, latency: {mean: 200ms, p95: 450ms}, failures: 0.1%}

        # What the cache holds: few products are asked for often, most hardly ever.
        keyspaces:
          products: {keys: 100000, popularity: {zipf: 1.0}, size: 2KB}

        # What you promise. Each is met, breached, or cannot be told.
        slo:
          p95: 300ms
          errors: 0.5%
          utilization: {web: 70%, db primary: 70%}

        # How long it is simulated, how often, and from which chance.
        run: {warmup: 3m, duration: 5m, replications: 5, seed: 1}

        # What the inputs rest on; see them all with --table assumptions.
        assumptions:
          traffic.shoppers.rate: {guessed: "replace it by your own measurement"}

        """
    }
}
