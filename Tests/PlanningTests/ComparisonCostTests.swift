// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// A service that is billed by the call, asked by Poisson arrivals: a bill that is all chance.
@Suite("Differences of money")
struct ComparisonCostTests {
    /// `calls` in one visit; a call costs 1 USD, a pod 1 USD an hour.
    private func assess(
        rate: Double = 50, calls: Int = 1, pods: Int = 2, seed: UInt64 = 3, replications: Int = 8,
        canaries: Int? = nil
    ) throws -> Assessment {
        func charge(_ key: String, _ layer: CostLayer) -> Charge {
            Charge(price: PriceKey(key), layer: layer, volume: nil)
        }
        func entry(_ key: String, _ price: String) throws -> PriceEntry {
            PriceEntry(
                key: PriceKey(key), price: try UnitPrice(parsing: price), freePerMonth: nil,
                source: "a test", asOf: "2026-01-31")
        }
        let time = try Distribution.exponential(mean: .milliseconds(1))
        let demand = OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])
        let call = Step.call(CallStep(service: ComponentID(1)))
        let model = try Model(
            name: "calls",
            sources: [
                TrafficSource(
                    name: "visitors", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "visit",
                    steps: [.serve(ServeStep(component: ComponentID(0), time: time))]
                        + Array(repeating: call, count: calls))
            ],
            components: [
                Component(
                    name: "api",
                    kind: .pods(
                        Pods(
                            replicas: pods, cores: 1, memory: nil, queueLimit: nil,
                            balancing: .roundRobin,
                            canary: canaries.map { PodCanary(share: .percent(1), replicas: $0) })),
                    charge: charge("pod", .compute)),
                Component(
                    name: "rpc", kind: .service(ExternalService(latency: time, failures: .zero)),
                    charge: charge("call", .rpc)),
            ], keyspaces: [], objectives: [],
            run: RunPlan(
                warmUp: .zero, duration: .seconds(20), replications: replications, seed: seed),
            economics: .init(
                prices: PriceBook(
                    name: "book", asOf: "2026-01-31", hoursPerMonth: 1,
                    entries: [try entry("pod", "1 USD/h"), try entry("call", "1 USD/request")]),
                transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
        return try Assessment(model, Simulation(model).run(threads: 2))
    }

    private func costs(_ comparison: Comparison) -> [String: Difference] {
        let found = comparison.differences.filter { $0.metric == .costPerMonth }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.subject, $0) })
    }

    /// Two calls instead of one: the difference is that of one call for each visit, which varies as
    /// visits do, √(50 · 3600² / 20) = 5,692 in a replication; the sum of lines would say far more.
    @Test func aCallMoreVariesAsVisitsDo() throws {
        let comparison = Comparison(base: try assess(), candidate: try assess(calls: 2))
        let rows = costs(comparison)
        let total = try #require(rows["total"])
        let halfWidth = try #require(total.halfWidth)
        #expect((total.mean - 180_000).magnitude < 2 * halfWidth)
        let expected = 2.365 * 5_692 / 8.0.squareRoot()
        #expect((0.3 * expected...2.2 * expected).contains(halfWidth))
        #expect(total.change == .worse)
        #expect(rows["rpc"]?.halfWidth == halfWidth)
        #expect(rows["compute"]?.change == .same)
    }

    /// Given quantities differ exactly.
    @Test func aPodMoreIsExact() throws {
        let comparison = Comparison(base: try assess(), candidate: try assess(pods: 3))
        let rows = costs(comparison)
        #expect(rows["total"]?.mean == 1 && rows["total"]?.halfWidth == 0)
        #expect(rows["compute"]?.mean == 1 && rows["compute"]?.halfWidth == 0)
        #expect(rows["rpc"]?.mean == 0 && rows["rpc"]?.halfWidth == 0)
        let pods = try #require(comparison.differences.first { $0.metric == .pods })
        #expect(pods.mean == 1 && pods.change == .other)
    }

    /// A canary that stays is paid for, and its pods are told as the bill has them.
    @Test func aCanaryIsPaid() throws {
        let comparison = Comparison(base: try assess(), candidate: try assess(canaries: 3))
        #expect(costs(comparison)["compute"]?.mean == 3)
        let pods = try #require(comparison.differences.first { $0.metric == .pods })
        #expect(pods.base == 2 && pods.candidate == 5 && pods.halfWidth == 0)
    }

    @Test func itselfIsTheSame() throws {
        let comparison = Comparison(base: try assess(), candidate: try assess())
        #expect(comparison.differences.count > 8)
        for difference in comparison.differences {
            #expect(difference.change == .same, "\(difference)")
        }
    }

    /// More calls cost more, whatever else is chance.
    @Test func monotone() throws {
        let base = try assess()
        let means = try (2...4).map { calls in
            let comparison = Comparison(base: base, candidate: try assess(calls: calls))
            return try #require(costs(comparison)["total"]).mean
        }
        #expect(means == means.sorted() && means.allSatisfy { $0 > 0 })
    }

    @Test func otherSeedsDoNotPair() throws {
        let other = try assess(seed: 4)
        let total = try #require(costs(Comparison(base: try assess(), candidate: other))["total"])
        #expect(total.halfWidth == total.independentHalfWidth)
        #expect(total.change == .unseen)
    }

    @Test func oneReplicationTellsNothingOfUse() throws {
        let comparison = Comparison(
            base: try assess(replications: 1), candidate: try assess(calls: 2, replications: 1))
        let rows = costs(comparison)
        #expect(rows["total"]?.halfWidth == nil && rows["compute"]?.halfWidth == 0)
    }
}
