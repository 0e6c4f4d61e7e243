// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

@Suite("A verdict follows from the interval")
struct JudgementTests {
    @Test(arguments: [
        (90.0, 95.0, 100.0, false, Judgement.met),
        (90.0, 95.0, 95.0, false, .met),
        (90.0, 95.0, 93.0, false, .cannotTell),
        (90.0, 95.0, 90.0, false, .cannotTell),
        (90.0, 95.0, 89.0, false, .breached),
        (90.0, 95.0, 89.0, true, .met),
        (90.0, 95.0, 90.0, true, .met),
        (90.0, 95.0, 92.0, true, .cannotTell),
        (90.0, 95.0, 96.0, true, .breached),
    ])
    func judges(low: Double, high: Double, limit: Double, isFloor: Bool, expected: Judgement) {
        let figure = Figure(value: (low + high) / 2, interval: low...high)
        #expect(Judgement(figure, limit: limit, isFloor: isFloor) == expected)
    }

    @Test func withoutIntervalNothingIsTold() {
        let point = Figure(value: 1, interval: nil)
        #expect(Judgement(point, limit: 100, isFloor: false) == .cannotTell)
        #expect(Judgement(nil, limit: 100, isFloor: false) == .cannotTell)
    }

    @Test(
        arguments: [
            ([], Judgement.met), ([.met, .met], .met), ([.met, .cannotTell], .cannotTell),
            ([.cannotTell, .breached, .met], .breached),
        ] as [([Judgement], Judgement)])
    func worstCounts(parts: [Judgement], expected: Judgement) {
        #expect(Judgement.all(parts) == expected)
    }
}

@Suite("Service levels of a model against measurements")
struct ServiceLevelTests {
    /// Latencies of 100 ms ± little, utilization 62%, hit rate 91%.
    @Test(arguments: [
        ("p95", "300ms", Judgement.met), ("p95", "50ms", .breached), ("p95", "100ms", .cannotTell),
        ("mean", "300ms", .met), ("errors", "0.1%", .met), ("errors", "0.0001%", .cannotTell),
        ("hit rate", "85%", .met), ("hit rate", "95%", .breached), ("utilization", "80%", .met),
        ("utilization", "50%", .breached), ("p99", "300ms", .cannotTell),
    ])
    func levels(measure: String, limit: String, expected: Judgement) throws {
        let api = ComponentID(0)
        let objective: Objective.Measure =
            switch measure {
            case "p95":
                .latency(of: nil, quantile: .percent(95), limit: try SimTime(parsing: limit))
            case "p99":
                .latency(of: nil, quantile: .percent(99), limit: try SimTime(parsing: limit))
            case "mean": .meanLatency(of: OperationID(0), limit: try SimTime(parsing: limit))
            case "errors": .errors(of: nil, limit: try Ratio(parsing: limit))
            case "hit rate": .hitRate(of: ComponentID(1), floor: try Ratio(parsing: limit))
            default:
                .utilization(
                    of: ResourceID(component: api, role: .servers),
                    limit: try Ratio(parsing: limit))
            }
        let assessment = try Setting(objectives: [Objective(objective)]).assess()
        #expect(assessment.levels.map(\.judgement) == [expected])
        let outcomes: [Judgement: Assessment.Outcome] = [
            .met: .met, .breached: .breached, .cannotTell: .cannotTell,
        ]
        #expect(assessment.outcome == outcomes[expected])
    }

    @Test func saturationOverrules() throws {
        var setting = Setting(objectives: [])
        setting.isSaturated = true
        #expect(try setting.assess().outcome == .saturated)
    }

    /// No failure in 1,000 requests leaves a share of 0.3% open, one in 100,000 only 0.003%.
    @Test(arguments: [
        (Int64(1_000), "0.1%", Judgement.cannotTell), (100_000, "0.1%", .met),
        (1_000, "0.4%", .met),
    ])
    func noFailureIsNoProof(completed: Int64, limit: String, expected: Judgement) throws {
        let level = Objective(.errors(of: nil, limit: try Ratio(parsing: limit)))
        var setting = Setting(objectives: [level])
        setting.completed = completed
        #expect(try setting.assess().levels.map(\.judgement) == [expected])
    }

    @Test(arguments: [("1 USD", Judgement.met), ("0.001 USD", .breached)])
    func costOfATransaction(limit: String, expected: Judgement) throws {
        let level = Objective(.costPerTransaction(limit: try Money(parsing: limit)))
        let assessment = try Setting(objectives: [level]).assess()
        #expect(assessment.levels.map(\.judgement) == [expected])
    }
}
