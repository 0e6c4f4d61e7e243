// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Cost

/// Three instances at 0.504 USD/h, 2,160 instance-hours in a month of 720 h: 1,088.64 USD.
private func bill(_ agreements: Agreements) throws -> Bill {
    var platform = Platform()
    platform.database = try Platform.charge("db/large", .database)
    platform.prices = [try Platform.entry("db/large", "0.504 USD/h")]
    platform.agreements = agreements
    return try Bill(platform.model(), platform.measurements)
}

private func usd(_ text: String) throws -> Money { try Money(parsing: text + " USD") }
private func share(_ text: String) throws -> Percentage { try Percentage(parsing: text + "%") }

private func commitment(
    _ quantity: String, rate: String, upfront: String = "0", hours: Int64 = 8_760
) throws -> Commitment {
    Commitment(
        name: "reserved", price: PriceKey("db/large"),
        quantity: try ExactDecimal(parsing: quantity), hourly: try usd(rate),
        upfront: try usd(upfront), termHours: hours)
}

@Suite("What is agreed: discounts, commitments, spot, support, credits, tax")
struct AgreementTests {
    struct Row {
        var agreements = Agreements()
        /// List, contracted, effective and billed.
        let totals: [String]
        /// Item, quantity and billed amount of each line.
        let lines: [[String?]]
    }

    private static func discount(_ pattern: String, _ off: String) throws -> Discount {
        Discount(prices: KeyPattern(pattern), off: try share(off))
    }

    private static func spot(_ part: String, _ price: String) throws -> SpotShare {
        SpotShare(price: PriceKey("db/large"), share: try share(part), spotPrice: try usd(price))
    }

    /// By hand; 8,760 h are a year, of which 720 are this month: 876 USD at once are 72 a month.
    private static func rows() throws -> [Row] {
        [
            Row(
                totals: ["1088.64", "1088.64", "1088.64", "1088.64"],
                lines: [[nil, "2160", "1088.64"]]),
            Row(
                agreements: Agreements(
                    discounts: [try discount("cache/*", "50"), try discount("db/*", "10")]),
                totals: ["1088.64", "979.776", "979.776", "979.776"],
                lines: [[nil, "2160", "979.776"]]),
            Row(
                agreements: Agreements(commitments: [try commitment("3", rate: "0.3")]),
                totals: ["1088.64", "1088.64", "648", "648"],
                lines: [
                    ["db (committed: reserved)", "2160", "0"],
                    ["reserved commitment", "2160", "648"],
                ]),
            Row(
                agreements: Agreements(commitments: [try commitment("2", rate: "0.3")]),
                totals: ["1088.64", "1088.64", "794.88", "794.88"],
                lines: [
                    ["db (committed: reserved)", "1440", "0"], [nil, "720", "362.88"],
                    ["reserved commitment", "1440", "432"],
                ]),
            Row(
                agreements: Agreements(
                    commitments: [try commitment("4", rate: "0.3", upfront: "876")]),
                totals: ["1088.64", "1088.64", "1152", "1152"],
                lines: [
                    ["db (committed: reserved)", "2160", "0"],
                    ["reserved commitment", "2880", "864"],
                    ["reserved commitment, paid at once", "2880", "288"],
                    ["reserved commitment, unused", "720", "0"],
                ]),
            Row(
                agreements: Agreements(spot: [try spot("50", "0.1")]),
                totals: ["1088.64", "652.32", "652.32", "652.32"],
                lines: [["db (spot)", "1080", "108"], [nil, "1080", "544.32"]]),
            // Spot first, then one instance is covered; what is left is 360 h at 0.4536 USD.
            Row(
                agreements: Agreements(
                    discounts: [try discount("*", "10")],
                    commitments: [try commitment("1", rate: "0.3")],
                    spot: [try spot("50", "0.1")]),
                totals: ["1088.64", "597.888", "487.296", "487.296"],
                lines: [
                    ["db (spot)", "1080", "108"], ["db (committed: reserved)", "720", "0"],
                    [nil, "360", "163.296"], ["reserved commitment", "720", "216"],
                ]),
        ]
    }

    @Test func linesAndViews() throws {
        for (index, row) in try Self.rows().enumerated() {
            let bill = try bill(row.agreements)
            let found: [[String?]] = bill.lines.map {
                [$0.item, $0.quantity.description, $0.perMonth.decimalString]
            }
            #expect(found == row.lines, "row \(index)")
            let amounts = bill.amounts
            let totals = [amounts.list, amounts.contracted, amounts.effective, amounts.billed]
            #expect(totals.map(\.decimalString) == row.totals, "row \(index)")
        }
    }

    /// Support on use, credits on use and support, tax on all.
    @Test(arguments: [
        // 108.864 of support, 100 of credit, and 20% of 1,097.504 of tax.
        ("10", "29", "100", "20", ["108.864", "-100", "219.5008"], "1317.0048"),
        // The least charge of support.
        ("1", "29", "0", "0", ["29", "0"], "1117.64"),
        // No more than there is to pay.
        ("0", "0", "5000", "20", ["0", "-1088.64", "0"], "0"),
    ])
    func overhead(
        support: String, minimum: String, credit: String, tax: String, amounts: [String],
        total: String
    ) throws {
        let rate = try share(support).fraction
        let bill = try bill(
            Agreements(
                credits: [
                    Credit(name: "start-up", perMonth: try usd(credit), layer: nil),
                    Credit(name: "of nothing", perMonth: .usd(5), layer: .rpc),
                ],
                support: Support(
                    rates: TierSchedule(Money(attodollars: rate.scaled)),
                    minimum: try usd(minimum)),
                tax: try share(tax)))
        let overhead = bill.lines.filter { $0.layer == .overhead }
        #expect(overhead.map(\.perMonth.decimalString) == amounts)
        #expect(bill.perMonth.decimalString == total)
        #expect(bill.layers.map(\.layer) == [.database, .overhead])
    }

    /// A layer that does not count has no support, as gas has none by default.
    @Test func supportOfLayers() throws {
        let rates = TierSchedule(Money.cents(10))
        let none = Support(rates: rates, minimum: .zero, layers: [.compute, .gas])
        #expect(try bill(Agreements(support: none)).perMonth.decimalString == "1088.64")
        #expect(!Support.usualLayers.contains(.gas))
        #expect(Support.usualLayers.count == CostLayer.allCases.count - 1)
    }

    /// 10% of the first 1,000 USD, 5% of the other 88.64.
    @Test func supportInTiers() throws {
        let rates = try TierSchedule(
            rule: .graduated,
            tiers: [
                .init(limit: ExactDecimal(1_000), price: .cents(10)),
                .init(limit: nil, price: .cents(5)),
            ])
        let bill = try bill(Agreements(support: Support(rates: rates, minimum: .zero)))
        #expect(bill.lines.last?.perMonth.decimalString == "104.432")
    }

    /// What pays: 0.3 over 0.504 USD, and with 72 USD a month at once 0.4 over 0.504 USD.
    @Test(arguments: [
        ("3", "0.3", "0", 1.0, 0.3 / 0.504, "440.64"),
        ("2", "0.3", "0", 1.0, 0.3 / 0.504, "293.76"),
        ("4", "0.3", "876", 0.75, 0.4 / 0.504, "-63.36"),
    ])
    func commitmentsPay(
        quantity: String, rate: String, upfront: String, used: Double, breakEven: Double,
        saved: String
    ) throws {
        let use = try #require(
            try bill(
                Agreements(
                    commitments: [try commitment(quantity, rate: rate, upfront: upfront)])
            ).commitments.first)
        #expect(abs(use.utilization - used) < 1e-12)
        #expect(abs((use.breakEven ?? 0) - breakEven) < 1e-12)
        #expect(use.saved.decimalString == saved)
        // It pays if, and only if, it is used more than its break-even.
        #expect((use.saved > .zero) == (use.utilization > breakEven))
    }

    /// What nobody uses is paid for all the same, and stands on the whole bill.
    @Test func commitmentToNothing() throws {
        var platform = Platform()
        platform.prices = [try Platform.entry("db/large", "0.504 USD/h")]
        platform.agreements = Agreements(commitments: [try commitment("1", rate: "0.3")])
        let bill = try Bill(platform.model(), platform.measurements)
        #expect(bill.lines.map(\.layer) == [.overhead, .overhead])
        #expect(bill.amounts.billed.decimalString == "216")
        #expect(bill.amounts.effective.decimalString == "216")
        #expect(bill.commitments.first?.utilization == 0)
    }

    @Test(arguments: [
        ("rds/*", "rds/db.large", true), ("*", "", true), ("*", "a/b", true), ("", "", true),
        ("", "a", false), ("rds/*", "rdx/db", false), ("*/large", "db/large", true),
        ("*large*", "db/large/eu", true), ("db/l*e", "db/lice", true), ("db/l*e", "db/lic", false),
        ("a*b*c", "aXbYbZc", true), ("a*b*c", "acb", false), ("db", "db/large", false),
    ])
    func patterns(pattern: String, path: String, fits: Bool) {
        #expect(KeyPattern(pattern).fits(path) == fits)
    }
}

@Suite("Laws of agreements, on random ones")
struct AgreementLawTests {
    /// The views add up, what is billed is what is effective, as whole months are alike, and what
    /// is used and unused of a commitment is all of it and costs what it costs.
    @Test(arguments: 0..<150)
    func views(seed: Int) throws {
        var random = Xoshiro256PlusPlus(StreamKey(seed: UInt64(seed)))
        func decimal(_ below: UInt64) throws -> String {
            "\(random.next() % below).\(100_000 + random.next() % 899_999)"
        }
        func half() -> Bool { random.next() % 2 == 0 }
        var agreements = Agreements()
        if half() {
            agreements.discounts = [
                Discount(prices: KeyPattern("*"), off: try share("\(random.next() % 100).37"))
            ]
        }
        for _ in 0..<random.next() % 3 {
            agreements.commitments.append(
                try commitment(
                    try decimal(5), rate: decimal(1), upfront: decimal(3_000),
                    hours: 1 + Int64(random.next() % 30_000)))
        }
        if half() {
            agreements.spot = [
                SpotShare(
                    price: PriceKey("db/large"), share: try share("\(random.next() % 101)"),
                    spotPrice: try usd(decimal(1)))
            ]
        }
        let plain = try bill(Agreements())
        let bill = try bill(agreements)
        let lines = bill.lines
        #expect(try BillAmounts.sum(lines.map(\.amounts)) == bill.amounts, "seed \(seed)")
        #expect(bill.amounts.effective == bill.amounts.billed, "seed \(seed)")
        #expect(bill.amounts.list == plain.amounts.list, "seed \(seed)")
        let used = lines.filter { $0.category == .usage }.reduce(Int128(0)) {
            $0 + $1.quantity.scaled
        }
        #expect(used == ExactDecimal(2_160).scaled, "seed \(seed)")
        for line in lines where line.category == .usage {
            let product = try line.unitPrice.multiplied(by: line.quantity, rounding: .halfEven)
            #expect(product == line.perMonth, "seed \(seed)")
        }
    }

    /// A discount takes its share, and none does nothing.
    @Test(arguments: ["0", "12.5", "100"])
    func discounts(off: String) throws {
        let discount = Discount(prices: KeyPattern("*"), off: try share(off))
        let (plain, less) = (try bill(Agreements()), try bill(Agreements(discounts: [discount])))
        let expected = try plain.perMonth - share(off).of(plain.perMonth, rounding: .halfEven)
        #expect(less.perMonth == expected)
        if off == "0" { #expect(less.lines == plain.lines) }
    }

    /// No commitment is cheaper where its rate is the price, and a lower rate is never dearer.
    @Test func ratesAreMonotone() throws {
        let rates = ["0.1", "0.3", "0.504", "0.7"]
        let totals = try rates.map { rate in
            try bill(Agreements(commitments: [try commitment("2", rate: rate)])).perMonth
        }
        #expect(totals == totals.sorted())
        #expect(totals[2] == (try bill(Agreements()).perMonth))
    }
}
