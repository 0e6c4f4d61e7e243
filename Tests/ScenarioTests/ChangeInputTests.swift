// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Testing

@testable import Scenario

/// Slips in what changes a platform while it runs.
@Suite struct ChangeInputTests {
    static let scenario = """
        plimsoll: 1
        name: Changes
        traffic: {visitors: {rate: 100/s}}
        operations:
          visit: {steps: [{on: api, cpu: 1ms}, {read: redis, keyspace: k}]}
        components:
          redis:
            kind: cache
            nodes: 3
            memory: 1GiB
            operation: 20us
            reshard: {at: 10m, nodes: 4, over: 2m, move: {mean: 50us}, keep: yes}
          api:
            kind: pods
            replicas: 4
            cores: 2
            canary: {share: 10%, replicas: 2, cpu: 1.2, failures: 2%, from: 10m, until: 30m}
        keyspaces: {k: {keys: 1000, popularity: uniform, size: 1KB}}
        """

    @Test func theGoodOneIsGood() throws {
        let model = try load(["x.yaml": Self.scenario]).model
        let resharding = try #require(model.resharding(of: ComponentID(0)))
        #expect(resharding.nodes == 4 && resharding.time == .minutes(2) && resharding.keepsKeys)
        #expect(resharding.move.meanSeconds == 50e-6)
        #expect(
            model.canary(of: ComponentID(1))
                == PodCanary(
                    share: .percent(10), replicas: 2, slowdown: 1.2, failures: .percent(2),
                    start: .minutes(10), end: .minutes(30)))
        // Moving a key takes as long as a command where nothing is said.
        let short = Self.scenario.changing(", over: 2m, move: {mean: 50us}, keep: yes", to: "")
        let plain = try load(["x.yaml": short]).model.resharding(of: ComponentID(0))
        #expect(plain?.move.meanSeconds == 20e-6 && plain?.time == .zero)
    }

    static let slips = [
        BadInput("reshard:", "reshards:", "12:5", "components.redis", "did you mean 'reshard'?"),
        BadInput("{at: 10m,", "{", "12:5", "redis.reshard", "'at' is missing"),
        BadInput("at: 10m", "at: 10", "12:19", "reshard.at", "'10' has no unit"),
        BadInput("at: 10m", "at: -10m", "12:19", "reshard.at", "'-10m'"),
        BadInput(", nodes: 4", "", "12:5", "redis.reshard", "'nodes' is missing"),
        BadInput(
            "nodes: 4", "nodes: 3", "12:31", "reshard.nodes", "in the end is 3", "has already"),
        BadInput("nodes: 4", "nodes: 0", "12:31", "reshard.nodes", "from 1 to 16384"),
        BadInput("nodes: 4", "nodes: 20000", "12:31", "reshard.nodes", "from 1 to 16384"),
        BadInput("over: 2m", "over: 2", "12:40", "reshard.over", "no unit"),
        BadInput("over: 2m", "for: 2m", "12:34", "redis.reshard", "no key 'for'"),
        BadInput("{mean: 50us}", "{mean: 50}", "12:57", "reshard.move.mean", "no unit"),
        BadInput("keep: yes", "keep: true", "12:70", "reshard.keep", "'true' is not known"),
        BadInput(
            "reshard:", "model: approximate\n    reshard:", "13:14", "redis.reshard",
            "single keys", "leave 'reshard' out"),
        BadInput(
            "memory: 1GiB\n    operation: 20us\n    reshard: {at: 10m, nodes: 4",
            "memory: 400KB\n    operation: 20us\n    eviction: noeviction\n"
                + "    reshard: {at: 10m, nodes: 2", "13:31", "redis.reshard.nodes",
            "noeviction may not drop", "on 2 nodes", "keep more nodes"),
        // What a full cache drops
        BadInput(
            "nodes: 3", "eviction: lru\n    nodes: 3", "9:15", "eviction", "'lru' is not known"),
        BadInput(
            "nodes: 3", "eviction: allkeys-lfu\n    samples: exact\n    nodes: 3", "10:14",
            "redis.samples", "how often keys are used", "number of samples"),
        BadInput(
            "nodes: 3", "eviction: volatile-lru\n    start: warm\n    nodes: 3", "10:12",
            "redis.start", "under volatile-lru", "start cold"),
        BadInput(
            "nodes: 3", "eviction: allkeys-lfu\n    model: auto\n    nodes: 3", "10:12",
            "redis.model", "under allkeys-lfu", "simulate its keys"),
        BadInput(
            "nodes: 3", "lfu: {decay: 30s}\n    nodes: 3", "9:18", "lfu.decay", "whole minutes"),
        BadInput(
            "nodes: 3", "lfu: {log factor: -1}\n    nodes: 3", "9:23", "lfu.log factor", "'-1'"),
        BadInput("nodes: 3", "lfu: {factor: 1}\n    nodes: 3", "9:11", "no key 'factor'"),
        BadInput("canary:", "canaries:", "17:5", "components.api", "did you mean 'canary'?"),
        BadInput("share: 10%, ", "", "17:5", "api.canary", "'share' is missing"),
        BadInput("share: 10%", "share: 0%", "17:21", "api.canary.share", "above 0%"),
        BadInput("share: 10%", "share: 110%", "17:21", "api.canary.share", "more than 100%"),
        BadInput("share: 10%", "share: 0.1", "17:21", "api.canary.share", "no unit"),
        BadInput("replicas: 2", "replicas: 0", "17:36", "api.canary.replicas", "from 1 to"),
        BadInput("cpu: 1.2", "cpu: 0", "17:44", "api.canary.cpu", "from 0.001 to 1000"),
        BadInput("cpu: 1.2", "cpu: 1.2x", "17:44", "api.canary.cpu", "'1.2x'"),
        BadInput("failures: 2%", "failures: 200%", "17:59", "canary.failures", "more than 100%"),
        BadInput("failures: 2%", "errors: 2%", "17:49", "api.canary", "no key 'errors'"),
        BadInput("from: 10m", "from: 10", "17:69", "api.canary.from", "no unit"),
        // Each factor alone leaves a time, both together none.
        BadInput(
            "cpu: 1ms}, {read: redis, keyspace: k}]}",
            "cpu: 8h}, {read: redis, keyspace: k}]}\n"
                + "faults: {late: {slow: api, by: 1000, at: 1m, for: 1m}}",
            "6:32", "faults.late.by", "at 'api' while this lasts"),
        BadInput("until: 30m", "until: 10m", "17:81", "api.canary.until", "after its beginning"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        let text = Self.scenario.changing(input.part, to: input.becomes)
        let found = messages(["x.yaml": text])
        let hit = found.first { $0.hasPrefix("x.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }
}
