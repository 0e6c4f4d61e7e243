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

    static func evidence(_ files: [(String, String)]) throws -> MonthEvidence {
        try MonthEvidence(
            month,
            files.map { name, text in
                MonthEvidence.File(name: name, file: try ObservedFile.read(Array(text.utf8)))
            })
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
            "bills are in USD and in EUR"
        ),
    ])
    func refused(files: [(String, String)], words: String) {
        do {
            _ = try Self.evidence(files)
            Issue.record("it was taken")
        } catch { #expect("\(error)".contains(words), "\(error)") }
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
