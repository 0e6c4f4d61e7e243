// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Autoscaling

@Suite struct HorizontalPodAutoscalerTests {
    /// Replicas after each sync, when the load asks for these.
    private func replicas(
        _ wanted: [Int], from first: Int, bounds: ClosedRange<Int> = 1...1_000,
        _ behavior: ScalingBehavior = ScalingBehavior()
    ) -> [Int] {
        var scaler = HorizontalPodAutoscaler(bounds: bounds, behavior: behavior)
        var current = first
        return wanted.enumerated().map { index, wanted in
            let now = HorizontalPodAutoscaler.syncPeriod * Int64(index)
            current = scaler.sync(current: current, proposals: [wanted], at: now).replicas
            return current
        }
    }

    @Test("Up by 100% or 4 pods every 15 s, whichever is more")
    func defaultUp() {
        let wanted = Array(repeating: 100, count: 7)
        #expect(replicas(wanted, from: 1) == [5, 10, 20, 40, 80, 100, 100])
    }

    /// The window of 300 s is 20 syncs: what is asked at the first counts until the 20th is over.
    @Test("Down only 5 minutes after the last higher recommendation")
    func defaultDown() {
        let found = replicas([10] + Array(repeating: 2, count: 22), from: 10)
        #expect(found == Array(repeating: 10, count: 20) + [2, 2, 2])
    }

    @Test("A limit stops a change, and makes none", arguments: [(10, 4), (4, 10)])
    func limitsDoNotCross(current: Int, wanted: Int) {
        let changes = [ScalingHistory.Entry(time: .zero, replicas: current > wanted ? -50 : 50)]
        let slow = [ScalingPolicy(.pods(1), per: .seconds(60))]
        let rules = ScalingRules(policies: slow, stabilization: .zero)
        let found = ScalingHistory(changes: changes).limited(
            wanted, current: current, bounds: 1...100, at: .seconds(30),
            by: ScalingBehavior(up: rules, down: rules))
        #expect(found == current)
    }

    @Test("The smallest policy, or none at all")
    func selection() {
        let policies = [
            ScalingPolicy(.pods(2), per: .seconds(15)),
            ScalingPolicy(.percent(50), per: .seconds(15)),
        ]
        for (selection, up, down) in [
            (.largest, 15, 5), (.smallest, 12, 8), (.disabled, 10, 10),
        ] as [(ScalingRules.Selection, Int, Int)] {
            let rules = ScalingRules(
                policies: policies, selection: selection, stabilization: .zero)
            let behavior = ScalingBehavior(up: rules, down: rules)
            #expect(replicas([100], from: 10, behavior) == [up])
            #expect(replicas([1], from: 10, behavior) == [down])
        }
    }

    /// 100 · 1.1 is 110.00000000000001 in floating point, and is rounded up, as there.
    @Test("A share is computed in floating point, as Kubernetes does")
    func floatingPoint() {
        let rules = ScalingRules(
            policies: [ScalingPolicy(.percent(10), per: .seconds(15))], stabilization: .zero)
        #expect(replicas([1_000], from: 100, ScalingBehavior(up: rules)) == [111])
        #expect(replicas([1_000], from: 50, ScalingBehavior(up: rules)) == [56])
    }

    @Test("Always within the bounds, and brought back to them at once")
    func bounds() {
        #expect(replicas([0, 0], from: 5, bounds: 5...8) == [5, 5])
        #expect(replicas([100, 100], from: 5, bounds: 5...8) == [8, 8])
        #expect(replicas([100], from: 2, bounds: 5...8) == [5])
        #expect(replicas([0], from: 20, bounds: 5...8) == [8])
    }

    @Test("A metric that cannot be read stops the way down, not the way up")
    func unreadable() {
        for (proposals, wanted) in [
            ([3, nil], 10), ([12, nil], 12), ([nil], 10), ([3, 4], 4), ([3, 12], 12),
        ] as [([Int?], Int)] {
            let instant = ScalingRules(
                policies: ScalingRules.standardDown.policies, stabilization: .zero)
            var scaler = HorizontalPodAutoscaler(
                bounds: 1...100, behavior: ScalingBehavior(down: instant))
            #expect(
                scaler.sync(current: 10, proposals: proposals, at: .zero).replicas == wanted)
        }
    }

    @Test("It remembers no more than its windows and periods need")
    func memory() {
        var scaler = HorizontalPodAutoscaler(bounds: 1...100)
        for index in 0..<1_000 {
            let now = HorizontalPodAutoscaler.syncPeriod * Int64(index)
            _ = scaler.sync(current: 10, proposals: [10 + index % 3], at: now)
        }
        #expect(scaler.history.recommendations.count <= 21)
        #expect(scaler.history.changes.count <= 2)
    }
}
