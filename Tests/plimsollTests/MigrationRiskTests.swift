// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Planning
@testable import Scenario

/// What a move may come to, and what it hangs on.
@Suite("Breakeven under what is not known")
struct MigrationRiskTests {
    private static let ranges = [
        "migration.base fee={low: 1 gwei, mid: 2 gwei, high: 6 gwei}",
        "migration.growth={low: 0%/month, mid: 2%/month, high: 5%/month}",
        "migration.effort={low: 20000 USD, mid: 28000 USD, high: 60000 USD}",
    ]

    private static func paths(_ sets: [String], count: Int = 1_000) throws -> MigrationPaths {
        try MigrationPaths(BreakevenTests.plan(sets: sets), count: count, seed: 3)
    }

    /// With nothing that is uncertain all cases are the exact answer.
    @Test func certain() throws {
        let plan = try BreakevenTests.plan(sets: ["growth=3%/month"])
        let exact = try Breakeven(plan)
        let paths = try MigrationPaths(plan, count: 100, seed: 3)
        let worth = exact.worth.approximation
        #expect(abs((paths.worth.mid.number ?? 0) - worth) < 1e-6 * worth)
        #expect(paths.worth.low == paths.worth.high)
        guard case .after(let months) = exact.payback, case .from(let fee) = exact.feeOfWorth,
            case .from(let volume) = exact.volumeOfWorth, case .rate(let rate) = exact.internalRate
        else {
            Issue.record("it pays")
            return
        }
        let figures = [
            (paths.payback.mid, months.approximation),
            (paths.baseFee.band.mid, Double(fee.wei) / 1e9),
            (paths.volume.band.mid, volume.approximation),
            (paths.internalRate.mid, Breakeven.yearly(rate)),
        ]
        for (found, known) in figures {
            #expect(
                abs((found.number ?? 0) - known) < 1e-4 * known, "\(found) \(known)")
        }
        #expect(paths.paysBack == .one && paths.isWorth == .one)
    }

    /// The base fee alone: what is saved is a line in it, so P10 and P90 are those of the base fee.
    @Test func baseFeeAlone() throws {
        let paths = try Self.paths([Self.ranges[0]], count: 4_000)
        for (gwei, found) in [(1, paths.worth.low), (2, paths.worth.mid), (6, paths.worth.high)] {
            var plan = try BreakevenTests.plan().inputs
            plan.baseFee = .gwei(Int64(gwei))
            let known = try BreakevenTests.plan().worth(plan).approximation
            #expect(abs((found.number ?? 0) - known) < 0.005 * known, "\(gwei)")
        }
        #expect((paths.payback.low.number ?? 1) < (paths.payback.high.number ?? 0))
    }

    /// Draws fill the unit interval evenly, one in each part, and not in order.
    @Test func stratified() {
        let draws = MigrationPaths.stratified(200, StreamKey(seed: 5))
        for (index, draw) in draws.sorted().enumerated() {
            #expect((Double(index)...Double(index + 1)).contains(draw * 200))
        }
        #expect(draws != draws.sorted())
    }

    /// The same seed, the same cases; more uncertainty, wider bands.
    @Test func widens() throws {
        let all = try Self.paths(Self.ranges)
        #expect(try Self.paths(Self.ranges).worth == all.worth)
        let fee = try Self.paths([Self.ranges[0]])
        func width(_ band: MigrationPaths.Band) -> Double {
            (band.high.number ?? 0) - (band.low.number ?? 0)
        }
        #expect(width(all.worth) > width(fee.worth))
        #expect(width(try Self.paths(Array(Self.ranges.dropFirst())).worth) > 0)
    }

    /// The tornado's ends are what the plan says there, the widest first.
    @Test func swings() throws {
        let plan = try BreakevenTests.plan(sets: Self.ranges)
        let swings = try Swing.all(plan)
        #expect(swings.map(\.span) == swings.map(\.span).sorted(by: >))
        let fee = try #require(swings.first { $0.input == .baseFee })
        var inputs = plan.inputs
        inputs.baseFee = .gwei(6)
        #expect(try plan.worth(inputs) == fee.worthOfHigh)
        #expect(fee.isStated && fee.low == "1 gwei")
        let ether = try #require(swings.first { $0.input == .etherPrice })
        #expect(!ether.isStated && ether.worthOfLow < ether.worthOfHigh)
        #expect(!swings.contains { $0.input == .liquidity && $0.worthOfLow < $0.worthOfHigh })
    }

    @Test func grid() throws {
        let plan = try BreakevenTests.plan()
        let grid = try MigrationGrid(plan)
        #expect(
            grid.baseFees.map(\.wei) == [
                200_000_000, 600_000_000, 2_000_000_000,
                6_000_000_000, 20_000_000_000,
            ])
        #expect(try grid.cells[2][2].worth == plan.worth(plan.inputs))
        for row in grid.cells {
            for (a, b) in zip(row, row.dropFirst()) { #expect(a.worth < b.worth) }
        }
        #expect(grid.cells[0][0].worth < grid.cells[4][0].worth)
    }
}
