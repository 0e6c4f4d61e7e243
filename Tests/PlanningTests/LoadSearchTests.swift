// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Planning

/// The search for the factor at which a platform breaks, against one that breaks where we say.
@Suite struct LoadSearchTests {
    /// Searches where all below `low` holds and all above `high` breaks.
    private func search(
        _ low: Double, _ high: Double, guess: Double? = nil, grain: Double = 0,
        precision: Double = 0.02
    ) -> (search: LoadSearch, probes: Int) {
        var search = LoadSearch(
            precision: precision, factors: 0.001...100, guess: guess, grain: grain)
        var probes = 0
        while let factor = search.next(), probes < 100 {
            probes += 1
            search.note(factor, factor < low ? .met : factor > high ? .breached : .cannotTell)
        }
        return (search, probes)
    }

    /// Where it breaks, what formulas expect, and how many probes it may take.
    @Test(
        arguments: [
            (1.237, nil, 12), (1.237, 1.237, 3), (1.237, 1.24, 4), (1.237, 1.1, 9),
            (1.237, 1.5, 10), (37.7, nil, 14), (37.7, 37.5, 4), (0.83, nil, 12), (0.83, 0.831, 3),
            (0.83, 1.2, 11), (0.0123, nil, 14), (1.0001, 1, 4), (0.9999, 1, 4),
        ] as [(Double, Double?, Int)])
    func enclosesTheBreak(truth: Double, guess: Double?, most: Int) throws {
        let (search, probes) = search(truth, truth, guess: guess)
        let (met, broken) = (try #require(search.met), try #require(search.broken))
        #expect(met <= truth && truth <= broken)
        #expect(broken / met <= 1.0201 && search.isPrecise)
        #expect(probes <= most, "\(probes) probes")
    }

    /// What cannot be told lies in between, and both ends are near it.
    @Test(arguments: [nil, 1.2] as [Double?])
    func goesOnBesideWhatCannotBeTold(guess: Double?) throws {
        let (search, probes) = search(1.15, 1.26, guess: guess)
        let (met, broken) = (try #require(search.met), try #require(search.broken))
        #expect(met < 1.15 && met > 1.13 && broken > 1.26 && broken < 1.29)
        #expect(!search.isPrecise && probes <= 20)
    }

    @Test func wholeUsers() throws {
        let (search, _) = search(1.31, 1.31, grain: 0.25)
        #expect(search.met == 1.25 && search.broken == 1.5 && search.isPrecise)
    }

    @Test func noBreakAndNothingElse() {
        let (never, probes) = search(1_000, 1_000)
        #expect(never.met == 100 && never.broken == nil && probes < 12)
        let (always, _) = search(0, 0, guess: 0.5)
        #expect(always.met == nil && always.broken == 0.001)
        let (blind, most) = search(0, 1_000)
        #expect(blind.met == nil && blind.broken == nil && most < 12)
    }
}
