// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Planning

/// How batches fill, against limits that are known and against a plain simulation of them.
@Suite("Filling of batches") struct BatchFillingTests {
    private static func filling(_ size: Int, _ window: SimTime, _ rate: Double) -> BatchFilling {
        BatchFilling(size: size, within: window, rate: .perSecond(rate))
    }

    /// Where no window ends a batch, members wait (N - 1) / (2 λ) on average.
    @Test(arguments: [2, 20, 100, 2_000])
    func sizeAlone(size: Int) {
        let filling = Self.filling(size, .days(1), 1)
        #expect(abs(filling.meanMembers - Double(size)) < 1e-9 * Double(size))
        #expect(abs(filling.meanWait.seconds - Double(size - 1) / 2) < 1e-6)
        #expect(filling.fullShare.fraction > 1 - 1e-9)
    }

    /// Where no size does, a batch has 1 + λ W members, which wait so long in all: the first W,
    /// the others W / 2 on average.
    @Test(arguments: [0.001, 0.1, 2])
    func windowAlone(rate: Double) {
        let filling = Self.filling(10_000, .seconds(60), rate)
        let members = 1 + 60 * rate
        #expect(abs(filling.meanMembers - members) < 1e-9 * members)
        #expect(abs(filling.meanWait.seconds - (60 + 30 * 60 * rate) / members) < 1e-6)
        #expect(filling.fullShare.fraction < 1e-9)
    }

    /// Two at most: the first waits for the second or the window, (1 - e^-a) / λ with a = λ W.
    @Test func ofTwo() {
        let filling = Self.filling(2, .seconds(10), 0.1)
        let second = 1 - 0.367879441171442321
        #expect(abs(filling.meanMembers - (1 + second)) < 1e-12)
        #expect(abs(filling.meanWait.seconds - 10 * second / (1 + second)) < 1e-8)
        #expect(abs(filling.fullShare.fraction - second) < 1e-12)
    }

    @Test func nobody() {
        let filling = Self.filling(20, .seconds(60), 0)
        #expect(filling.meanMembers == 1 && filling.meanWait == .zero)
    }

    /// Larger sizes and windows never make smaller batches, nor shorter waits.
    @Test func rises() {
        let sizes = [2, 3, 10, 50, 200].map { Self.filling($0, .minutes(5), 0.1) }
        let windows = [1, 5, 15, 60].map { Self.filling(50, .minutes($0), 0.1) }
        for row in [sizes, windows] {
            for (a, b) in zip(row, row.dropFirst()) {
                #expect(a.meanMembers <= b.meanMembers && a.meanWait <= b.meanWait)
            }
        }
    }

    /// A long window with many members does not lose its digits.
    @Test func many() {
        let filling = Self.filling(10_000, .seconds(5_000), 1)
        #expect(abs(filling.meanMembers - 5_001) < 1e-6)
        let filled = Self.filling(10_000, .seconds(20_000), 1)
        #expect(abs(filled.meanMembers - 10_000) < 1e-6)
    }
}
