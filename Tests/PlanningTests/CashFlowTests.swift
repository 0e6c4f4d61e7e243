// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Planning

@Suite struct CashFlowTests {
    private static func flows(_ dollars: [Int64]) throws -> CashFlows {
        try CashFlows(dollars.map { .usd($0) })
    }

    private static func rate(_ text: String) throws -> DiscountRate {
        try DiscountRate(perPeriod: ExactDecimal(parsing: text))
    }

    private static func money(_ text: String) throws -> Money { try Money(parsing: text + " USD") }

    /// Worked by hand, to 10^-15 USD.
    @Test(
        arguments: [
            ([-1_000, 500, 500, 500], "0.1", "243.425995492111195"),
            ([-100, 0, 121], "0.1", "0"),
            ([-1_000, 500, 500, 500], "0", "500"),
            ([0, 100], "-0.5", "200"),
            ([7], "0.3", "7"),
        ] as [([Int64], String, String)])
    func presentValue(dollars: [Int64], rate: String, expected: String) throws {
        let value = try Self.flows(dollars).presentValue(at: Self.rate(rate))
        let difference = try value - Self.money(expected)
        #expect(difference.attodollars.magnitude <= 1_000, "\(value)")
    }

    /// 60x² + 60x = 100 has x = (√(23/3) - 1) / 2; the oil pump of Lorie and Savage (Journal of
    /// Business 28 (1955) 229) has rates of 25% and 400%.
    @Test func internalRates() throws {
        let root = ((23.0 / 3).squareRoot() - 1) / 2
        guard case .rate(let rate) = try Self.flows([-100, 60, 60]).internalRate() else {
            Issue.record("one rate")
            return
        }
        #expect(abs(rate - (1 / root - 1)) < 1e-12)
        guard case .several(let rates) = try Self.flows([-1_600, 10_000, -10_000]).internalRate()
        else {
            Issue.record("two rates")
            return
        }
        #expect(rates.count == 2)
        #expect(abs(rates[0] - 0.25) < 1e-11 && abs(rates[1] - 4) < 1e-11, "\(rates)")
        for none in [[5], [0, 0], [1, 2, 3], [-1, -2], [-3, 7, -5]] as [[Int64]] {
            #expect(try Self.flows(none).internalRate() == .none)
        }
        #expect(try Self.flows([-100, 0, 0, 50]).internalRate() != .none)
    }

    @Test(
        arguments: [
            ([-12_000, 1_000], 12, "12", nil), ([-1_000, 400], 36, "2.5", "2.5"),
            ([0, 10], 3, "0", "0"), ([-100, 0], 36, nil, nil), ([-100, -1], 36, nil, nil),
            ([-100, 50], 1, nil, "2"),
        ] as [([Int64], Int, String?, String?)])
    func paybacks(pair: [Int64], periods: Int, within: String?, ever: String?) throws {
        let (outlay, saving) = (Money.usd(-pair[0]), Money.usd(pair[1]))
        let flows = try CashFlows(outlay: outlay, saving: saving, periods: periods)
        let expected = try within.map { try Payback.after(ExactDecimal(parsing: $0)) } ?? .never
        #expect(try flows.payback() == expected)
        #expect(try flows.discountedPayback(at: .zero) == expected)
        let simple = try (ever ?? within).map { try Payback.after(ExactDecimal(parsing: $0)) }
        #expect(try Payback(outlay: outlay, saving: saving) == simple ?? .never)
    }

    /// 1,000 at 10% from 500 a year: 454.55 and 413.22 leave 132.23 of the third year's 375.66.
    @Test func discountedPayback() throws {
        let flows = try Self.flows([-1_000, 500, 500, 500])
        guard case .after(let periods) = try flows.discountedPayback(at: Self.rate("0.1")) else {
            Issue.record("it comes back")
            return
        }
        #expect(abs(periods.approximation - 2.352) < 1e-12)
        #expect(try flows.discountedPayback(at: Self.rate("0.25")) == .never)
    }

    /// 100,000 at 0.5% a month over 360 months: 599.55 (Brealey, Myers and Allen, section 2-3).
    @Test func annuity() throws {
        let loan = try Annuity(
            principal: .usd(100_000), rate: Self.rate("0.005"), instalments: 360)
        let instalment = try loan.instalment()
        #expect(try instalment.rounded(toDecimals: 2, rule: .halfEven) == Self.money("599.55"))
        let free = try Annuity(principal: .usd(100_000), rate: .zero, instalments: 400)
        #expect(try free.instalment() == .usd(250))
        let flows = try CashFlows(
            outlay: .usd(100_000), saving: instalment, periods: 360)
        #expect(abs(try flows.presentValue(at: loan.rate).approximation) < 1e-9)
        guard case .rate(let found) = try flows.internalRate() else {
            Issue.record("one rate")
            return
        }
        #expect(abs(found - 0.005) < 1e-12)
    }

    /// A year of the monthly rate is the yearly rate, and 1% a month is 12.682503% a year.
    @Test(arguments: ["0.126825030131969720661201", "0.08", "0", "-0.5", "9"])
    func monthly(yearly: String) throws {
        let share = try ExactDecimal(parsing: String(yearly.prefix(20)))
        let month = try DiscountRate(monthlyOfYearly: share).share.approximation
        var year = 1.0
        for _ in 0..<12 { year *= 1 + month }
        #expect(abs(year - 1 - share.approximation) < 1e-13 * (1 + abs(share.approximation)))
        if yearly.hasPrefix("0.1268") { #expect(abs(month - 0.01) < 1e-15) }
    }

    /// Of an outlay and savings, a higher rate makes less; and the rate at which nothing is left is
    /// the internal one, below which it pays.
    @Test func higherRatesMakeLess() throws {
        let flows = try Self.flows([-10_000, 3_000, 4_000, 5_000, 0, 1_000])
        let values = try ["-0.3", "0", "0.05", "0.1", "0.3", "2"].map {
            try flows.presentValue(at: Self.rate($0)).approximation
        }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
        guard case .rate(let found) = try flows.internalRate() else {
            Issue.record("one rate")
            return
        }
        let exact = try ExactDecimal(rounding: found, rule: .halfEven)
        #expect(abs(try flows.presentValue(at: .init(perPeriod: exact)).approximation) < 1e-8)
        let total = try flows.discounted(at: Self.rate("0.1"))
        #expect(try Money.sum(total).approximation == values[3])
    }

    @Test func refusals() throws {
        #expect(throws: CashFlowError.empty) { try CashFlows([]) }
        #expect(throws: CashFlowError.tooMany(periods: 1_201)) {
            try CashFlows(Array(repeating: .zero, count: 1_202))
        }
        #expect(throws: CashFlowError.tooMany(periods: -1)) {
            try CashFlows(outlay: .usd(1), saving: .usd(1), periods: -1)
        }
        #expect(throws: CashFlowError.rate(ExactDecimal(-1))) {
            try DiscountRate(perPeriod: ExactDecimal(-1))
        }
        #expect(throws: CashFlowError.self) { try DiscountRate(monthlyOfYearly: ExactDecimal(-2)) }
        #expect(throws: CashFlowError.rate(ExactDecimal(1_000_001))) {
            try DiscountRate(perPeriod: ExactDecimal(1_000_001))
        }
        let words = CashFlowError.rate(ExactDecimal(-1)).description
        #expect(words == "a rate of -100% a period; it must be above -100% and at most 100000000%")
        #expect(throws: CashFlowError.instalments(0)) {
            try Annuity(principal: .usd(1), rate: .zero, instalments: 0)
        }
        let most = Money(attodollars: .max)
        let least = Money(attodollars: -.max)
        #expect(throws: CashFlowError.self) { try CashFlows([least, least]).payback() }
        #expect(throws: CashFlowError.self) {
            try CashFlows([.zero, most]).presentValue(at: Self.rate("-0.9"))
        }
    }
}
