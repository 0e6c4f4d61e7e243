// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities
import Statistics
import Testing

@testable import Calibration

@Suite struct CalibrationTests {
    private static func fit(
        _ shop: Shop, _ keys: [String], from starts: [String],
        _ evidence: [CalibrationEvidence], ranges: [String?] = [], seed: UInt64 = 3
    ) throws -> CalibrationFit {
        try Calibrator(
            shop.parameters(keys, from: starts, ranges: ranges), evidence: evidence,
            settings: .init(seed: seed, threads: 2, repeats: 16), load: shop.load
        ).fit()
    }

    /// Two hundred times the same three tests of known values, each with other noise. Intervals
    /// of 95% must hold the truth in 90% of them at least, of each parameter, and fits of a model
    /// that is right must pass for such.
    @Test func intervalsHoldTheTruth() throws {
        let truth = Shop()
        let duration = SimTime.seconds(10)
        let tests = try [100.0, 200, 270].enumerated().map { index, load in
            try ShopTests(
                truth, at: load, count: 200, duration: duration, seed: 1_000 + UInt64(index))
        }
        let start = try truth.parameters(["api", "db"], from: ["6ms", "3.5ms"])
        var held = [0, 0]
        var widths = [0.0, 0.0]
        var good = 0
        for number in 0..<200 {
            let evidence = try tests.enumerated().flatMap { index, test in
                [
                    CalibrationEvidence(
                        name: "\(index).json", file: try test.k6(number, duration: duration)),
                    CalibrationEvidence(
                        name: "\(index).prom", file: try test.prometheus(number),
                        level: "\(test.rate[number])/s"),
                ]
            }
            let fit = try Calibrator(
                start, evidence: evidence,
                settings: .init(seed: UInt64(number), threads: 2, repeats: 12),
                load: truth.load
            ).fit()
            for (index, exact) in [truth.api, truth.db].enumerated() {
                let interval = try #require(fit.parameters[index].interval)
                if interval.contains(exact) { held[index] += 1 }
                widths[index] += (interval.upperBound / interval.lowerBound - 1) / 200
            }
            if fit.goodness.isGood { good += 1 }
        }
        print("held \(held) of 200, widths \(widths), good \(good)")
        // What is useful says more than that a time lies within a third.
        #expect(widths.allSatisfy { $0 < 0.3 }, "the widths are \(widths)")
        #expect(held.allSatisfy { $0 >= 180 }, "held \(held) of 200")
        #expect(good >= 180, "\(good) of 200 fits are good")
    }

    /// Where the three lowest of six loads are known, the fit says where requests begin to wait,
    /// what the platform carries, and what was measured at the loads above.
    @Test(arguments: [11, 12, 13] as [UInt64])
    func lowLoadsTellTheKnee(seed: UInt64) throws {
        let truth = Shop()
        let loads = [60.0, 110, 160, 210, 250, 290]
        let fit = try Self.fit(
            truth, ["api", "db"], from: ["5ms", "4ms"],
            truth.evidence(at: loads, fitted: 3, seed: seed))
        // 1 / 3 ms, before 4 / 8 ms.
        let saturation = try #require(fit.saturation)
        #expect(saturation.place == "db")
        #expect(try #require(saturation.interval).contains(1 / truth.db))
        // Of the closed form at the true values.
        let exact = try Self.knee(of: truth)
        let knee = try fit.knee.get()
        #expect(try #require(knee.interval).contains(exact), "\(knee), not \(exact)")
        let above = fit.rows.filter(\.isHeldOut)
        #expect(above.count == 18)
        let outside = above.filter { row in
            row.interval.map { !$0.contains(row.figure.value) } ?? true
        }
        // Figures of one test move together: a third of them may be off with one test.
        #expect(outside.count <= 6, "\(outside)")
    }

    private static func knee(of shop: Shop) throws -> Double {
        let parameters = try shop.parameters(["db"], from: ["3ms"])
        let curve = ModelCurve(parameters, method: .closedForm, load: shop.load)
        let level = ObservedLevel(
            level: .rate(.perSecond(100)), isMeasured: false, duration: nil, figures: [],
            isHeldOut: false)
        let finder = LoadFinder(curve: curve, levels: [level])
        return try finder.knee(at: [Elementary.log(shop.db)]).get().amount
    }

    @Test func usersWhoThink() throws {
        var truth = Shop()
        truth.users = 10
        let exact = [truth.think, truth.db]
        let start = ["150ms", "4ms"]
        var (held, good) = (0, 0)
        for seed in 0..<20 {
            let fit = try Self.fit(
                truth, ["think", "db"], from: start,
                truth.evidence(at: [10, 30, 55], seed: 400 + 10 * UInt64(seed)),
                seed: UInt64(seed))
            held += zip(fit.parameters, exact).count { $0.interval?.contains($1) ?? false }
            good += fit.goodness.isGood ? 1 : 0
            #expect(try fit.knee.get().kind == .users)
        }
        #expect(held >= 36, "of 40 intervals")
        #expect(good >= 18, "of 20 fits")
    }

    @Test("Two delays in a row: their sum is known, and neither of them")
    func sumOfTwoDelays() throws {
        let truth = Shop()
        let fit = try Self.fit(
            truth, ["db", "network", "transfer"], from: ["2.5ms", "1ms", "3ms"],
            truth.evidence(at: [80, 180, 260], seed: 70))
        #expect(fit.parameters.map(\.standing) == [.determined, .confused, .confused])
        let confusion = try #require(fit.confusions.first)
        #expect(confusion.keys == ["network", "transfer"])
        #expect(confusion.relation == .sum)
        let sum = try #require(confusion.interval)
        #expect(sum.contains(truth.network + truth.transfer), "\(sum)")
        #expect(sum.upperBound < 2 * sum.lowerBound)
        #expect(fit.conditionNumber > 100)
        // What carries the load is told all the same.
        #expect(try #require(fit.saturation?.interval).contains(1 / truth.db))
    }

    @Test("A platform that is not as the scenario has it fits badly, and says so")
    func wrongScenario() throws {
        let truth = Shop()
        var wrong = truth
        wrong.network = 0.02
        let evidence = try truth.evidence(at: [100, 200, 270], seed: 90)
        let fit = try Self.fit(wrong, ["db"], from: ["3ms"], evidence)
        #expect(!fit.goodness.isGood)
        #expect(fit.goodness.chiSquare > 10 * fit.goodness.expected)
    }

    @Test func bounds() throws {
        let truth = Shop()
        let fit = try Self.fit(
            truth, ["db"], from: ["2ms"], truth.evidence(at: [100, 200], seed: 95),
            ranges: ["1ms..2.5ms"])
        #expect(fit.parameters[0].standing == .atBound)
        #expect(fit.parameters[0].interval == nil)
        #expect(abs(fit.parameters[0].value - 0.0025) < 1e-9)
    }

    /// Same bytes on any number of threads.
    @Test func sameOnAnyThreads() throws {
        let truth = Shop()
        let evidence = try truth.evidence(at: [100, 250], seed: 99)
        let fits = try [1, 2].map { threads in
            try Calibrator(
                truth.parameters(["db"], from: ["2ms"]), evidence: evidence,
                settings: .init(seed: 3, threads: threads, repeats: 6, requests: 5_000),
                load: truth.load
            ).fit()
        }
        #expect(fits[0].parameters == fits[1].parameters)
        #expect(fits[0].rows == fits[1].rows)
        #expect(fits[0].sets == fits[1].sets)
    }
}
