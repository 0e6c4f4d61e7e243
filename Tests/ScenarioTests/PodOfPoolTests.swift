// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// A query takes a connection of its pod's pool, so every way to it must lead over a pod.
@Suite struct PodOfPoolTests {
    private static let pod = "{on: api, cpu: 1ms}"
    private static let wait = "{delay: 1s}"
    private static let query = "{query: db, time: 1ms}"

    @Test(arguments: [
        ("\(pod), \(query)", true),
        (query, false),
        ("{choose: [{share: 50%, steps: [\(pod)]}]}, \(query)", false),
        ("{choose: [{share: 50%, steps: [\(pod), \(query)]}]}", true),
        (
            "{choose: [{share: 50%, steps: [\(pod)]}, {share: 50%, steps: [\(pod)]}]}, \(query)",
            true
        ),
        (
            "{choose: [{share: 50%, steps: [\(pod)]}, {share: 50%, steps: [\(wait)]}]}, \(query)",
            false
        ),
        ("{repeat: 0.5, steps: [\(pod)]}, \(query)", false),
        ("{repeat: 1.5, steps: [\(pod)]}, \(query)", true),
        ("{read: redis, keyspace: k, miss: [\(pod)]}, \(query)", false),
        ("{read: redis, keyspace: k, miss: [\(pod), \(query)]}", true),
        ("{parallel: [[\(pod)], [{delay: 1s}]]}, \(query)", true),
        ("{try: [\(pod)]}, \(query)", true),
        ("{try: [\(pod)], fallback: []}, \(query)", false),
        ("{try: [\(pod)], fallback: [\(pod)]}, \(query)", true),
        ("{try: [\(pod)], fallback: [\(query)]}", false),
    ])
    func ways(steps: String, isAccepted: Bool) {
        let text = """
            plimsoll: 1
            name: pods and pools
            traffic: {visitors: {rate: 1/s}}
            operations: {buy: {steps: [\(steps)]}}
            components:
              api: {kind: pods, replicas: 2, cores: 1}
              db: {kind: postgres, parallelism: 4, pool: {per pod: 2}}
              redis: {kind: cache, nodes: 1, memory: 1GiB, operation: 1us}
            keyspaces: {k: {keys: 10, popularity: uniform, size: 1KB}}
            """
        let found = messages(["x.yaml": text])
        #expect(found.isEmpty == isAccepted, "\(found)")
        #expect(isAccepted || found.contains { $0.contains("no step before it runs on 'api'") })
    }
}
