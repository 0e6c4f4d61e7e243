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
        run: {timeline: 10s}
        """

    @Test func theGoodOneIsGood() {
        #expect(messages(["x.yaml": Self.scenario]).isEmpty)
    }

    @Test(arguments: [
        BadInput("min: 2\n", "min: 30\n", "17:12", "autoscaler.min", "min is 30 and max is 20"),
        BadInput("max: 20\n", "max: 0\n", "18:12", "from 1 to 100000"),
        BadInput("      max: 20\n", "", "16:5", "components.api.autoscaler", "'max' is missing"),
        BadInput("cpu: 70%", "cpu: 70", "19:12", "'70' has no unit"),
        BadInput("cpu: 70%", "cpu: 70.5%", "19:12", "whole percent"),
        BadInput("per pod: requests", "per pod: request", "20:27", "did you mean 'requests'?"),
        BadInput("target: 80", "target: -1", "20:45", "'-1' is out of range"),
        BadInput("queue of: db", "queue of: bd", "20:61", "did you mean 'db'?"),
        BadInput("tolerance: {up: 10%", "tolerance: {up: 110%", "21:23", "more than 100%"),
        BadInput("percent: 50, per", "percent: 50, pods: 2, per", "22:44", "pods or percent"),
        BadInput("per: 1m", "per: 0s", "22:63", "out of range"),
        BadInput("at: 5m, min: 4", "at: 5m, min: 40", "23:32", "min is 40 and max is 20"),
        BadInput("cpu request: 1500m", "cpu request: 1500Mi", "14:18", "no amount of CPU"),
        BadInput("startup: 30s", "startup: 30", "15:14", "'30' has no unit"),
        BadInput("crash: api, pods", "crash: apo, pods", "26:18", "did you mean 'api'?"),
        BadInput("crash: api, pods", "crash: db, pods", "26:18", "is of kind postgres, not pods"),
        BadInput("pods: 1, every", "pods: 1, share: 50%, every", "26:39", "keep one of them"),
        BadInput("every: {mean: 10m}", "at: 10m, for: 5m", "26:41", "over at once"),
        BadInput("every: {mean: 10m}", "at: 10m, every: 5m", "26:3", "once or again and again"),
        BadInput(
            "every: {mean: 10m}", "every: {mean: 1ms}", "26:39", "faults.crash.every", "100ms"),
        BadInput("by: 3, ", "", "27:3", "'by' is missing"),
        BadInput("by: 3", "by: 3000", "27:24", "from 0.001 to 1000"),
        BadInput("at: 2m, for: 30s", "at: 2m", "27:3", "'for' is missing"),
        BadInput("{lose: db, at", "{loose: db, at", "28:9", "does nothing that is known"),
        BadInput("{lose: db, at", "{lose: db, replicas: 2, at", "28:30", "number of replicas"),
        BadInput("timeline: 10s", "timeline: 1us", "29:17", "run.timeline", "60ms at least"),
    ])
    func slip(_ input: BadInput) {
        let found = messages(["x.yaml": Self.scenario.changing(input.part, to: input.becomes)])
        let hit = found.first { $0.hasPrefix("x.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }
}
