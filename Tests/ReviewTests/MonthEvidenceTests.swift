// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities
import Testing

@testable import Review

@Suite("The evidence of a month")
struct MonthEvidenceTests {
    static let month = CalendarMonth(year: 2026, month: 10)
    static let usage = "month,busy hour\n2026-08,100\n2026-09,110\n2026-10,120\n2026-11,130\n"
    static let bill = """
        BilledCost,BillingCurrency,BillingPeriodStart,ServiceName,ResourceId,SkuMeter,\
        PricingQuantity,x_Layer,x_Item
        10.10,USD,2026-09-01T00:00:00Z,Pods,api,pod-hours,100,compute,
        12.30,USD,2026-10-01T00:00:00Z,Pods,api,pod-hours,120,compute,
        7.00,USD,2026-10-01T00:00:00Z,Logging,logs,GB,14,,

        """

    static func evidence(
        _ files: [(String, String)], series: String? = nil
    ) throws -> MonthEvidence {
        try MonthEvidence(
            month,
            files.map { name, text in
                MonthEvidence.File(name: name, file: try ObservedFile.read(Array(text.utf8)))
            }, usage: series)
    }

    /// What is of another month stays out.
    @Test func ofTheMonth() throws {
        let levels =
            "day,objective,requests,good\n2026-09-30,p95 latency,10,9\n"
            + "2026-10-01,p95 latency,20,19\n"
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("bill.csv", Self.bill), ("slo.csv", levels),
        ])
        #expect(evidence.usage.values == [100, 110, 120])
        #expect(evidence.levels.map(\.requests) == [20])
        let invoice = try #require(evidence.invoice)
        #expect(try invoice.total() == ExactDecimal(parsing: "19.3"))
        #expect(evidence.files.map(\.name) == ["bill.csv", "slo.csv", "usage.csv"])
    }

    @Test(arguments: [
        ([], "there is no history of the load"),
        ([("a.csv", usage), ("b.csv", usage)], "a.csv and b.csv both hold a history"),
        ([("a.csv", "month,max\n2026-08,1\n2026-09,2\n")], "a.csv: it holds nothing of 2026-10"),
        ([("a.csv", "month,max\n2026-11,1\n2026-12,2\n")], "a.csv: it holds nothing of 2026-10"),
        (
            [("a.csv", usage), ("b.csv", bill), ("c.csv", bill.replacing("USD", with: "EUR"))],
            "the charges of 2026-10 are in USD in b.csv and in EUR in c.csv"
        ),
        (
            [("a.csv", usage), ("b.csv", bill), ("c.csv", bill)],
            "b.csv and c.csv hold the same charges of 2026-10 (2 of them)"
        ),
        (
            [("a.csv", usage), ("b.csv", bill), ("c.csv", october)],
            "b.csv and c.csv hold the same charges of 2026-10 (1 of them)"
        ),
        (
            [("a.csv", usage), ("b.csv", servers(0..<20)), ("c.csv", servers(10..<31))],
            "b.csv and c.csv share 10 charges of 2026-10, which would count twice (the first is"
                + " 'Nodes, n10, hours: 10.01 USD'); take them out"
        ),
        (
            [("a.csv", usage), ("b.csv", servers(0..<30)), ("c.csv", servers(27..<57))],
            "b.csv and c.csv share 3 charges of 2026-10"
        ),
        (
            [("a.csv", "month,series,max\n2026-09,x,1\n2026-09,y,1\n2026-10,x,1\n2026-10,y,1\n")],
            "a.csv: it holds the series x, y; say by --series"
        ),
    ])
    func refused(files: [(String, String)], words: String) {
        do {
            _ = try Self.evidence(files)
            Issue.record("it was taken")
        } catch { #expect("\(error)".contains(words), "\(error)") }
    }

    /// Servers by number, one charge each.
    static func servers(
        _ numbers: Range<Int>, named name: String = "n", free: Bool = false
    ) -> String {
        "BilledCost,BillingCurrency,BillingPeriodStart,ServiceName,ResourceId,SkuMeter\n"
            + numbers.map {
                "\(free ? "0" : "\($0).01"),USD,2026-10-01T00:00:00Z,Nodes,\(name)\($0),hours\n"
            }.joined()
    }

    /// Few charges that two bills share may be chance, and those that cost nothing are no harm.
    @Test(arguments: [
        (servers(0..<20), servers(18..<40)), (servers(0..<31), servers(28..<59)),
        (servers(0..<20), servers(0..<20, named: "m")),
        (servers(0..<20, free: true), servers(1..<30, free: true)),
    ])
    func addsUp(first: String, second: String) throws {
        let evidence = try Self.evidence([
            ("a.csv", Self.usage), ("b.csv", first), ("c.csv", second),
        ])
        #expect(evidence.invoice?.files == ["b.csv", "c.csv"])
    }

    /// The check goes with the length of the bills, not with its square.
    @Test(.timeLimit(.minutes(1))) func longBills() throws {
        let evidence = try Self.evidence([
            ("a.csv", Self.usage), ("b.csv", Self.servers(0..<40_000)),
            ("c.csv", Self.servers(0..<40_000, named: "m")),
        ])
        #expect(evidence.invoice?.charges.count == 80_000)
    }

    /// The charge of the pods alone.
    static let october =
        bill.split(separator: "\n").enumerated().filter { $0.offset != 1 && $0.offset != 3 }
        .map { $0.element + "\n" }.joined()

    @Test(arguments: [
        (usage, "a.csv has one without a name, so leave --series out"),
        ("month,series,max\n2026-10,x,1\n2026-10,y,1\n", "a.csv has x, y"),
    ])
    func noSuchSeries(text: String, words: String) {
        do {
            _ = try Self.evidence([("a.csv", text)], series: "z")
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains("no history of the load has a series 'z'"), "\(error)")
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    /// Bills of two providers add up, and one of another month may be in another currency.
    @Test func severalBills() throws {
        let other = Self.bill.replacing("Pods", with: "Nodes").replacing("api", with: "node")
        let euros = Self.bill.replacing("USD", with: "EUR").replacing("2026-10", with: "2026-08")
        let evidence = try Self.evidence([
            ("a.csv", Self.usage), ("b.csv", Self.bill), ("c.csv", other), ("d.csv", euros),
        ])
        let invoice = try #require(evidence.invoice)
        #expect(try invoice.total() == ExactDecimal(parsing: "38.6"))
        #expect(invoice.files == ["b.csv", "c.csv"] && invoice.currency == "USD")
    }

    // MARK: What a file was used for

    @Test(arguments: [
        ("usage.csv", usage, MonthEvidence.Use.load), ("bill.csv", bill, .spend),
        ("old.csv", bill.replacing("2026-10", with: "2026-07"), .unused(.otherMonths)),
        ("rates.csv", "month,currency,usd\n2026-10,ETH,3000\n", .spend),
        ("map.csv", "billed_service,component\nPods,api\n", .spend),
        ("slo.csv", "day,objective,requests,good\n2026-10-01,errors,9,9\n", .serviceLevels),
        ("slo.csv", "day,objective,requests,good\n2026-09-01,errors,9,9\n", .unused(.otherMonths)),
        ("a.csv", "time,component,kind,from,to\n2026-10-14T13:35:30Z,api,replicas,3,4\n", .events),
        (
            "a.csv", "time,component,kind,from,to\n2026-09-14T13:35:30Z,api,replicas,3,4\n",
            .unused(.otherMonths)
        ),
        ("gas-before.snap", "Bond:test_pay() (gas: 100)\n", .gas),
        ("other.snap", "Bond:test_pay() (gas: 100)\n", .unused(.unnamed)),
        (
            "locust.csv",
            "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
                + "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s\n"
                + ",Aggregated,10,0,5,5,5,5,0,1,0\n", .unused(.notFitted)
        ),
    ])
    func uses(name: String, text: String, use: MonthEvidence.Use) throws {
        var files = [(name, text), ("z.snap-after", "Bond:test_pay() (gas: 100)\n")]
        if name != "gas-before.snap" { files.append(("z.snap-before", files[1].1)) }
        if name != "usage.csv" { files.append(("usage.csv", Self.usage)) }
        if name != "bill.csv" { files.append(("z-bill.csv", Self.bill)) }
        let evidence = try Self.evidence(files)
        let file = try #require(evidence.files.first { $0.name == name })
        #expect(evidence.use(of: file, fitted: nil) == use)
    }

    /// A fit takes of series those of the month, where they are of the scenario.
    @Test func fitted() throws {
        let (september, october) = (1_788_429_600, 1_791_021_600)
        let series = { (seconds: Int) in "\"Time\",\"cpu\"\n\(seconds)000,0.5\n" }
        let evidence = try Self.evidence([
            ("a.csv", series(october)), ("b.csv", series(september)), ("c.csv", series(october)),
            ("usage.csv", Self.usage),
        ])
        let uses = evidence.files.map { evidence.use(of: $0, fitted: ["a.csv"]) }
        #expect(uses == [.fit, .unused(.otherMonths), .unused(.unfit), .load])
    }

    /// Without a bill of the month nothing is exchanged or matched.
    @Test(arguments: [
        "month,currency,usd\n2026-10,ETH,3000\n", "billed_service,component\nPods,api\n",
    ])
    func noBill(text: String) throws {
        let evidence = try Self.evidence([("a.csv", text), ("usage.csv", Self.usage)])
        #expect(evidence.use(of: evidence.files[0], fitted: nil) == .unused(.noBill))
    }

    // MARK: Rates

    private static let september = CalendarMonth(year: 2026, month: 9)

    /// The model's own bill is of the month, and takes its rate; what a forecast lacks is told.
    @Test(
        arguments: [
            (nil, "2026-09,EUR,1.00", 110, []), (september, "2026-09,EUR,1.00", 100, []),
            (
                september, "2026-08,EUR,1.00", 110,
                [MissingRate(currency: "EUR", month: september)]
            ),
            (nil, "2026-08,EUR,1.00", 110, []),
        ] as [(CalendarMonth?, String, Int64, [MissingRate])])
    func rates(
        made: CalendarMonth?, row: String, cents: Int64, missing: [MissingRate]
    ) throws {
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("bill.csv", Self.bill.replacing("USD", with: "EUR")),
            ("rates.csv", "month,currency,usd\n2026-10,EUR,1.10\n2026-10,ETH,3000\n\(row)\n"),
        ])
        let found = try evidence.rates(forecastIn: made, paysEther: true)
        #expect(found.rates.forecast == .cents(cents) && found.rates.actual == .cents(110))
        #expect(found.rates.ether == .usd(3_000))
        #expect(found.missing == missing)
    }

    @Test func ratesThatLack() throws {
        let euros = ("bill.csv", Self.bill.replacing("USD", with: "EUR"))
        let without = try Self.evidence([("usage.csv", Self.usage), euros])
        do {
            _ = try without.rates(forecastIn: nil, paysEther: false)
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".hasPrefix("bill.csv: it is in EUR"), "\(error)")
            #expect("\(error)".contains("2026-10,EUR,<USD>"), "\(error)")
        }
        let gas = try Self.evidence([("usage.csv", Self.usage), ("bill.csv", Self.bill)])
        let ether = [MissingRate(currency: "ETH", month: Self.month)]
        #expect(try gas.rates(forecastIn: nil, paysEther: true).missing == ether)
        #expect(try gas.rates(forecastIn: nil, paysEther: false).missing.isEmpty)
    }

    @Test func gasByName() throws {
        let snapshot = "Bond:test_pay() (gas: 100)\n"
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("gas-before.snap", snapshot),
            ("gas-after.snap", "Bond:test_pay() (gas: 120)\n"),
        ])
        #expect(evidence.gas?.before.measurements.first?.gas == Gas(100))
        #expect(evidence.gas?.after.measurements.first?.gas == Gas(120))
        #expect(throws: ReviewError.self) {
            try Self.evidence([("usage.csv", Self.usage), ("gas-after.snap", snapshot)])
        }
    }

    // MARK: Charges and lines

    static let api = SpendVariance.Key(
        layer: "compute", component: "api", item: "", meter: "pod-hours")

    /// The charge of the pods is a line of the model; the logs are not modelled.
    @Test func ownColumns() throws {
        let invoice = try #require(
            try Self.evidence([("usage.csv", Self.usage), ("bill.csv", Self.bill)]).invoice)
        let match = try InvoiceMatch(invoice, keys: [Self.api], map: nil)
        #expect(match.charges.map(\.key) == [Self.api])
        #expect(match.charges.map(\.quantity) == [ExactDecimal(120)])
        #expect(match.unmodelled.map(\.name) == ["Logging, logs"])
        #expect(match.unmodelled.map(\.billed) == [ExactDecimal(7)])
    }

    @Test func byMap() throws {
        let map = "billed_service,component\nLogging,api\n"
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("bill.csv", Self.bill), ("map.csv", map),
        ])
        let invoice = try #require(evidence.invoice)
        let match = try InvoiceMatch(invoice, keys: [Self.api], map: evidence.map)
        #expect(match.charges.count == 2)
        #expect(match.unmodelled.isEmpty)
    }

    /// Units of two meters are no sum: a row in the line's own counts, the other adds money alone.
    @Test func otherMetersAddMoneyAlone() throws {
        let bill = """
            BilledCost,BillingCurrency,BillingPeriodStart,ServiceName,ResourceId,SkuMeter,\
            PricingQuantity
            12.30,USD,2026-10-01T00:00:00Z,Pods,api,pod-hours,120
            20.00,USD,2026-10-01T00:00:00Z,Pods,api,IO-Requests,100000000
            -5.00,USD,2026-10-01T00:00:00Z,Pods,api,,

            """
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("bill.csv", bill),
            ("map.csv", "billed_service,component\nPods,api\n"),
        ])
        let invoice = try #require(evidence.invoice)
        let match = try InvoiceMatch(invoice, keys: [Self.api], map: evidence.map)
        #expect(match.charges.map(\.quantity) == [ExactDecimal(120), nil, nil])
        let forecast = SpendVariance.Forecast(
            key: Self.api, quantity: ExactDecimal(100), amount: .usd(10))
        let variance = try SpendVariance(
            [forecast], match.charges, unmodelled: match.unmodelled, rates: .dollars)
        // 20 units more at 0.10 USD; the rest is no quantity.
        #expect(variance.parts == SpendVariance.Parts(price: .cents(1_530), quantity: .usd(2)))
    }

    /// Of several items the charge's own counts, and without one it is nobody's.
    @Test func itemsOfOneComponent() throws {
        let keys = ["coupon", "batch"].map {
            SpendVariance.Key(layer: "gas", component: "l1", item: $0, meter: "gas")
        }
        let bill = """
            BilledCost,BillingCurrency,BillingPeriodStart,ServiceName,SkuMeter,x_Item
            3.00,USD,2026-10-01T00:00:00Z,Chain,gas,batch
            4.00,USD,2026-10-01T00:00:00Z,Chain,gas,

            """
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("bill.csv", bill),
            ("map.csv", "billed_service,component\nChain,l1\n"),
        ])
        let invoice = try #require(evidence.invoice)
        let match = try InvoiceMatch(invoice, keys: keys, map: evidence.map)
        #expect(match.charges.map(\.key.item) == ["batch"])
        #expect(match.unmodelled.map(\.billed) == [ExactDecimal(4)])
    }

    /// A line's name keeps what separates its parts.
    @Test func namesComeBack() throws {
        let key = SpendVariance.Key(
            layer: "gas", component: "l|1", item: "50% | more", meter: "gas")
        let line = MonthlyReview.Line.amount(key)
        #expect(MonthlyReview.Line.key(line, prefix: "amount/") == key)
    }

    /// Of a component with two meters, a charge that counts neither is nobody's.
    @Test func whatIsOpenIsNotGuessed() throws {
        let other = SpendVariance.Key(
            layer: "compute", component: "api", item: "", meter: "requests")
        let map = "billed_service,component\nLogging,api\n"
        let evidence = try Self.evidence([
            ("usage.csv", Self.usage), ("bill.csv", Self.bill), ("map.csv", map),
        ])
        let invoice = try #require(evidence.invoice)
        let match = try InvoiceMatch(invoice, keys: [Self.api, other], map: evidence.map)
        #expect(match.charges.map(\.key) == [Self.api])
        #expect(match.unmodelled.count == 1)
    }
}
