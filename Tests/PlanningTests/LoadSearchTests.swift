// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Planning

/// The search for the factor at which a platform breaks, against one that breaks where we say.
@Suite struct LoadSearchTests {
    /// Searches where all below `low` holds and all above `high` breaks.
    private func search(
        _ low: Double, _ high: Double, guess: Double? = nil, users: Int = 0,
        precision: Double = 0.02, most: Double = 100
    ) -> (search: LoadSearch, probes: Int) {
        var search = LoadSearch(
            precision: precision, factors: 0.001...most, guess: guess, users: users)
        var probes = 0
        var seen: [Int: Double] = [:]
        while let factor = search.next(), probes < 100 {
            probes += 1
            #expect(factor <= most)
            if users > 0 {
                // A load is tried once, and is of whole users.
                let count = Int((factor * Double(users)).rounded())
                #expect(seen[count] == nil && factor == Double(count) / Double(users))
                seen[count] = factor
            }
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
        let (search, _) = search(1.31, 1.31, users: 4)
        #expect(search.met == 1.25 && search.broken == 1.5 && search.isPrecise)
    }

    /// 49 * (1 / 49) is not 1, and a third of 3 users more than 1.2 times is none.
    @Test(
        arguments: [
            (49, 1.5, 1.5, 74.0 / 49), (1_000, 10, 1.382, 1.382), (3, 1.2, 9, 1),
            (3, 1.7, 9, 5.0 / 3),
            (7, 2, 9, 2), (1, 1.9, 9, 1),
        ] as [(Int, Double, Double, Double)])
    func noUserIsSplit(users: Int, most: Double, truth: Double, end: Double) throws {
        let (search, _) = search(truth, truth, users: users, most: most)
        #expect(search.met.map { $0 <= end } == true, "\(search.met ?? 0)")
        if truth > most { #expect(search.met == end && search.broken == nil) }
    }

    @Test func neverBeyondTheMost() {
        let (search, _) = search(9, 9, most: 1.234567)
        #expect(search.met == 1.234567)
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
