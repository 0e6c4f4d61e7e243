// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Tiers: graduated and by volume")
struct TierScheduleTests {
    /// Limits and prices as text; the last limit is "".
    typealias Rows = [(String, String)]

    static let lambda: Rows = [
        ("6000000000", "0.0000166667"), ("15000000000", "0.000015"), ("", "0.0000133334"),
    ]
    static let gateway: Rows = [
        ("333000000", "0.0000035"), ("1000000000", "0.0000028"), ("20000000000", "0.00000238"),
        ("", "0.00000151"),
    ]

    private static func schedule(
        _ rule: TierSchedule.Rule, _ rows: Rows
    ) throws -> TierSchedule {
        try TierSchedule(
            rule: rule,
            tiers: rows.map { limit, price in
                TierSchedule.Tier(
                    limit: limit.isEmpty ? nil : try ExactDecimal(parsing: limit),
                    price: try Money(parsing: price + " USD"))
            })
    }

    /// Of the list prices of AWS Lambda (x86) and API Gateway (REST), tier by tier by hand.
    @Test(
        arguments: [
            (.graduated, lambda, "0", "0"), (.graduated, lambda, "1000000", "16.6667"),
            (.graduated, lambda, "6000000000", "100000.2"),
            // 100000.2 + 4e9 · 0.000015
            (.graduated, lambda, "10000000000", "160000.2"),
            // 100000.2 + 9e9 · 0.000015 + 5e9 · 0.0000133334
            (.graduated, lambda, "20000000000", "301667.2"),
            // 1165.5 + 667e6 · 0.0000028 + 1e9 · 0.00000238
            (.graduated, gateway, "2000000000", "5413.1"),
            (.volume, lambda, "6000000000", "100000.2"),
            (.volume, lambda, "6000000001", "90000.000015"),
            (.volume, gateway, "2000000000", "4760"),
        ] as [(TierSchedule.Rule, Rows, String, String)])
    func knownAnswers(
        rule: TierSchedule.Rule, rows: Rows, quantity: String, cost: String
    ) throws {
        let schedule = try Self.schedule(rule, rows)
        let found = try schedule.cost(of: ExactDecimal(parsing: quantity), rounding: .halfEven)
        #expect(found.decimalString == cost)
    }

    /// One tier is a price, by either rule.
    @Test(arguments: TierSchedule.Rule.allCases)
    func oneTierIsAPrice(rule: TierSchedule.Rule) throws {
        let price = try Money(parsing: "0.0001 USD")
        let schedule = try Self.schedule(rule, [("", "0.0001")])
        for quantity in [0, 1, 7_919, 50_000_000].map({ ExactDecimal($0) }) {
            let plain = try price.multiplied(by: quantity, rounding: .halfEven)
            #expect(try schedule.cost(of: quantity, rounding: .halfEven) == plain)
            #expect(try TierSchedule(price).cost(of: quantity, rounding: .halfEven) == plain)
        }
    }

    @Test(
        arguments: [
            ([], .empty), ([("5", "1")], .ends), ([("", "1"), ("", "2")], .endless(0)),
            ([("5", "1"), ("5", "2"), ("", "3")], .notRising(1)),
            ([("0", "1"), ("", "2")], .notRising(0)), ([("-1", "1"), ("", "2")], .notRising(0)),
        ] as [(Rows, TierError)])
    func refusals(rows: Rows, error: TierError) {
        #expect(throws: error) { try Self.schedule(.graduated, rows) }
    }
}

@Suite("Laws of tiers, on random schedules")
struct TierLawTests {
    /// Up to six tiers whose prices go up or down, with at most six decimals, so that products
    /// with quantities of at most three are exact.
    private struct Chance {
        var state: UInt64

        mutating func next(_ below: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % below
        }

        mutating func decimal(_ below: UInt64, scale: Int128) -> ExactDecimal {
            ExactDecimal(scaled: Int128(next(below)) * scale)
        }

        mutating func schedule(_ rule: TierSchedule.Rule) throws -> TierSchedule {
            var limit = ExactDecimal.zero
            var tiers: [TierSchedule.Tier] = []
            for _ in 0..<next(6) {
                limit = try limit + ExactDecimal(Int64(1 + next(1_000)))
                tiers.append(TierSchedule.Tier(limit: limit, price: price()))
            }
            return try TierSchedule(
                rule: rule, tiers: tiers + [TierSchedule.Tier(limit: nil, price: price())])
        }

        private mutating func price() -> Money {
            Money(attodollars: decimal(1_000_000, scale: 1_000_000_000_000).scaled)
        }

        mutating func quantity() -> ExactDecimal {
            decimal(8_000_000, scale: 1_000_000_000_000_000)
        }
    }

    /// A smallest step of quantity moves the cost by that step at the price of a tier: there is no
    /// jump, and it never falls.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func graduatedIsContinuousAndMonotone(seed: UInt64) throws {
        var chance = Chance(state: seed)
        let schedule = try chance.schedule(.graduated)
        let step = ExactDecimal(scaled: 1_000_000_000_000_000)
        let dearest = try #require(schedule.tiers.map(\.price).max())
        let most = try dearest.multiplied(by: step, rounding: .up)
        let places = schedule.tiers.compactMap(\.limit) + [chance.quantity()]
        for place in places {
            let here = try schedule.cost(of: place, rounding: .halfEven)
            let beyond = try schedule.cost(of: place + step, rounding: .halfEven)
            #expect(here <= beyond, "seed \(seed)")
            #expect(try beyond - here <= most, "seed \(seed)")
        }
    }

    /// The second bill begins where the first ended, and they add up to the one of the whole month,
    /// by either rule: by volume, since both know the month's number.
    @Test(arguments: TierSchedule.Rule.allCases, 0..<100 as Range<UInt64>)
    func splitInTwo(rule: TierSchedule.Rule, seed: UInt64) throws {
        var chance = Chance(state: seed &+ 77)
        let schedule = try chance.schedule(rule)
        let (first, second) = (chance.quantity(), chance.quantity())
        let total = try first + second
        let bills = try [(first, ExactDecimal.zero), (second, first)].map { quantity, before in
            try schedule.portions(of: quantity, after: before, ofAll: total)
        }
        var split = Money.zero
        for portion in bills.joined() {
            split = try split + portion.price.multiplied(by: portion.quantity, rounding: .halfEven)
        }
        #expect(try split == schedule.cost(of: total, rounding: .halfEven), "seed \(seed)")
        for (bill, quantity) in zip(bills, [first, second]) {
            #expect(!bill.isEmpty)
            let units = bill.reduce(Int128(0)) { $0 + $1.quantity.scaled }
            #expect(units == quantity.scaled, "seed \(seed)")
        }
    }

    /// By volume the cost may fall where a limit is passed; within a tier it never does.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func volumeRisesWithinATier(seed: UInt64) throws {
        var chance = Chance(state: seed &+ 5_000)
        let schedule = try chance.schedule(.volume)
        let quantities = [chance.quantity(), chance.quantity()].sorted()
        let costs = try quantities.map { try schedule.cost(of: $0, rounding: .halfEven) }
        if schedule.tier(of: quantities[0]) == schedule.tier(of: quantities[1]) {
            #expect(costs[0] <= costs[1], "seed \(seed)")
        }
        let tier = schedule.tiers[schedule.tier(of: quantities[1])]
        #expect(
            try costs[1] == tier.price.multiplied(by: quantities[1], rounding: .halfEven),
            "seed \(seed)")
    }
}
