// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Engine

/// MMPP(2)/M/1 by its matrices.
@Suite struct MMPPM1Tests {
    private func solve(
        _ first: Double, _ second: Double, _ hold: (Double, Double)
    ) throws -> MMPPM1 {
        try MMPPM1(
            phases: [
                .init(arrivalRate: .perSecond(first), holdingTime: .seconds(hold.0)),
                .init(arrivalRate: .perSecond(second), holdingTime: .seconds(hold.1)),
            ], serviceRate: .perSecond(1))
    }

    /// By hand, 5 + √33; the others with 80 digits by p R (I - R)^-1 e, another formula.
    @Test(arguments: [
        (1.6, 0.0, 5.0, 5.0, 5 + 33.0.squareRoot()), (3, 0.3, 100, 400, 545.547604859983914),
        (2, 0.2, 30, 60, 64.6233339603893),
    ])
    func knownLength(
        first: Double, second: Double, hold: Double, other: Double, length: Double
    ) throws {
        let queue = try solve(first, second, (hold, other))
        #expect(abs(queue.numberInSystem - length) < 1e-11 * length)
        let rate = queue.arrivalRate.perSecond
        #expect(abs(queue.numberInSystem - rate * queue.sojournTime.seconds) < 1e-10 * length)
        #expect(abs(queue.queueLength - rate * queue.waitingTime.seconds) < 1e-10 * length)
    }

    /// The chain itself, cut at a length that is hardly ever reached, level by level.
    @Test(arguments: [(1.6, 0.0, 5.0, 5.0), (0.9, 0.1, 2, 3), (0.5, 0.4, 0.01, 100)])
    func balanceEquationsAgree(
        first: Double, second: Double, hold: Double, other: Double
    ) throws {
        let (rates, leaving) = ([first, second], [1 / hold, 1 / other])
        let levels = 300
        // State 2 n + j: n in the system, rate j.
        var p = [Double](repeating: 1, count: 2 * levels)
        for _ in 0..<20_000 {
            for state in p.indices {
                let (n, j) = (state / 2, state % 2)
                var into = p[state ^ 1] * leaving[1 - j]
                if n + 1 < levels { into += p[state + 2] }
                if n > 0 { into += p[state - 2] * rates[j] }
                let away = leaving[j] + (n > 0 ? 1 : 0) + (n + 1 < levels ? rates[j] : 0)
                p[state] = into / away
            }
        }
        let total = p.reduce(0, +)
        let length = p.indices.reduce(0) { $0 + Double($1 / 2) * p[$1] }
        let exact = try solve(first, second, (hold, other)).numberInSystem
        #expect(abs(length / total - exact) < 1e-6 * exact)
    }

    @Test(arguments: [0.001, 0.5, 0.9, 0.999])
    func equalRatesAreMM1(load: Double) throws {
        let markov = try MM1(arrivalRate: .perSecond(load), serviceRate: .perSecond(1))
        for hold in [(1e-5, 1e5), (3, 4), (1e5, 1e5)] {
            let queue = try solve(load, load, hold)
            #expect(
                abs(queue.numberInSystem - markov.numberInSystem) < 1e-9 * markov.numberInSystem)
        }
    }

    /// Fast changes are not felt; slow ones make two queues, one after the other.
    @Test func limits() throws {
        let fast = try solve(1.2, 0.2, (1e-5, 1e-5))
        #expect(abs(fast.numberInSystem - 0.7 / 0.3) < 1e-3)
        let slow = try solve(0.8, 0.2, (1e5, 1e5))
        #expect(abs(slow.numberInSystem - (4 + 0.25) / 2) < 1e-2)
    }

    @Test func longerAndHigherBurstsWaitLonger() throws {
        var last = 0.7 / 0.3
        for hold in [0.1, 1, 10, 100, 1e4] {
            let queue = try solve(1.2, 0.2, (hold, hold))
            #expect(queue.numberInSystem > last)
            last = queue.numberInSystem
        }
        #expect(
            try solve(1.3, 0.1, (10, 10)).numberInSystem
                > solve(1.2, 0.2, (10, 10)).numberInSystem)
    }

    @Test func refusals() {
        #expect(throws: AnalyticError.unstable(utilization: 1.5, station: nil)) {
            try solve(2, 1, (3, 3))
        }
        #expect(throws: AnalyticError.self) { try solve(0, 0, (3, 3)) }
        #expect(throws: AnalyticError.self) { try solve(2e5, 0, (1e-5, 10)) }
        #expect(throws: AnalyticError.self) { try solve(0.5, 0.1, (1e6, 3)) }
        #expect(throws: AnalyticError.self) {
            try MMPPM1(
                phases: [.init(arrivalRate: .perSecond(1), holdingTime: .seconds(1))],
                serviceRate: .perSecond(2))
        }
    }
}
