// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// The load of which blocks below take all blobs.
@Suite struct BlobLimitTests {
    /// Transactions of a tenth of a blob: ten a second are a blob a second. Of 21 blobs a block
    /// takes 18 of full transactions, 1.5 a second; of 9 six, 0.5 a second.
    private func answer(
        _ rate: Double, _ schedule: BlobSchedule = .bpo2, every: SimTime = .seconds(60),
        overhead: Int64 = 0
    ) throws -> Measurements {
        let carriage = BatchCarriage(to: ComponentID(0), in: .blobs, data: .bytes(overhead))
        var rollup = RollupFixture(
            rate: rate, bytes: 13_004, every: every, carriage: carriage,
            blobs: .following(schedule, from: .wei(1), others: nil))
        rollup.duration = .seconds(2_400)
        return try rollup.fixture().run()
    }

    private func limit(_ answer: Measurements) throws -> LimitLoad {
        try #require(answer.limitLoads.first { $0.kind == .blobs })
    }

    @Test(
        "The load that blocks carry",
        arguments: [
            (2, .bpo2, 15), (8, .bpo2, 15), (14, .bpo2, 15), (20, .bpo2, 15), (1, .prague, 5),
        ]
            as [(Double, BlobSchedule, Double)])
    func load(rate: Double, schedule: BlobSchedule, most: Double) throws {
        let limit = try limit(try answer(rate, schedule))
        let load = try #require(limit.saturationLoad?.value)
        // What is rounded to blobs, and the batch that comes or not at the end.
        #expect(abs(load / most - 1) < 0.07, "\(load)")
        #expect(limit.isFull == (rate > most) && limit.name == "l1 blobs")
        #expect(limit.rejected.value == 0)
    }

    /// Half of the blobs hold what does not grow with the load.
    @Test("What else batches hold leaves less for the load")
    func overhead() throws {
        let limit = try limit(try answer(4, overhead: 45 * 130_044))
        let load = try #require(limit.saturationLoad?.value)
        #expect(abs(load / 7.5 - 1) < 0.1, "\(load)")
        let full = try self.limit(try answer(4, overhead: 110 * 130_044))
        #expect(full.isFull)
    }

    @Test("A batch that is as large as a block may fill it")
    func short() throws {
        let limit = try limit(try answer(1, every: .seconds(12)))
        let load = try #require(limit.saturationLoad?.value)
        #expect(abs(load / 17.5 - 1) < 0.1, "\(load)")
    }

    @Test("Where blobs have a constant price they are no limit, and calldata has none")
    func none() throws {
        var rollup = RollupFixture(rate: 1)
        #expect(try rollup.fixture().run().limitLoads.allSatisfy { $0.kind == .blockGas })
        rollup.carriage = BatchCarriage(to: ComponentID(0), in: .calldata)
        rollup.blobs = .following(.bpo2, from: .wei(1), others: nil)
        #expect(try rollup.fixture().run().limitLoads.allSatisfy { $0.kind == .blockGas })
    }

    @Test(
        "The load at which demand fills the room",
        arguments: [
            // room asked, of it growing, available; the load of that limit.
            (50, 50, 100, 0.5), (60, 50, 100, 1 / 1.8), (150, 100, 100, 2), (100, 100, 100, 1),
            (300, 100, 100, 3), (120, 0, 100, 1.2), (50, 0, 100, 0), (50, 50, 0, 0),
        ] as [(Double, Double, Double, Double)])
    func formula(room: Double, growing: Double, available: Double, load: Double) {
        let demand = BlobDemand(room: room, growing: growing)
        #expect(abs(demand.load(room: available) - load) < 1e-12)
    }
}
