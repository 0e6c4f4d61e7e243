// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Requests that wait until the batch with their transaction is in a block of the chain below.
@Suite struct AwaitPostedTests {
    private func rollup(every: SimTime = .seconds(61), faults: [Fault] = []) -> RollupFixture {
        RollupFixture(awaits: .posted, every: every, faults: faults)
    }

    /// 1 s for a block of 2 s, half an interval for the batch that takes it along, 6 s for a block
    /// below: 61 s meet the 12 s of a block at all moments.
    @Test("The mean wait", arguments: [13, 61, 305])
    func mean(every: Int64) throws {
        var fixture = rollup(every: .seconds(every)).fixture()
        fixture.warmUp = .seconds(1_000)
        fixture.duration = .seconds(36_600)
        let answer = try fixture.run()
        let exact = 1 + Double(every) / 2 + 6
        let mean = try #require(answer.overall.meanSojournTime)
        // Five deviations of a mean over 290,000 waits, all alike within an interval.
        #expect(abs(mean.value - exact) < 0.1 + 0.003 * Double(every))
        let parts = answer.overall.breakdown.map { ($0.place, $0.time.value) }
        #expect(parts.map(\.0) == ["l2 block", "l2 posting"])
        #expect(abs(parts[0].1 - 1) < 0.05)
    }

    @Test("Nobody is answered while the chain below stands still")
    func halted() throws {
        let halt = RollupFixture.halt(0, at: 600, for: 1_800)
        for (duration, isOver) in [(2_300, false), (3_600, true)] as [(Int64, Bool)] {
            var rollup = rollup(faults: [halt])
            rollup.duration = .seconds(duration)
            for run in try rollup.fixture().plainRuns() {
                let all = run.operations[0]
                #expect(all.arrived == all.completed + all.inFlightAfter && all.failed == 0)
                let share = Double(all.completed) / Double(all.arrived)
                // All of the first 9 minutes; or all but those of the last one.
                #expect(isOver ? share > 0.96 : share < 620.0 / 2_300 && share > 500.0 / 2_300)
                let posting = try #require(run.chains[1].posting)
                #expect(isOver ? posting.pending <= 1 : posting.pending >= 27)
                #expect(posting.included + posting.pending == posting.batches)
            }
        }
    }

    @Test("Batches that find no place keep those waiting who are in them")
    func overloaded() throws {
        // 8 blobs a second, where blocks take 1.5.
        var rollup = rollup()
        rollup.bytes = 260_000
        rollup.blobs = .following(.bpo2, from: .wei(1), others: nil)
        rollup.duration = .seconds(1_800)
        for run in try rollup.fixture().plainRuns() {
            let all = run.operations[0]
            let share = Double(all.completed) / Double(all.arrived)
            #expect(abs(share - 1.5 / 8) < 0.06)
        }
    }
}
