// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
import Testing

@Suite struct InitialTransientTests {
    /// A start of one level, then another, with noise that repeats: ±1.
    private static func series(_ start: Double, for count: Int, then rest: Int) -> [Double] {
        (0..<count + rest).map { index in
            (index < count ? start : 0) + (index % 10 < 5 ? 1 : -1)
        }
    }

    @Test(
        "A start that differs is cut, to the next five observations",
        arguments: [
            (0.0, 0, 0), (100.0, 40, 40), (100.0, 43, 45), (-100.0, 200, 200), (3.0, 100, 100),
        ])
    func step(start: Double, count: Int, cut: Int) {
        let found = InitialTransient.length(of: Self.series(start, for: count, then: 1_000 - count))
        #expect(found == cut)
    }

    @Test("What goes on growing is too short to tell, and so is nothing")
    func growth() {
        #expect(InitialTransient.length(of: (0..<1_000).map { Double($0) }) == nil)
        #expect(InitialTransient.length(of: Self.series(100, for: 700, then: 300)) == nil)
        #expect(InitialTransient.length(of: []) == nil)
    }

    @Test("A constant has no transient; a decay is cut where it no longer stands out")
    func decay() throws {
        #expect(InitialTransient.length(of: Array(repeating: 3, count: 100)) == 0)
        var value = 1_000.0
        let decay = (0..<1_000).map { index in
            value *= 0.98
            return value + (index % 10 < 5 ? 1 : -1)
        }
        // 1000 · 0.98^n is 1 at n = 342 and 0.1 at n = 456.
        let cut = try #require(InitialTransient.length(of: decay))
        #expect((200...456).contains(cut))
    }
}
