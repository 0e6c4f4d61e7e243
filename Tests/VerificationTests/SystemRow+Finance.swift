// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

@testable import Verification

/// Sums of money, and lines through points.
extension SystemRow {
    static let finance = [
        monthlyCost, bill, invocationCost, trimmedMean, payback, leastSquares, linearForecast,
        linearRunway, seasonalNaive,
    ]

    private static func month(_ price: Double, _ hours: Double) throws -> Double {
        try Solved(
            "monthly-cost", [.init("hourlyPrice", price), .init("hoursPerMonth", hours)])[
                .monthlyCost]
    }

    static let monthlyCost = SystemRow(
        name: "monthly-cost",
        known: [
            Check("0.504 USD an hour, 720 h: 362.88, to the last digit") {
                .equal(try month(0.504, 720), 362.88, 0)
            }
        ],
        reduction: [Check("an hour costs its price") { .equal(try month(0.1, 1), 0.1, 0) }],
        law: [
            Check("twice the hours cost twice") {
                .equal(try month(0.123456789, 1460), 2 * (try month(0.123456789, 730)))
            }
        ],
        monotonicity: [
            Check("longer months cost more") {
                .rising(try [672, 696, 720, 744].map { try month(0.07, $0) })
            }
        ])

    private static func solvedBill(_ lines: [(Double, Double)]) throws -> Solved {
        try Solved(
            "bill",
            [
                JSONMember(
                    "lines",
                    lines.map { line in
                        [JSONMember("quantity", line.0), JSONMember("unitPrice", line.1)]
                    })
            ])
    }

    static let bill = SystemRow(
        name: "bill",
        known: [
            Check("three lines, of which two are no binary numbers") {
                let bill = try solvedBill([(3, 0.1), (0.7, 0.1), (1_000_000, 0.000_000_2)])
                return .all([
                    .equal(bill.list(.lineAmounts), [0.3, 0.07, 0.2], 0),
                    .equal(bill[.total], 0.57, 0),
                ])
            }
        ],
        reduction: [
            Check("one line is its own total, and none cost nothing") {
                .equal(
                    [try solvedBill([(730, 0.768)])[.total], try solvedBill([])[.total]],
                    [try month(0.768, 730), 0], 0)
            }
        ],
        law: [
            Check("lines add up, in any order") {
                let lines = [(730.0, 0.768), (50, 0.1), (-3, 12.5)]
                let bill = try solvedBill(lines)
                return .equal(
                    [bill[.total], try solvedBill(lines.reversed())[.total]],
                    [bill.list(.lineAmounts).reduce(0, +), bill[.total]], 1e-14)
            }
        ],
        monotonicity: [
            Check("another line costs more") {
                let lines = [(1.0, 1.0), (2, 1), (0.001, 0.001)]
                return .rising(
                    try (0...3).map { try solvedBill(Array(lines.prefix($0)))[.total] })
            }
        ])

    private static func invocations(
        _ durations: [Double], price: Double = 2.1e-9, memory: Double = 128
    ) throws -> Double {
        try Solved(
            "invocation-cost",
            [
                .init("pricePerMillisecond", price), .init("baseMemoryMebibytes", 128),
                .init("memoryMebibytes", memory), .init("durationsMilliseconds", durations),
            ])[.cost]
    }

    static let invocationCost = SystemRow(
        name: "invocation-cost",
        known: [
            Check("10.2 and 3 ms are billed as 14, at 512 MiB four times the price") {
                .equal(try invocations([10.2, 3], price: 1, memory: 512), 56, 0)
            }
        ],
        reduction: [
            Check("one whole millisecond at the base memory costs the price") {
                .equal(try invocations([1]), 2.1e-9, 0)
            }
        ],
        law: [
            Check("invocations add up") {
                .equal(
                    try invocations([1.5, 20, 7]),
                    try invocations([1.5]) + invocations([20]) + invocations([7]))
            }
        ],
        monotonicity: [
            Check("longer, or with more memory, costs more") {
                .all([
                    .rising(try [1, 1.01, 2.5, 100].map { try invocations([$0]) }),
                    .rising(try [64, 128, 1_024].map { try invocations([9], memory: $0) }),
                ])
            }
        ])

    private static func trimmed(_ values: [Double], _ trim: Double) throws -> Double {
        try Solved("trimmed-mean", [.init("values", values), .init("trim", trim)])[.mean]
    }

    static let trimmedMean = SystemRow(
        name: "trimmed-mean",
        known: [
            Check("a quarter off 8 values leaves 4") {
                .equal(try trimmed([9, -50, 1, 2, 3, 4, 70, 80], 0.25), 18.0 / 4)
            },
            // 0.29 of 100 is 28.999999999999996 in binary.
            Check("29 of 100 at each end") {
                .equal(
                    try trimmed((1...100).map { Double($0 * $0) }, 0.29),
                    2_697.166_666_666_666_5)
            },
        ],
        reduction: [
            Check("nothing off is the mean, and nearly half the median") {
                .equal(
                    [try trimmed([1, 5, 9, 100], 0), try trimmed([100, 5, 1], 0.4)], [28.75, 5])
            }
        ],
        law: [
            Check("it moves and stretches with its values, in any order") {
                let values = [1.0, 2, 3, 4, 2_000]
                let moved = values.reversed().map { 7 - 2 * $0 }
                return .equal(try trimmed(moved, 0.2), 7 - 2 * (try trimmed(values, 0.2)))
            }
        ],
        monotonicity: [
            Check("the more is cut, the less a peak counts") {
                .falling(
                    try [0, 0.1, 0.2].map { try trimmed([1, 1, 1, 1, 1, 1, 1, 2, 9, 99], $0) })
            }
        ])

    private static func paidBack(_ cost: Double, _ saving: Double) throws -> Double {
        try Solved("payback", [.init("oneTimeCost", cost), .init("monthlySaving", saving)])[.months]
    }

    static let payback = SystemRow(
        name: "payback",
        known: [Check("1,000 at 400 a month: 2.5") { .equal(try paidBack(1_000, 400), 2.5, 0) }],
        reduction: [
            Check("what costs nothing is paid back at once") { .equal(try paidBack(0, 5), 0, 0) }
        ],
        law: [
            Check("any currency takes as long") {
                .equal(try paidBack(33, 7), try paidBack(3_300, 700))
            }
        ],
        monotonicity: [
            Check("higher savings, sooner") {
                .falling(try [1, 2, 2.5, 100].map { try paidBack(12_000, $0) })
            }
        ])
}
