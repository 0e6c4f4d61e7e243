// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Review

@Suite("Spend variance")
struct SpendVarianceTests {
    typealias Key = SpendVariance.Key

    static func key(_ component: String, layer: String = "compute", meter: String = "pod-hours")
        -> Key
    {
        Key(layer: layer, component: component, item: "", meter: meter)
    }

    static func forecast(
        _ key: Key, _ quantity: Int64?, _ dollars: Int64, ether: Int64? = nil
    ) -> SpendVariance.Forecast {
        SpendVariance.Forecast(
            key: key, quantity: quantity.map { ExactDecimal($0) }, amount: .usd(dollars),
            etherPrice: ether.map { .usd($0) })
    }

    static func charge(_ key: Key, _ quantity: Int64?, _ amount: Int64) -> SpendVariance.Charge {
        SpendVariance.Charge(
            key: key, quantity: quantity.map { ExactDecimal($0) }, billed: ExactDecimal(amount))
    }

    /// Horngren's way by hand: 100 at $2 and 50 at $10 are forecast, 120 at $2.50 and 60 at $9
    /// billed. The group grows by 180/150 = 1.2: quantity 0.2 x 700 = 140; mix 0, as both grew
    /// alike; price 120 x 0.50 - 60 x 1 = 0.
    @Test func growsAlike() throws {
        let variance = try SpendVariance(
            [
                Self.forecast(Self.key("api"), 100, 200),
                Self.forecast(Self.key("worker"), 50, 500),
            ],
            [Self.charge(Self.key("api"), 120, 300), Self.charge(Self.key("worker"), 60, 540)],
            unmodelled: [], rates: .dollars)
        #expect(variance.parts == SpendVariance.Parts(price: .zero, quantity: .usd(140)))
        #expect(variance.lines.map(\.parts.price) == [.usd(60), .usd(-60)])
        #expect(variance.lines.map(\.parts.quantity) == [.usd(40), .usd(100)])
    }

    /// As many units, but more of the dear ones: 80 at $2 and 70 at $10 are 860 at old prices.
    @Test func mixAlone() throws {
        let variance = try SpendVariance(
            [
                Self.forecast(Self.key("api"), 100, 200),
                Self.forecast(Self.key("worker"), 50, 500),
            ],
            [Self.charge(Self.key("api"), 80, 160), Self.charge(Self.key("worker"), 70, 700)],
            unmodelled: [], rates: .dollars)
        #expect(variance.parts == SpendVariance.Parts(mix: .usd(160)))
    }

    /// 10 gas at $3 with ETH at $3,000; 12 gas at $5 with ETH at $4,000. Quantity 2 x 3 = 6; ether
    /// 12 x 3 x 1/3 = 12; price 12 x (5 - 4) = 12.
    @Test func gasFollowsEther() throws {
        let gas = Self.key("l1", layer: "gas", meter: "gas")
        let variance = try SpendVariance(
            [Self.forecast(gas, 10, 30, ether: 3_000)], [Self.charge(gas, 12, 60)],
            unmodelled: [],
            rates: .init(forecast: .usd(1), actual: .usd(1), ether: .usd(4_000)))
        #expect(
            variance.parts
                == SpendVariance.Parts(price: .usd(12), quantity: .usd(6), ether: .usd(12)))
    }

    /// 100 EUR where 100 USD were forecast, at 1.00 USD then and 1.10 now.
    @Test func currencyStandsApart() throws {
        let variance = try SpendVariance(
            [Self.forecast(Self.key("api"), 10, 100)], [Self.charge(Self.key("api"), 10, 100)],
            unmodelled: [],
            rates: .init(forecast: .usd(1), actual: .cents(110), ether: nil))
        #expect(variance.parts == SpendVariance.Parts(currency: .usd(10)))
        #expect(variance.actual == .usd(110))
    }

    @Test func whatOneSideLacks() throws {
        let variance = try SpendVariance(
            [
                Self.forecast(Self.key("gone"), 10, 100),
                Self.forecast(Self.key("flat", meter: "months"), nil, 50),
                Self.forecast(Self.key("idle", meter: "requests"), 0, 0),
            ],
            [
                Self.charge(Self.key("flat", meter: "months"), nil, 60),
                Self.charge(Self.key("idle", meter: "requests"), 5, 7),
                Self.charge(Self.key("new", meter: "gas"), 3, 9),
            ],
            unmodelled: [(name: "support", billed: ExactDecimal(29))], rates: .dollars)
        #expect(
            variance.parts
                == SpendVariance.Parts(
                    price: .usd(10), quantity: .usd(-100 + 7 + 9), notModelled: .usd(29)))
        #expect(variance.lines.map(\.isBilled) == [false, true, true, true, true])
        #expect(variance.lines.map(\.isForecast) == [true, true, true, false, false])
    }

    /// Whatever is forecast and billed, the parts add up to the difference, to 10^-18 USD.
    @Test(arguments: 0..<200)
    func addsUp(seed: UInt64) throws {
        var random = Lehmer(seed)
        let keys = (0..<12).map {
            Self.key("c\($0)", layer: "layer \($0 % 3)", meter: "meter \($0 % 2)")
        }
        let forecasts = keys.filter { _ in random.next(4) > 0 }.map { key in
            SpendVariance.Forecast(
                key: key,
                quantity: random.next(6) == 0 ? nil : ExactDecimal(scaled: random.scaled()),
                amount: Money(attodollars: random.scaled()),
                etherPrice: random.next(3) == 0 ? .usd(3_000) : nil)
        }
        let charges = (keys + keys).filter { _ in random.next(3) > 0 }.map { key in
            SpendVariance.Charge(
                key: key,
                quantity: random.next(6) == 0 ? nil : ExactDecimal(scaled: random.scaled()),
                billed: ExactDecimal(scaled: random.scaled() - 10_000_000_000_000_000_000))
        }
        let variance = try SpendVariance(
            forecasts, charges,
            unmodelled: [(name: "logs", billed: ExactDecimal(random.scaled64()))],
            rates: .init(
                forecast: Money(attodollars: 1_070_000_000_000_000_003),
                actual: Money(attodollars: 1_130_000_000_000_000_007), ether: .usd(3_517)))
        #expect(try variance.parts.sum() == variance.actual - variance.forecast)
        for line in variance.lines {
            #expect(try line.parts.sum() == line.actual - line.forecast)
        }
        let billed = try charges.reduce(ExactDecimal.zero) { try $0 + $1.billed }
        #expect(billed < ExactDecimal(1_000_000_000), "sums stay in range")
    }

    /// Numbers that look random, the same every time (Lehmer, Park and Miller 1988).
    struct Lehmer {
        private var state: UInt64

        init(_ seed: UInt64) { state = seed * 7_919 % 2_147_483_646 + 1 }

        mutating func next(_ below: UInt64) -> UInt64 {
            state = state * 48_271 % 2_147_483_647
            return state % below
        }

        mutating func scaled() -> Int128 {
            Int128(next(100_000)) * 1_000_000_000_000_000 + Int128(next(1_000_003))
        }

        mutating func scaled64() -> Int64 { Int64(next(1_000)) }
    }
}
