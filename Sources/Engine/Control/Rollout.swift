// SPDX-License-Identifier: GPL-3.0-or-later

/// A new version goes out: pods are replaced one after the other, the next once the one before
/// takes requests.
struct Rollout {
    /// Pods that are still to be replaced.
    private var left: [Int]
    private var awaited: Fleet.Birth?

    init(of pods: [Int] = []) { left = pods }

    /// Replaces pods up to the first that needs time to start; nothing while one is awaited.
    ///
    /// - Returns: the pods that were replaced.
    mutating func advance(
        _ fleet: inout Fleet, _ kernel: inout Kernel, _ now: Int64
    ) -> [Fleet.Birth] {
        if let awaited, fleet.isExpected(awaited) { return [] }
        awaited = nil
        var births: [Fleet.Birth] = []
        while let pod = left.first {
            left.removeFirst()
            guard let birth = fleet.replace(pod, &kernel, now) else { continue }
            births.append(birth)
            guard birth.ready > now else { continue }
            awaited = birth
            break
        }
        return births
    }
}
