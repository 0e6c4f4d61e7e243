// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `canary` of pods: a share of the requests goes to pods of a new version.
struct CanaryReader {
    private static let keys = ["share", "replicas", "cpu", "failures", "from", "until"]

    func read(_ field: Field) -> PodCanary? {
        guard let map = field.map(Self.keys) else { return nil }
        let share = map.required("share")?.share()
        let replicas = map["replicas"].or(1) { $0.count(1...ComponentReader.mostServers) }
        let slowdown = map["cpu"].or(1) { $0.number(PodCanary.factors) }
        let failures = map["failures"].or(Ratio.zero) { $0.share() }
        let start = map["from"].or(SimTime.zero) { $0.quantity(SimTime.self) }
        let end = map["until"].optional { $0.quantity(SimTime.self) }
        guard let share, let replicas, let slowdown, let failures, let start, let end else {
            return nil
        }
        return PodCanary(
            share: share, replicas: replicas, slowdown: slowdown, failures: failures,
            start: start, end: end)
    }
}
