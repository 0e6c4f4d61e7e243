// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Testing

@testable import Planning

@Suite("Changes that must not be")
struct ComparisonGateTests {
    /// p95 goes from 100 ms to 110 ms, by 10 ± 1.1 ms; all else stays.
    private func comparison(limit: SimTime = .seconds(1)) throws -> Comparison {
        var base = Setting(objectives: [
            Objective(.latency(of: nil, quantile: .percent(95), limit: limit))
        ])
        base.latencies = [0.099, 0.100, 0.101, 0.100]
        var candidate = base
        candidate.latencies = [0.109, 0.111, 0.1105, 0.1095]
        return Comparison(base: try base.assess(), candidate: try candidate.assess())
    }

    @Test(arguments: [
        ("p95 > +5%", Judgement.breached), ("p95>+5%", .breached), ("p95 > +10%", .cannotTell),
        ("p95 > +15%", .met), ("p95 latency > +8ms", .breached), ("p95 of all > +20ms", .met),
        ("mean > +0%", .breached), ("mean latency < -1%", .met), ("cost > +0 USD", .met),
        ("cost a month > +1%", .met), ("cost per transaction > +0.01 USD", .met),
        ("throughput < -2%", .met), ("throughput < -1/s", .met), ("errors > +0.1pp", .met),
        ("utilization of api > +5pp", .met), ("hit rate of redis < -1 pp", .met), ("lost", .met),
    ])
    func judges(text: String, expected: Judgement) throws {
        let check = try GateCheck(ComparisonGate(parsing: text), comparison())
        #expect(check.judgement == expected, "\(text): \(check)")
    }

    @Test(arguments: [
        (Int64(105), Judgement.breached), (200, .met), (110, .cannotTell), (50, .met),
        // The base may keep it, and the candidate surely breaks it.
        (100, .cannotTell),
    ])
    func lostLevels(limit: Int64, expected: Judgement) throws {
        let check = try GateCheck(
            ComparisonGate(parsing: "lost"), comparison(limit: .milliseconds(limit)))
        #expect(check.judgement == expected)
    }

    @Test(arguments: [
        ("p95", "compares nothing"), ("p96 > 5%", "'p96' is no metric"),
        ("speed > 5%", "take one of p50"), ("p95 > +5", "'+5' is no change of that"),
        ("p95 > +5 USD", "such as +5% or +20ms"), ("p95 > -x%", "no change"),
        ("cost > 500 USD", "+500 USD or -500 USD"),
        ("p95 > 0%", "more or less than the base"),
        ("utilization > +5pp", "does not say of what"), ("", "compares nothing"),
        ("cost > +5ms", "+100 USD"), ("errors > +inf pp", "no change"),
    ])
    func refuses(text: String, words: String) {
        let error = #expect(throws: GateError.self) { try ComparisonGate(parsing: text) }
        #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
    }

    /// A platform that is full answers nobody in time, and has no percentiles.
    @Test(
        arguments: [
            ("p95 > +5%", true, .breached), ("p95 < -5%", true, .cannotTell),
            ("mean > +1s", true, .breached), ("p95 > +5%", false, .cannotTell),
            ("p95 of visit > +5%", true, nil), ("p99.9 > +5%", true, nil),
        ] as [(String, Bool, Judgement?)])
    func figuresThatTheCandidateLacks(
        text: String, isSaturated: Bool, expected: Judgement?
    ) throws {
        var candidate = Setting(objectives: [])
        candidate.hasLatencies = false
        candidate.isSaturated = isSaturated
        let comparison = Comparison(
            base: try Setting(objectives: []).assess(), candidate: try candidate.assess())
        let gate = try ComparisonGate(parsing: text)
        guard let expected else {
            #expect(throws: GateError.self) { try GateCheck(gate, comparison) }
            return
        }
        let check = try GateCheck(gate, comparison)
        #expect(check.judgement == expected && check.difference == nil && check.limit == nil)
    }

    @Test func namesWhatThereIs() throws {
        let gate = try ComparisonGate(parsing: "utilization of db > +5pp")
        let error = try #require(
            #expect(throws: GateError.self) { try GateCheck(gate, comparison()) })
        #expect(error.description.contains("there is one of api"))
    }
}
