// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Evidence
import Model
import Quantities
import Statistics
import Testing

@testable import Calibration

@Suite("Fits near bounds, without a closed form, and of caches")
struct FittingTests {
    @Test(
        "What is tried near a start lies within the bounds and is no round number",
        arguments: [
            ("3ms", nil, 0.0030369), ("3ms", "2ms..3ms", 0.003 / 1.0123),
            ("99.5%", nil, 0.995 / 1.0123), ("100%", nil, 1 / 1.0123), ("50%", nil, 0.50615),
            ("99.5%", "99%..100%", 0.991_907), ("8", "7.99..8", 7.993_819),
        ] as [(String, String?, Double)])
    func near(start: String, range: String?, expected: Double) throws {
        let parameter = try FreeParameter(key: "x", text: start, range: range)
        #expect(parameter.bounds.contains(parameter.near))
        #expect(abs(parameter.near - expected) < 1e-6 * expected)
    }

    /// Pages that need no archive: 99.5%, found from above and from below. No step may leave 100%.
    @Test(arguments: ["99%", "99.8%", "100%"])
    func shareNearOne(start: String) throws {
        var truth = Shop()
        truth.hits = 0.995
        let evidence = try truth.evidence(at: [100, 180, 250], seed: 31)
        let fit = try Calibrator(
            truth.parameters(["hits"], from: [start]), evidence: evidence,
            settings: .init(seed: 5, threads: 2, repeats: 12, requests: 4_000), load: truth.load
        ).fit()
        let hits = fit.parameters[0]
        #expect(hits.standing == .determined)
        let interval = try #require(hits.interval)
        #expect(interval.contains(0.995) && interval.upperBound <= 1, "\(hits)")
        #expect(interval.lowerBound > 0.98)
        // Each figure has an interval, which takes derivatives.
        #expect(fit.rows.allSatisfy { $0.interval != nil })
        #expect(fit.saturation?.interval != nil)
    }

    @Test("Where there is no closed form, simulation finds the number")
    func simulated() throws {
        var truth = Shop()
        truth.isParallel = true
        #expect(throws: EngineError.self) { try ClosedForm(truth.model()) }
        var held = 0
        for seed in [21, 22, 23, 24] as [UInt64] {
            let fit = try Calibrator(
                truth.parameters(["api"], from: ["6ms"]),
                evidence: truth.evidence(at: [100, 220], seed: 100 * seed),
                settings: .init(seed: seed, threads: 2, repeats: 8, requests: 2_000),
                load: truth.load
            ).fit()
            #expect(!fit.isClosedForm)
            let api = fit.parameters[0]
            let interval = try #require(api.interval)
            if interval.contains(truth.api) { held += 1 }
            #expect(abs(api.value / truth.api - 1) < 0.1, "\(api)")
            #expect(interval.upperBound < 1.3 * interval.lowerBound, "\(api)")
            #expect(fit.saturation?.place == "db")
            #expect(throws: NoKnee.noClosedForm) { try fit.knee.get() }
        }
        #expect(held >= 3, "\(held) of 4 intervals hold 8 ms")
    }

    /// 100 keys for 1 s each, alike: of λ pages a second 1/(1 + λ/100) miss, so the database is
    /// asked λ/(1 + λ/100) times a second. With 20 ms each it is full at 50 times, where λ = 100;
    /// at the misses of 40 pages a second it would be at 70.
    @Test("A cache hits more at the load that fills what is behind it")
    func saturationOfCache() throws {
        var shop = Shop()
        shop.isCached = true
        shop.db = 0.02
        let finder = Self.finder(try shop.parameters(["db"], from: ["20ms"]), at: 40, shop)
        let place = [Elementary.log(0.02)]
        let saturation = try #require(finder.saturation(at: place))
        #expect(saturation.place == "db")
        #expect(abs(saturation.amount - 100) < 0.01, "\(saturation)")
        let knee = try finder.knee(at: place).get()
        #expect(knee.amount > 50 && knee.amount < 100, "\(knee)")
    }

    @Test("Where nothing waits there is no knee, and it says why")
    func staysFast() throws {
        var shop = Shop()
        shop.network = 60
        let finder = Self.finder(try shop.parameters(["db"], from: ["3ms"]), at: 100, shop)
        #expect(throws: NoKnee.staysFast) { try finder.knee(at: [Elementary.log(0.003)]).get() }
    }

    private static func finder(
        _ parameters: [FreeParameter], at rate: Double, _ shop: Shop
    ) -> LoadFinder {
        let level = ObservedLevel(
            level: .rate(.perSecond(rate)), isMeasured: false, duration: nil, figures: [],
            isHeldOut: false)
        return LoadFinder(
            curve: ModelCurve(parameters, method: .closedForm, load: shop.load), levels: [level])
    }

    /// A hundred times a long one, no time of a scenario could be.
    @Test(arguments: [("10d", 86.4e6), ("1000d", 3_153.6e6), ("36500d", 3_153.6e6)])
    func longTimes(text: String, most: Double) throws {
        let parameter = try FreeParameter(key: "a", text: text, range: nil)
        #expect(parameter.bounds.upperBound == most)
        #expect(try SimTime(parsing: parameter.text(most)).seconds == most)
    }
}
