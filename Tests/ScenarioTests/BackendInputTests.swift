// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Scenario

/// Slips in what stands behind an application: work that nobody waits for, databases, providers.
@Suite struct BackendInputTests {
    static let scenario = """
        plimsoll: 1
        name: Backend
        traffic: {visitors: {rate: 100/s}}
        operations:
          visit:
            steps:
              - {on: api, cpu: {mean: 5ms}}
              - {start: [{on: worker, time: 20ms}, {call: kyc}], name: check}
              - {query: db, access: write, time: 2ms, io: 4}
              - {call: [alchemy, infura], calls: 4, timeout: 1s}
              - {call: graph, calls: 2}
        components:
          api: {kind: pods, replicas: 4, cores: 2}
          worker: {kind: station, servers: 4}
          kyc: {kind: service, latency: 800ms}
          db:
            kind: postgres
            parallelism: 4
            replicas: 2
            replication: {apply: 0.4ms, delay: 140ms, synchronous: no}
            disk: {iops: 3000, latency: 0.5ms}
            pool: {per pod: 20}
            max connections: 100
            connect: 5ms
          alchemy: {kind: service, latency: 60ms, limit: {rate: 300/s, burst: 30}, batches: once}
          infura: {kind: service, latency: 80ms}
          graph: {kind: service, latency: 40ms, data: {lag: {mean: 2s}, poll: 10s}}
        slo: {replication lag: {db: 500ms}}
        alerts:
          behind: {replication lag: {db: 1s}, for: 1m}
        faults:
          less: {throttle: alchemy, to: 50/s, at: 5m, for: 1m}
        """

    /// For schemas, which hold a key of a fault against no other.
    static let withoutFaults = scenario.components(separatedBy: "\nfaults:")[0]

    @Test func theGoodOneIsGood() {
        #expect(messages(["x.yaml": Self.scenario]).isEmpty)
    }

    static let slips = [
        // Work that nobody waits for
        BadInput("start: [", "starts: [", "8:10", "steps.1", "did you mean 'start'?"),
        BadInput("name: check", "named: check", "8:58", "did you mean 'name'?"),
        BadInput("name: check", "name: ''", "8:64", "steps.1.name", "there is no value"),
        BadInput("name: check", "timeout: 1s", "8:58", "no key 'timeout'"),
        BadInput(
            "[{on: worker, time: 20ms}, {call: kyc}]", "[]", "8:17", "steps.1.start", "no steps"),
        BadInput("{call: kyc}]", "{call: kycs}]", "8:51", "start.1.call", "did you mean 'kyc'?"),
        // Databases
        BadInput("io: 4", "io: -1", "9:51", "steps.2.io", "'-1' is negative"),
        BadInput("io: 4", "io: 1000000", "9:51", "from 0 to 100000"),
        BadInput("    disk: {iops: 3000, latency: 0.5ms}\n", "", "7:7", "no 'disk'", "add it"),
        BadInput("iops: 3000", "iops: 0", "21:18", "components.db.disk.iops", "from 1 to"),
        BadInput("iops: 3000", "iops: 3000/s", "21:18", "unknown unit '/s'"),
        BadInput("iops: 3000, ", "", "21:5", "components.db.disk", "'iops' is missing"),
        BadInput("iops: 3000", "iop: 3000", "21:12", "did you mean 'iops'?"),
        BadInput("apply: 0.4ms", "apply: 0.4", "20:26", "db.replication.apply", "no unit"),
        BadInput("apply: 0.4ms, ", "", "20:5", "components.db.replication", "'apply' is missing"),
        BadInput("delay: 140ms", "delay: 2h", "20:40", "db.replication.delay", "from 0s to 1h"),
        BadInput("synchronous: no", "synchronous: on", "20:60", "'on' is not known here"),
        BadInput("replicas: 2", "replicas: 0", "20:18", "db.replication", "no read replica"),
        BadInput(
            "    replication: {apply: 0.4ms, delay: 140ms, synchronous: no}\n", "", "27:24",
            "slo.replication lag", "no 'replication'", "add it"),
        BadInput(
            "slo: {replication lag: {db", "slo: {replication lag: {kyc", "28:25", "slo", "kyc"),
        BadInput("lag: {db: 500ms", "lag: {db: 500", "28:29", "replication lag.db", "no unit"),
        BadInput("lag: {db: 1s", "lag: {bd: 1s", "30:30", "alerts.behind", "did you mean 'db'?"),
        BadInput(
            "max connections: 100", "max connections: 0", "23:22", "db.max connections", "'0'"),
        BadInput("connect: 5ms", "connect: 5", "24:14", "db.connect", "'5' has no unit"),
        BadInput("connect: 5ms", "conect: 5ms", "24:5", "did you mean 'connect'?"),
        BadInput("    pool: {per pod: 20}\n", "", "17:5", "components.db", "no 'pool'", "add it"),
        // Services outside
        BadInput("[alchemy, infura]", "[]", "10:16", "steps.3.call", "0 services", "1 to 16"),
        BadInput("[alchemy, infura]", "[alchemy, alchemy]", "10:16", "twice", "name each once"),
        BadInput("[alchemy, infura]", "{a: 1}", "10:16", "steps.3.call", "this is a map"),
        BadInput("[alchemy, infura]", "[alchemy, infra]", "10:26", "did you mean 'infura'?"),
        BadInput("[alchemy, infura]", "[alchemy, db]", "10:26", "of kind postgres, not service"),
        BadInput("timeout: 1s", "timeout: 1", "10:54", "steps.3.timeout", "'1' has no unit"),
        BadInput("timeout: 1s", "retry: 1s", "10:45", "steps.3", "no key 'retry'"),
        BadInput("calls: 4, ", "calls: 0, ", "10:42", "steps.3.calls", "from 1 to 1000"),
        BadInput("calls: 2", "fallback: []", "11:23", "steps.4", "no key 'fallback'"),
        BadInput("batches: once", "batches: one", "25:85", "did you mean 'once'?"),
        BadInput("batches: once", "batches: each, failures: 2", "25:101", "alchemy.failures"),
        BadInput(
            "burst: 30}, batches: once", "burst: 3}", "7:7", "at most its burst of 3",
            "a batch for 'alchemy'"),
        BadInput("rate: 300/s, ", "", "25:43", "alchemy.limit", "'rate' is missing"),
        BadInput("rate: 300/s", "rate: 0/s", "25:57", "alchemy.limit.rate", "above 0/s"),
        BadInput("rate: 300/s", "per: user, rate: 300/s", "25:51", "no key 'per'"),
        BadInput("lag: {mean: 2s}, ", "", "27:41", "graph.data", "'lag' is missing"),
        BadInput("poll: 10s", "poll: 0s", "27:71", "graph.data.poll", "from 1ms to 1d"),
        BadInput("to: 50/s, ", "", "32:3", "faults.less", "'to' is missing"),
        BadInput("to: 50/s", "to: 0/s", "32:33", "faults.less.to", "above 0/s"),
        BadInput("to: 50/s", "to: 5000/s", "32:33", "faults.less.to", "below the limit of"),
        BadInput("throttle: alchemy", "throttle: infura", "32:9", "faults.less", "no 'limit'"),
        BadInput("throttle: alchemy", "throttle: db", "32:20", "of kind postgres, not service"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Self.scenario)
    }
}
