// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// Lines through points, and seasons.
extension SystemRow {
    private static let times = [0.0, 300, 600, 900, 1_200]

    private static func slope(_ times: [Double], _ values: [Double]) throws -> Double {
        try Solved("least-squares", [.init("times", times), .init("values", values)])[.slope]
    }

    static let leastSquares = SystemRow(
        name: "least-squares",
        known: [
            Check("1, 3, 2 at 0, 1, 2: a half") { .equal(try slope([0, 1, 2], [1, 3, 2]), 0.5) }
        ],
        reduction: [
            Check("two points are a line of their own") {
                .equal(try slope([3, 7], [1, -1]), -0.5)
            }
        ],
        law: [
            Check("a line is found again, from long ago and in any order") {
                let late = times.reversed().map { $0 + 1.7e9 }
                return .equal(try slope(late, late.map { 4 - 0.25 * ($0 - 1.7e9) }), -0.25)
            }
        ],
        monotonicity: [
            Check("a higher last point, a steeper line") {
                .rising(try [-9, 0, 9, 99].map { try slope(times, [1, 2, 1, 0, $0]) })
            }
        ])

    private static func forecast(
        _ values: [Double], at target: Double, _ times: [Double] = times
    ) throws -> Double {
        try Solved(
            "linear-forecast",
            [.init("times", times), .init("values", values), .init("targetTime", target)])[.value]
    }

    static let linearForecast = SystemRow(
        name: "linear-forecast",
        known: [
            Check("1, 3, 2 at 0, 1, 2: 3.5 at 4") {
                .equal(try forecast([1, 3, 2], at: 4, [0, 1, 2]), 3.5)
            }
        ],
        reduction: [
            Check("what does not change stays") {
                .equal(try forecast([7, 7, 7, 7, 7], at: 1e6), 7)
            }
        ],
        law: [
            Check("the line goes through the means") {
                .equal(try forecast([5, 1, 7, 2, 0], at: 600), 3)
            }
        ],
        monotonicity: [
            Check("a rising line is higher later") {
                .rising(try [0, 1_200, 6_600].map { try forecast([0, 5, 1, 9, 8], at: $0) })
            }
        ])

    private static func runway(_ capacity: Double, now: Double = 1_200) throws -> Double {
        try Solved(
            "linear-runway",
            [
                .init("times", times), .init("values", times.map { 10 + $0 / 100 }),
                .init("capacity", capacity), .init("now", now),
            ])[.timeToCapacity]
    }

    static let linearRunway = SystemRow(
        name: "linear-runway",
        known: [Check("10 and 1 each 100 s, 100 at 9,000 s") { .equal(try runway(100), 7_800) }],
        reduction: [Check("what it is now is reached now") { .equal(try runway(22) + 1, 1) }],
        law: [
            Check("the line has the capacity then") {
                let then = 1_200 + (try runway(77))
                return .equal(try forecast(times.map { 10 + $0 / 100 }, at: then), 77)
            }
        ],
        monotonicity: [
            Check("more capacity, longer; later, less") {
                .all([
                    .rising(try [5, 22, 30, 1_000].map { try runway($0) }),
                    .falling(try [0, 1_200, 9_999].map { try runway(100, now: $0) }),
                ])
            }
        ])

    private static func seasonal(
        _ season: Int, _ history: [Double], _ actual: [Double]
    ) throws -> Solved {
        try Solved(
            "seasonal-naive",
            [.init("season", season), .init("history", history), .init("actual", actual)])
    }

    static let seasonalNaive = SystemRow(
        name: "seasonal-naive",
        known: [
            Check("1 and 5 once more, and again: errors 1, 0, 3") {
                let errors = try seasonal(2, [9, 1, 5], [2, 5, 4])
                return .equal(
                    [errors[.meanAbsoluteError], errors[.meanAbsolutePercentageError]],
                    [4.0 / 3, (0.5 + 0.75) / 3])
            }
        ],
        reduction: [
            Check("a season of one is the last value") {
                .equal(try seasonal(1, [1, 2, 3], [4, 5])[.meanAbsoluteError], 1.5)
            }
        ],
        law: [
            Check("only the last season counts, and a stretch stretches the error") {
                let short = try seasonal(2, [1, 5], [2, 7])[.meanAbsoluteError]
                return .equal(
                    try seasonal(2, [80, 90, 3, 15], [6, 21])[.meanAbsoluteError], 3 * short)
            }
        ],
        monotonicity: [
            Check("further off, a larger error") {
                .rising(
                    try [5, 6, 9, 50].map {
                        try seasonal(1, [4.5], [$0])[.meanAbsoluteError]
                    })
            }
        ])
}
