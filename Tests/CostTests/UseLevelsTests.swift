// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Cost

@Suite("Commitments cover use that comes and goes")
struct UseLevelsTests {
    private static func draw(_ units: Int64) throws -> CommitmentDraw {
        try CommitmentDraw(
            Commitment(
                name: "pods", price: PriceKey("pod"), quantity: ExactDecimal(units),
                hourly: .cents(5), upfront: .zero, termHours: 1), hoursPerMonth: 720)
    }

    /// Levels for equal times, 7,200 unit-hours of them wanted, and what so many units cover: the
    /// mean of the lesser, over the mean, times 7,200.
    @Test(
        arguments: [
            ([10, 10], 10, "7200"), ([10, 10], 4, "2880"), ([10], 20, "7200"),
            // Of 5 and 15, ten units cover 5 and 10.
            ([5, 15], 10, "5400"), ([5, 15], 15, "7200"), ([0, 20], 10, "3600"),
            ([4, 6, 20, 10], 6, "3960"),
        ] as [([Double], Int64, String)])
    func covers(levels: [Double], units: Int64, expected: String) throws {
        var draw = try Self.draw(units)
        var moving = UseLevels(levels.map { (1, $0) })
        let taken = try draw.take(ExactDecimal(7_200), &moving)?.taken
        #expect(taken?.description == expected)
    }

    /// A second use, moving or steady, is covered by what the first leaves.
    @Test func sharedByTwo() throws {
        var draw = try Self.draw(10)
        var first = UseLevels([(1, 4), (1, 12)])
        // 4 and 10 of them are covered: 7 on average, of a mean of 8.
        #expect(try draw.take(ExactDecimal(5_760), &first)?.taken.description == "5040")
        // 6 and 0 are left.
        var second = UseLevels([(1, 8), (1, 2)])
        #expect(try draw.take(ExactDecimal(3_600), &second)?.taken.description == "2160")
        #expect(draw.left == .zero)
        var third: UseLevels?
        #expect(try draw.take(ExactDecimal(720), &third) == nil)
    }

    /// What one commitment leaves uncovered is what the next one sees.
    @Test func twoCommitments() throws {
        var (small, large) = (try Self.draw(5), try Self.draw(10))
        var levels = UseLevels([(1, 5), (3, 15)])
        // A mean of 12.5, 9,000 unit-hours: 5 at any time, then 0 and 10, a mean of 7.5.
        #expect(try small.take(ExactDecimal(9_000), &levels)?.taken.description == "3600")
        #expect(try large.take(ExactDecimal(5_400), &levels)?.taken.description == "5400")
        #expect(large.left == ExactDecimal(1_800))
    }

    @Test func noTimeIsNoLevel() { #expect(UseLevels([(0, 5)]) == nil && UseLevels([]) == nil) }
}
