// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

@Suite("Comparison of paired replications")
struct ComparisonTests {
    private func difference(
        _ comparison: Comparison, _ metric: Difference.Metric
    ) throws -> Difference {
        try #require(comparison.differences.first { $0.metric == metric })
    }

    /// Differences 10, 11, 9, 10 ms: mean 10, s = 0.8165, t(3) = 3.1824, half width 1.2992 ms;
    /// independent, by Welch, the spread of 10 ms between replications counts twice.
    @Test func pairsByReplication() throws {
        var base = Setting(objectives: [])
        base.latencies = [0.100, 0.110, 0.120, 0.130]
        var candidate = base
        candidate.latencies = [0.110, 0.121, 0.129, 0.140]
        let comparison = Comparison(base: try base.assess(), candidate: try candidate.assess())
        let found = try difference(comparison, .latency(quantile: .percent(95)))
        #expect(comparison.isPaired)
        #expect(abs(found.mean - 0.010) < 1e-12)
        #expect(abs(try #require(found.halfWidth) - 0.0012992) < 1e-6)
        #expect(found.change == .worse)
        #expect(try #require(found.pairingGain) > 10)
        #expect(try difference(comparison, .throughput).change == .same)
    }

    @Test func otherSeedsAreNotPaired() throws {
        var base = Setting(objectives: [])
        base.latencies = [0.100, 0.110, 0.120, 0.130]
        var candidate = base
        candidate.latencies = [0.110, 0.121, 0.129, 0.140]
        candidate.seed = 8
        let comparison = Comparison(base: try base.assess(), candidate: try candidate.assess())
        let found = try difference(comparison, .latency(quantile: .percent(95)))
        #expect(!comparison.isPaired)
        #expect(found.halfWidth == found.independentHalfWidth)
        #expect(found.change == .unseen)
    }

    @Test(arguments: [
        (Difference.Metric.throughput, 10.0, 1.0, Difference.Change.better),
        (.throughput, -10.0, 1.0, .worse), (.hitRate, 0.1, 0.01, .better),
        (.meanLatency, 0.1, 0.01, .worse), (.errors, -0.1, 0.01, .better),
        (.utilization, 0.1, 0.2, .unseen), (.costPerMonth, 0.0, 0.0, .same),
        (.pods, 2.0, 0.5, .other), (.costPerTransaction, 0.1, 0.0, .worse),
    ])
    func direction(
        metric: Difference.Metric, mean: Double, halfWidth: Double, expected: Difference.Change
    ) {
        let difference = Difference(
            subject: "x", metric: metric, base: 1, candidate: 1 + mean, mean: mean,
            halfWidth: halfWidth, independentHalfWidth: nil)
        #expect(difference.change == expected)
    }

    /// 2% of a base of 100 ms is 2 ms: the whole interval has to lie within.
    @Test(arguments: [
        (0.0015, 0.0004, Difference.Change.tolerated), (-0.0015, 0.0005, .tolerated),
        (0.0015, 0.0006, .worse), (0.0001, 0.003, .unseen), (0.0, 0.0, .same),
        (0.0, 0.001, .tolerated),
    ])
    func tolerance(mean: Double, halfWidth: Double, expected: Difference.Change) {
        let difference = Difference(
            subject: "x", metric: .meanLatency, base: 0.1, candidate: 0.1 + mean, mean: mean,
            halfWidth: halfWidth, independentHalfWidth: nil, tolerance: .percent(2))
        #expect(difference.change == expected)
    }

    /// An operation may be called like a component, or like all together.
    @Test func operationsAreToldApartFromTheirNamesakes() throws {
        var setting = Setting(objectives: [])
        setting.operations = ["api", "all"]
        let comparison = Comparison(base: try setting.assess(), candidate: try setting.assess())
        let own = comparison.differences.filter(\.isOfOperation)
        #expect(own.map(\.subject) == ["api", "api", "api", "api", "all", "all", "all", "all"])
        let rest = comparison.differences.filter { !$0.isOfOperation }
        #expect(
            rest.map(\.subject)
                == ["all", "all", "all", "all", "api", "redis", "total", "total"])
    }

    @Test func oneReplicationTellsNothing() {
        let difference = Difference(
            subject: "x", metric: .throughput, base: 1, candidate: 2, mean: 1, halfWidth: nil,
            independentHalfWidth: nil)
        #expect(difference.change == .cannotTell)
        #expect(difference.pairingGain == nil)
    }

    /// What becomes of a limit of 300 ms, or of another, when p95 goes from 100 ms to `latency`.
    @Test(arguments: [
        (0.2, "300ms", "300ms", LevelChange.Kind.kept), (0.4, "300ms", "300ms", .lost),
        (0.4, "50ms", "300ms", .missed), (0.2, "50ms", "300ms", .gained),
        (0.3, "300ms", "300ms", .cannotTell),
    ])
    func levels(latency: Double, first: String, second: String, expected: LevelChange.Kind) throws {
        func side(_ limit: String, _ latency: Double) throws -> Assessment {
            let limit = try SimTime(parsing: limit)
            var setting = Setting(objectives: [
                Objective(.latency(of: nil, quantile: .percent(95), limit: limit))
            ])
            setting.latencies = [0.99, 1, 1.01, 1].map { $0 * latency }
            return try setting.assess()
        }
        let comparison = Comparison(
            base: try side(first, 0.1), candidate: try side(second, latency))
        #expect(comparison.levels.map(\.kind) == [expected])
    }

    @Test func levelsOfOneSide() throws {
        let p95 = Objective(.latency(of: nil, quantile: .percent(95), limit: .seconds(1)))
        let mean = Objective(.meanLatency(of: nil, limit: .seconds(1)))
        let comparison = Comparison(
            base: try Setting(objectives: [p95]).assess(),
            candidate: try Setting(objectives: [mean]).assess())
        #expect(comparison.levels.map(\.kind) == [.added, .dropped])
    }
}
