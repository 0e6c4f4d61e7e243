// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Autoscaling

@Suite struct ReplicaCalculatorTests {
    private let calculator = ReplicaCalculator()

    private func pods(_ use: [Int64?], request: Int64 = 1_000) -> [PodReading] {
        use.map { PodReading(use: $0, request: request) }
    }

    /// 587.5% truncates to 587: ceil(5.87 · 4) = 24, where 5.875 · 4 would be 23.5, also 24; and
    /// 33.5% to 33: ceil(33/30 · 2) = 3 is within the tolerance, so that 2 stay.
    @Test("Utilization is in whole percent")
    func wholePercent() {
        #expect(calculator.replicas(current: 2, utilization: 30, pods: pods([335, 335])) == 2)
        #expect(calculator.replicas(current: 2, utilization: 30, pods: pods([340, 340])) == 3)
    }

    @Test("At the edges of the tolerance nothing is done, beyond them something is")
    func tolerance() {
        for (level, wanted) in [(110, 10), (111, 12), (90, 10), (89, 9)] as [(Int64, Int)] {
            #expect(
                calculator.replicas(current: 10, value: level, target: 100, readyPods: 10)
                    == wanted,
                "\(level)")
        }
        let wide = ReplicaCalculator(
            tolerance: ScalingTolerance(down: .percent(50), up: .percent(20)))
        #expect(wide.replicas(current: 10, value: 51, target: 100, readyPods: 10) == 10)
        #expect(wide.replicas(current: 10, value: 121, target: 100, readyPods: 10) == 13)
    }

    @Test("More use never asks for fewer replicas")
    func monotone() {
        for target in [1, 30, 70, 100, 250] as [Int64] {
            var last = (cpu: 0, perPod: 0, value: 0, total: 0)
            for use in stride(from: 0 as Int64, through: 4_000, by: 37) {
                let readings = pods([use, use, use, use])
                let now = (
                    cpu: calculator.replicas(current: 4, utilization: target, pods: readings),
                    perPod: calculator.replicas(
                        current: 4, averagePerPod: target * 10, pods: readings),
                    value: calculator.replicas(
                        current: 4, value: use, target: target * 10, readyPods: 4),
                    total: calculator.replicas(
                        current: 4, total: 4 * use, targetPerReplica: target * 10)
                )
                #expect(now.cpu >= last.cpu && now.perPod >= last.perPod, "\(target), \(use)")
                #expect(now.value >= last.value && now.total >= last.total, "\(target), \(use)")
                last = now
            }
        }
    }

    @Test("Equal pods at the same use: a value, its average and its total say the same")
    func reduction() {
        for use in stride(from: 100 as Int64, through: 3_000, by: 100) {
            let average = calculator.replicas(
                current: 5, averagePerPod: 700, pods: pods(Array(repeating: use, count: 5)))
            #expect(
                calculator.replicas(current: 5, value: use, target: 700, readyPods: 5) == average)
            #expect(
                calculator.replicas(current: 5, total: 5 * use, targetPerReplica: 700) == average)
        }
    }

    @Test("Without a metric of any pod nothing is done")
    func nothingKnown() {
        #expect(calculator.replicas(current: 7, utilization: 50, pods: []) == 7)
        #expect(calculator.replicas(current: 7, utilization: 50, pods: pods([nil, nil])) == 7)
        let starting = [PodReading(state: .unready, use: 900, request: 1_000)]
        #expect(calculator.replicas(current: 7, utilization: 50, pods: starting) == 7)
        #expect(calculator.replicas(current: 7, utilization: 50, pods: pods([9], request: 0)) == 7)
    }

    @Test("A pod without a metric slows a change and never turns it")
    func missing() {
        for use in stride(from: 0 as Int64, through: 3_000, by: 50) {
            let all = calculator.replicas(current: 3, utilization: 50, pods: pods([use, use, use]))
            let one = calculator.replicas(current: 3, utilization: 50, pods: pods([use, use, nil]))
            if all >= 3 { #expect((3...all).contains(one), "\(use)") }
            if all <= 3 { #expect((all...3).contains(one), "\(use)") }
        }
    }

    @Test("From zero replicas a value starts as many as it needs")
    func fromZero() {
        #expect(calculator.replicas(current: 0, value: 2_500, target: 1_000, readyPods: 0) == 3)
        #expect(calculator.replicas(current: 0, value: 0, target: 1_000, readyPods: 0) == 0)
        #expect(calculator.replicas(current: 0, total: 2_500, targetPerReplica: 1_000) == 3)
        #expect(calculator.replicas(current: 0, total: 0, targetPerReplica: 1_000) == 0)
    }

    @Test("Numbers beyond all bounds end at the most replicas, and trap nowhere")
    func huge() {
        let most = Int(Int32.max)
        let readings = pods([.max, .max, nil], request: 1)
        #expect(calculator.replicas(current: 3, utilization: 1, pods: readings) == most)
        #expect(calculator.replicas(current: 3, averagePerPod: 1, pods: readings) == most)
        #expect(calculator.replicas(current: 3, value: .max, target: 1, readyPods: 3) == most)
        #expect(calculator.replicas(current: 3, total: .max, targetPerReplica: 1) == most)
        #expect(calculator.replicas(current: 3, total: 5, targetPerReplica: 0) == 3)
    }
}
