// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Cost

@Suite("Whether a commitment pays") struct CommitmentUseTests {
    private static func use(
        _ used: Int64, asked: Int64? = nil, cost: Int64 = 60
    ) throws -> CommitmentUse {
        try CommitmentUse(
            name: "year", price: PriceKey("pod"), committed: ExactDecimal(100),
            used: ExactDecimal(used), asked: ExactDecimal(asked ?? used), cost: .usd(cost),
            onDemand: .usd(1))
    }

    /// 100 units at 60 USD, for which 100 would be paid on demand: it pays from 60 on.
    @Test(
        arguments: [
            (100, 100, 40, 0.4), (80, 80, 20, 0.25), (60, 60, 0, 0), (50, 50, -10, -0.2),
            // Of 150 asked, 60% may stay away.
            (100, 150, 40, 0.6),
            // None and 200 by turns: half of the 100 is used, and it does not pay.
            (50, 100, -10, -0.2),
        ] as [(Int64, Int64, Int64, Double)])
    func room(used: Int64, asked: Int64, saved: Int64, room: Double) throws {
        let use = try Self.use(used, asked: asked)
        #expect(use.saved == .usd(saved))
        #expect(try #require(use.breakEven) == 0.6)
        #expect((try #require(use.room) - room).magnitude < 1e-12)
        #expect(use.utilization == Double(used) / 100)
        #expect(use.unused == ExactDecimal(100 - used))
    }

    /// Where so much less is asked as there is room for, it saves nothing; where nothing is, it
    /// costs what it costs.
    @Test(arguments: [100, 120, 300])
    func saves(asked: Int64) throws {
        let use = try Self.use(100, asked: asked)
        let room = try #require(use.room)
        #expect(use.saved(at: 1) == 40 && use.saved(at: 0) == -60)
        #expect(use.saved(at: 1 - room).magnitude < 1e-9)
        let savings = stride(from: 0, through: 1, by: 0.1).map { use.saved(at: $0) }
        #expect(savings == savings.sorted())
    }

    @Test func unused() throws {
        let use = try Self.use(0)
        #expect(try use.room == nil && use.saved == Money.zero - .usd(60))
    }

    @Test func severalMonths() throws {
        let uses = [try Self.use(100, asked: 150), try Self.use(20)]
        let sum = try #require(try CommitmentUse.sum(uses))
        #expect(sum.committed == ExactDecimal(200) && sum.used == ExactDecimal(120))
        #expect(sum.asked == ExactDecimal(170) && sum.cost == .usd(120) && sum.saved == .zero)
        #expect(try CommitmentUse.sum([]) == nil)
    }
}
