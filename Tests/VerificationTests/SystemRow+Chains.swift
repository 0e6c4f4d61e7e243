// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// Fee markets.
extension SystemRow {
    static let chains = [stationaryBaseFee]

    private static func baseFee(
        users: Double = 1_000, values: (Double, Double) = (0, 20),
        delays: (Double, Double) = (0, 1),
        wait: Double = 5, tip: Double = 1, target: Double = 10_000_000, gas: Double = 20_000
    ) throws -> Double {
        try Solved(
            "eip1559-stationary-base-fee",
            [
                .init("usersPerBlock", users), .init("valueMin", values.0),
                .init("valueMax", values.1), .init("delayCostMin", delays.0),
                .init("delayCostMax", delays.1), .init("expectedWaitBlocks", wait),
                .init("tip", tip), .init("gasTarget", target), .init("gasPerTransaction", gas),
            ])[.baseFee]
    }

    static let stationaryBaseFee = SystemRow(
        name: "eip1559-stationary-base-fee",
        known: [
            Check("half of the users, values up to 20, no delay, no tip: 10") {
                .equal(try baseFee(wait: 0, tip: 0), 10)
            },
            // With x = 20 - b - tip: x^2 / 200 = 1/2 from x = 5 on is x - 2.5 = 10.
            Check("a delay of 2.5 on average, where nobody's is too long") {
                .equal(try baseFee(), 20 - 1 - 2.5 - 10)
            },
            // x^2 / (2 · 5 · 20) = 1/20 where x is below 5.
            Check("few of many users: the most patient, with the highest values") {
                .equal(try baseFee(users: 10_000), 19 - 10.0.squareRoot())
            },
        ],
        reduction: [
            Check("delay that costs nothing is no delay") {
                .equal(try baseFee(delays: (0, 0)), try baseFee(wait: 0))
            },
            Check("delay that costs all the same is a higher tip") {
                .equal(try baseFee(delays: (0.4, 0.4)), try baseFee(wait: 0, tip: 3))
            },
        ],
        law: [
            Check("a unit of tip is a unit less of base fee") {
                .equal(try baseFee(tip: 2), try baseFee(tip: 1) - 1)
            },
            Check("twice the users and the gas are the same market") {
                .equal(try baseFee(users: 2_000, target: 20_000_000), try baseFee())
            },
            Check("who would all be served pay nothing") { .equal(try baseFee(users: 400), 0) },
        ],
        monotonicity: [
            Check("more users, a higher fee") {
                .rising(try [600, 1_000, 3_000, 100_000].map { try baseFee(users: $0) })
            },
            Check("more gas, or a longer wait, a lower one") {
                .all([
                    .falling(try [5e6, 1e7, 1.2e7].map { try baseFee(target: $0) }),
                    .falling(try [0, 1, 5, 9].map { try baseFee(wait: $0) }),
                ])
            },
        ])
}
