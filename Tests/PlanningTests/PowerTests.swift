// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// Memory against duration and cost.
@Suite struct PowerTests {
    private static func book(isFree: Bool) throws -> PriceBook {
        func entry(_ key: String, _ price: String) throws -> PriceEntry {
            let unit = price.drop { $0 != " " }
            return PriceEntry(
                key: PriceKey(key), price: try UnitPrice(parsing: isFree ? "0" + unit : price),
                freePerMonth: nil, source: "a test", asOf: "2026-01-31")
        }
        return PriceBook(
            name: "book", asOf: "2026-01-31", hoursPerMonth: 730,
            entries: [
                try entry("requests", "0.0000002 USD/request"),
                try entry("duration", "0.0000166667 USD/GB-s"),
                try entry("provisioned", "0.0000041667 USD/GB-s"),
                try entry("provisioned duration", "0.0000097222 USD/GB-s"),
            ])
    }

    /// Invocations of one function: `work` ms of processor and `waiting` ms of anything else; all
    /// regular, or at random.
    private func model(
        work: Int64, waiting: Int64, provisioned: Int = 0, isRandom: Bool = false,
        isFree: Bool = false, duration: Int64 = 100,
        items: [Tariff.Item] = [.requests, .duration, .provisionedDuration, .provisioned]
    ) throws -> Model {
        let function = Function(memory: .mebibytes(512), provisioned: provisioned)
        let charge = Charge(
            price: nil, layer: .compute, volume: nil,
            tariffs: items.map { Tariff(item: $0, price: PriceKey($0.rawValue)) })
        let pause = DelayStep(
            name: "database", time: try .deterministic(.milliseconds(waiting)))
        return try Model(
            name: "power",
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .open(
                        OpenDemand(
                            rate: .perSecond(10), law: isRandom ? .poisson : .deterministic,
                            stages: [])),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "visit",
                    steps: [
                        .invoke(
                            InvokeStep(
                                function: ComponentID(0),
                                work: isRandom
                                    ? try .exponential(mean: .milliseconds(work))
                                    : try .deterministic(.milliseconds(work)),
                                steps: waiting > 0 ? [.delay(pause)] : []))
                    ])
            ],
            components: [Component(name: "fn", kind: .function(function), charge: charge)],
            keyspaces: [], objectives: [],
            run: RunPlan(
                warmUp: .seconds(30), duration: .seconds(duration), replications: 3, seed: 7),
            economics: Model.Economics(prices: try Self.book(isFree: isFree), transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    private func tune(_ model: Model, _ memories: [Int64]) throws -> PowerTuning {
        try PowerTuning(
            model, function: ComponentID(0), memories: memories.map { .mebibytes($0) }, threads: 2)
    }

    /// What AWS bills for a million: 0.20 USD, and GB times whole milliseconds.
    @Test("The bill of a million invocations", arguments: [(100, 0), (100, 300), (37, 12)])
    func cost(work: Int64, waiting: Int64) throws {
        let answer = try tune(try model(work: work, waiting: waiting), [128, 512, 1_769, 3_538])
        #expect(answer.settings.count == 4)
        for setting in answer.settings {
            let mebibytes = Double(setting.memory.bytes >> 20)
            let time = Double(work) * max(1, 1_769 / mebibytes) + Double(waiting)
            let exact = 0.2 + 1e6 * 0.0000166667 * mebibytes / 1_024 * time.rounded(.up) / 1_000
            let found = try #require(setting.cost)
            #expect(abs(found.value / exact - 1) < 1e-9)
            let duration = try #require(setting.duration)
            #expect(abs(duration.value * 1_000 / time - 1) < 1e-6)
        }
    }

    @Test("Work alone is cheapest anywhere below a whole processor, waiting with little memory")
    func choices() throws {
        let work = try tune(try model(work: 200, waiting: 0), [128, 512, 1_769, 3_538])
        #expect(work.fastest.map(\.memory) == [.mebibytes(1_769), .mebibytes(3_538)])
        #expect(work.balanced.map(\.memory) == [.mebibytes(1_769)])
        let costs = work.settings.compactMap(\.cost?.value)
        #expect(abs(costs[0] / costs[2] - 1) < 0.005)
        #expect(costs[3] > 1.9 * costs[2])
        let waits = try tune(try model(work: 1, waiting: 500), [128, 512, 1_769])
        #expect(waits.cheapest.map(\.memory) == [.mebibytes(128)])
        #expect(waits.fastest.map(\.memory) == [.mebibytes(1_769)])
        let times = waits.settings.compactMap(\.duration?.value)
        #expect(times == times.sorted(by: >))
    }

    /// The same work at any memory costs the same but for whole milliseconds, 0.1% here, which the
    /// ends of a window hide.
    @Test("What chance decides is no winner")
    func ties() throws {
        let answer = try tune(try model(work: 100, waiting: 0, isRandom: true), [128, 256, 512])
        #expect(answer.cheapest.count > 1)
        #expect(answer.fastest.map(\.memory) == [.mebibytes(512)])
    }

    /// Work of a minute in a window of four seconds; and prices of zero.
    @Test("Where nothing ended nothing is told, and what is free is no balance of nothing")
    func absent() throws {
        let long = try tune(
            try model(work: 60_000, waiting: 0, duration: 4), [1_769, 3_538])
        #expect(long.isInvoked && long.balanced.isEmpty && long.cheapest.isEmpty)
        let free = try tune(try model(work: 50, waiting: 0, isFree: true), [128, 1_769])
        #expect(free.balanced.map(\.memory) == [.mebibytes(1_769)])
        #expect(free.cheapest.count == 2)
    }

    @Test("Provisioned environments cost while they stand")
    func provisioned() throws {
        let answer = try tune(try model(work: 100, waiting: 0, provisioned: 5), [1_769, 3_538])
        let found = try #require(answer.settings.first?.cost)
        let memory = 1_769.0 / 1_024
        let exact =
            0.2 + 1e6 * memory * (0.0000097222 * 0.1 + 5 * 0.0000041667 / 10)
        #expect(abs(found.value / exact - 1) < 0.003)
    }

    @Test("A missing price is an error")
    func missing() throws {
        let model = try model(work: 100, waiting: 0, items: [.requests])
        #expect(throws: CostError.noPriceNamed(component: "fn", meter: "duration")) {
            try tune(model, [128, 256])
        }
    }
}
