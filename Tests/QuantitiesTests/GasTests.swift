// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Gas, its price, and what it is worth")
struct GasTests {
    /// gas · price in wei, then dollars at the price of ETH, by hand.
    @Test(arguments: [
        ("21000 gas", "2 gwei", "42000 gwei", "3000 USD", "0.126 USD"),
        ("150000 gas", "80 gwei", "0.012 ETH", "3000 USD", "36 USD"),
        ("1 gas", "1 wei", "1 wei", "3000 USD", "0.000000000000003 USD"),
        ("1 gas", "1 wei", "1 wei", "0.4 USD", "0 USD"),
        ("1 gas", "1 wei", "1 wei", "0.6 USD", "0.000000000000000001 USD"),
        ("0 gas", "80 gwei", "0 wei", "3000 USD", "0 USD"),
        // 3 · 10^24 wei · 4 · 10^21 attodollars needs 154 bits.
        ("30000000 gas", "100000000 gwei", "3000000 ETH", "4000 USD", "12000000000 USD"),
    ])
    func fees(gas: String, price: String, fee: String, ether: String, worth: String) throws {
        let wei = try Gas(parsing: gas) * WeiPerGas(parsing: price)
        #expect(wei.description == fee)
        let value = try wei.value(at: Money(parsing: ether), rounding: .halfEven)
        #expect(value.description == worth)
    }

    @Test func worthRoundsByItsRule() throws {
        let price = Money(attodollars: 500_000_000_000_000_000)
        let debt = Money(attodollars: -500_000_000_000_000_000)
        let rows: [(Money, RoundingRule, Int128)] = [
            (price, .halfEven, 0), (price, .halfUp, 1), (price, .down, 0), (price, .up, 1),
            (debt, .halfUp, -1), (debt, .down, -1), (debt, .up, 0),
        ]
        for (price, rule, expected) in rows {
            #expect(try Wei(1).value(at: price, rounding: rule).attodollars == expected)
        }
    }

    @Test func adds() throws {
        #expect(try Gas(21_000) + Gas(4_000) == Gas(25_000))
        #expect(try Gas(21_000).multiplied(by: 3) == Gas(63_000))
        #expect(try WeiPerGas.gwei(30) + .gwei(2) == .gwei(32))
        #expect(try Wei(5) + Wei(6) - Wei(4) == Wei(7))
        #expect(try Wei(5).multiplied(by: 3) == Wei(15))
    }

    @Test func refusesWhatDoesNotFit() {
        let operations: [(String, QuantityError.Reason, () throws -> Void)] = [
            ("gas", .overflow, { _ = try Gas(.max) + Gas(1) }),
            ("gas times", .overflow, { _ = try Gas(.max).multiplied(by: 2) }),
            ("fee", .overflow, { _ = try Gas(2) * WeiPerGas(wei: .max) }),
            ("price", .overflow, { _ = try WeiPerGas(wei: .max) + .wei(1) }),
            ("wei", .overflow, { _ = try Wei(.max) + Wei(1) }),
            ("wei times", .overflow, { _ = try Wei(.max).multiplied(by: 2) }),
            ("below zero", .negative, { _ = try Wei(1) - Wei(2) }),
            ("worth", .overflow, { _ = try Wei(.max).value(at: .usd(3_000), rounding: .down) }),
            ("NaN", .notFinite, { _ = try Wei(rounding: .nan, rule: .down) }),
            ("negative", .negative, { _ = try Wei(rounding: -1, rule: .down) }),
            ("huge", .overflow, { _ = try Wei(rounding: 3.5e38, rule: .down) }),
            ("no gas", .notFinite, { _ = try Gas(rounding: .infinity, rule: .down) }),
            ("negative gas", .negative, { _ = try Gas(rounding: -0.5, rule: .down) }),
            ("huge gas", .overflow, { _ = try Gas(rounding: 0x1p64, rule: .down) }),
        ]
        for (name, reason, operation) in operations {
            let error = #expect(throws: QuantityError.self, "\(name)") { try operation() }
            #expect(error?.reason == reason, "\(name)")
        }
    }

    @Test(
        arguments: [
            (2.5, .halfEven, 2), (3.5, .halfEven, 4), (2.5, .halfUp, 3), (2.1, .up, 3),
            (0, .up, 0), (9_007_199_254_740_993.0, .down, 9_007_199_254_740_992),
            (0x1p127, .down, 1 << 127),
        ] as [(Double, RoundingRule, UInt128)])
    func roundsADouble(wei: Double, rule: RoundingRule, expected: UInt128) throws {
        #expect(try Wei(rounding: wei, rule: rule) == Wei(expected))
    }
}

@Suite("Instants and durations")
struct SimTimeTests {
    @Test(
        arguments: [
            (1.4e-3, 1_400_000), (0, 0), (-1.5e-9, -2), (1.5e-9, 2), (2.5e-9, 3), (0.49e-9, 0),
            (3_600, 3_600_000_000_000), (1e9, 1_000_000_000_000_000_000), (-2, -2_000_000_000),
        ] as [(Double, Int64)])
    func roundsSeconds(seconds: Double, nanoseconds: Int64) {
        #expect(SimTime(roundingSeconds: seconds).nanoseconds == nanoseconds)
    }

    @Test("Rounding is the library's, where that is exact")
    func roundsAsTheLibrary() {
        var numbers = TestNumbers(seed: 16)
        for _ in 0..<10_000 {
            let seconds = Double(Int64(bitPattern: numbers.next()) >> numbers.below(60)) / 1e10
            let expected = Int64((seconds * 1e9).rounded())
            #expect(SimTime(roundingSeconds: seconds).nanoseconds == expected)
        }
    }

    @Test(
        arguments: [
            (.minutes(90), "1.5"), (.seconds(1), "0.000277777777777778"), (.zero, "0"),
            (.seconds(-1), "-0.000277777777777778"), (.max, "2562047.788015215501944444"),
        ] as [(SimTime, String)])
    func exactHours(time: SimTime, hours: String) {
        #expect(time.hours(rounding: .halfEven).description == hours)
    }

    @Test(
        arguments: [
            (.max, "106751d23h47m16.854775807s"),
            (.nanoseconds(.min), "-106751d23h47m16.854775808s"),
            (.milliseconds(-1), "-1ms"), (.nanoseconds(1), "1ns"), (.nanoseconds(1_001), "1.001us"),
        ] as [(SimTime, String)])
    func prints(time: SimTime, text: String) {
        #expect(time.description == text)
    }

    @Test func arithmetic() {
        var time = SimTime.minutes(1)
        time += .seconds(30)
        #expect(time == .seconds(90))
        time -= .milliseconds(500)
        #expect(time * 2 == .seconds(179))
        #expect(SimTime.days(1) - .hours(1) == .hours(23))
        #expect(SimTime.microseconds(1) < .milliseconds(1))
        #expect(SimTime.seconds(3).ratio(to: .seconds(2)) == 1.5)
        #expect(SimTime.milliseconds(1_500).seconds == 1.5)
        #expect(Rate.perSecond(10) * SimTime.minutes(1) == 600)
        #expect(Rate.perSecond(10) * Ratio.percent(50) + .perSecond(1) == .perSecond(6))
    }
}
