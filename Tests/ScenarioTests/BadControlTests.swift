// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// Slips in what changes the platform while it runs.
@Suite struct BadControlTests {
    private static let scenario = """
        plimsoll: 1
        name: Changing
        traffic: {visitors: {rate: 100/s}}
        operations:
          visit:
            steps:
              - {on: api, cpu: {mean: 5ms}}
              - {query: db, time: {mean: 1ms}}
        components:
          api:
            kind: pods
            replicas: 4
            cores: 2
            cpu request: 1500m
            startup: 30s
            memory: 1GB
            leak: 20KB
            nodes: {pods per node: 4, min: 1, max: 5, boot: 1m}
            autoscaler:
              min: 2
              max: 20
              cpu: 70%
              metrics: [{per pod: requests, target: 80}, {queue of: db, target: 5}]
              tolerance: {up: 10%, down: 5%}
              down: {stabilization: 2m, policies: [{percent: 50, per: 1m}]}
              schedule: [{at: 5m, min: 4, max: 20}]
          db: {kind: postgres, parallelism: 4, replicas: 1}
        faults:
          crash: {crash: api, pods: 1, every: {mean: 10m}}
          slow: {slow: db, by: 3, at: 2m, for: 30s}
          gone: {lose: db, at: 4m, for: 30s}
        alerts:
          slow: {p95: 500ms, for: 2m, severity: critical}
          cold: {utilization: {db primary: 75%}}
        run: {timeline: 10s}
        """

    @Test func theGoodOneIsGood() {
        #expect(messages(["x.yaml": Self.scenario]).isEmpty)
    }

    /// What is wrong beside what is wrong is told too.
    @Test(
        arguments: [
            (
                "slow: {slow: db, by: 3, at: 2m, for: 30s}",
                "slow: {slow: bd, by: x, att: 2m, for: 3}",
                ["'bd'", "'x'", "'att'", "'3' has no unit", "once or again and again"]
            ),
            (
                "crash: {crash: api, pods: 1, every: {mean: 10m}}",
                "crash: {crash: db, pods: 0, at: 5}",
                ["of kind postgres", "'0' is out of range", "'5' has no unit"]
            ),
            (
                "{per pod: requests, target: 80}, {queue of: db, target: 5}",
                "{per pod: request, target: -1}, {queue of: bd, target: x, of: all}",
                ["'requests'", "'-1'", "'bd'", "'x'", "'all'"]
            ),
        ] as [(String, String, [String])])
    func severalSlips(part: String, becomes: String, says: [String]) {
        let found = messages(["x.yaml": Self.scenario.changing(part, to: becomes)])
        for words in says { #expect(found.contains { $0.contains(words) }, "\(words): \(found)") }
    }

    @Test(arguments: [
        BadInput("min: 2\n", "min: 30\n", "20:12", "autoscaler.min", "min is 30 and max is 20"),
        BadInput(
            "min: 2\n", "min: 5\n", "12:15", "components.api.replicas",
            "at the start is 4; it must be from 5 to 20, between which the autoscaler keeps it"),
        BadInput("max: 20\n", "max: 0\n", "21:12", "from 1 to 100000"),
        BadInput("      max: 20\n", "", "19:5", "components.api.autoscaler", "'max' is missing"),
        BadInput("cpu: 70%", "cpu: 70", "22:12", "'70' has no unit"),
        BadInput("cpu: 70%", "cpu: 70.5%", "22:12", "whole percent"),
        BadInput("per pod: requests", "per pod: request", "23:27", "did you mean 'requests'?"),
        BadInput("target: 80", "target: -1", "23:45", "'-1' is out of range"),
        BadInput("queue of: db", "queue of: bd", "23:61", "did you mean 'db'?"),
        BadInput("tolerance: {up: 10%", "tolerance: {up: 110%", "24:23", "more than 100%"),
        BadInput("percent: 50, per", "percent: 50, pods: 2, per", "25:44", "pods or percent"),
        BadInput("per: 1m", "per: 0s", "25:63", "out of range"),
        BadInput("at: 5m, min: 4", "at: 5m, min: 40", "26:32", "min is 40 and max is 20"),
        BadInput("cpu request: 1500m", "cpu request: 1500Mi", "14:18", "no amount of CPU"),
        BadInput("startup: 30s", "startup: 30", "15:14", "'30' has no unit"),
        BadInput("crash: api, pods", "crash: apo, pods", "29:18", "did you mean 'api'?"),
        BadInput("crash: api, pods", "crash: db, pods", "29:18", "is of kind postgres, not pods"),
        BadInput("pods: 1, every", "pods: 1, share: 50%, every", "29:39", "keep one of them"),
        BadInput("every: {mean: 10m}", "at: 10m, for: 5m", "29:41", "over at once"),
        BadInput("every: {mean: 10m}", "at: 10m, every: 5m", "29:3", "once or again and again"),
        BadInput(
            "every: {mean: 10m}", "every: {mean: 1ms}", "29:39", "faults.crash.every", "100ms"),
        BadInput("by: 3, ", "", "30:3", "'by' is missing"),
        BadInput("time: {mean: 1ms}", "time: {mean: 123d}", "30:24", "3.0 times 123d", "366d"),
        BadInput("by: 3", "by: 3000", "30:24", "from 0.001 to 1000"),
        BadInput("at: 2m, for: 30s", "at: 2m", "30:3", "'for' is missing"),
        BadInput("{lose: db, at", "{loose: db, at", "31:9", "does nothing that is known"),
        BadInput("{lose: db, at", "{lose: db, replicas: 2, at", "31:30", "number of replicas"),
        BadInput("max: 5, boot", "max: 0, boot", "18:44", "from 1 to 100000"),
        BadInput("min: 1, max: 5, boot", "min: 7, max: 5, boot", "18:36", "min is 7 and max is 5"),
        BadInput("pods per node: 4", "pods per node: 0", "18:28", "out of range"),
        BadInput("pods per node: 4, min: 1, max: 5", "pods per node: 1, max: 3", "18:36", "4 pods"),
        BadInput("leak: 20KB", "leak: 2GB", "17:11", "at most the pod's memory"),
        BadInput("    memory: 1GB\n", "", "11:5", "memory that a leak could fill"),
        BadInput("p95: 500ms, for", "p95: 500ms, p50: 1s, for", "33:3", "several"),
        BadInput("p95: 500ms, for", "p99: 500ms, for", "33:10", "no key 'p99'"),
        BadInput("severity: critical", "severity: high", "33:41", "not known here"),
        BadInput("{db primary: 75%}", "{db primary: 75%, api: 3%}", "34:23", "there are 2 names"),
        BadInput("{db primary: 75%}", "{db bouncer: 75%}", "34:23", "db bouncer"),
        BadInput("timeline: 10s", "timeline: 1h", "35:17", "no longer than the run"),
        BadInput("run: {timeline: 10s}", "run: {batches: 32, replications: 1}", "35:16", "go by"),
        BadInput("      cpu: 70%\n", "      cpu: 70%\n      sync: 2d\n", "23:13", "from 1s to 1d"),
        BadInput(
            "{timeline: 10s}", "{duration: 3000d, limits: {events: 1000}}", "35:17",
            "decisions of autoscalers", "shorten run.duration"),
        BadInput("timeline: 10s", "timeline: 1us", "35:17", "run.timeline", "66ms at least"),
    ])
    func slip(_ input: BadInput) {
        input.expectError(in: Self.scenario)
    }
}
