// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

@Suite struct AgreementInputTests {
    static let scenario = """
        plimsoll: 1
        name: Shop
        prices: prices.yaml
        traffic: {buyers: {rate: 1/s}}
        operations: {look: {steps: [{query: db, time: 5ms}]}}
        components: {db: {kind: postgres, parallelism: 4, price: db/large}}
        agreements:
          discounts: [{prices: "db/*", off: 12.5%}, {prices: "*", off: 3%}]
          commitments:
            reserved: {price: db/large, quantity: 1.5, rate: 0.3 USD/h, upfront: 876 USD, term: 1y}
            memory: {price: memory, quantity: 64, rate: 0.01 USD/GB-h}
          spot: [{price: pod, share: 60%, at: 0.03 USD/h}]
          credits:
            start-up: {amount: 500 USD/month, layer: compute}
          support: {tiers: [{to: 10000 USD, share: 10%}, {share: 7%}], minimum: 29 USD/month,
            layers: [compute, database]}
          tax: 19%
        """

    static let book = """
        plimsoll prices: 1
        name: Test prices
        as of: 2026-01-31
        prices:
          db/large: {price: 0.5 USD/h, source: a list}
          pod: {price: 0.1 USD/h, source: a list}
          memory: {price: 0.02 USD/GB-h, source: a list}
          calls: {price: 0.001 USD/request, source: a list}
        """

    private static func files(_ text: String) -> [String: String] {
        ["x.yaml": text, "prices.yaml": book]
    }

    @Test func everythingIsRead() throws {
        let agreements = try load(Self.files(Self.scenario)).model.economics.agreements
        #expect(agreements.discount(on: PriceKey("db/large")).description == "12.5%")
        #expect(agreements.discount(on: PriceKey("pod")).description == "3%")
        let reserved = try #require(agreements.commitments.first)
        #expect(reserved.name == "reserved")
        #expect(reserved.price == PriceKey("db/large"))
        #expect(reserved.quantity.description == "1.5")
        #expect(reserved.hourly == .cents(30))
        #expect(reserved.upfront == .usd(876))
        #expect(reserved.termHours == 8_760)
        #expect(agreements.commitments.map(\.upfront) == [.usd(876), .zero])
        #expect(agreements.spot.map(\.spotPrice) == [.cents(3)])
        #expect(agreements.spot.map(\.share.description) == ["60%"])
        #expect(agreements.credits.map(\.name) == ["start-up"])
        #expect(agreements.credits.map(\.layer) == [.compute])
        #expect(agreements.support?.minimum == .usd(29))
        #expect(
            agreements.support?.rates.tiers == [
                .init(limit: ExactDecimal(10_000), price: .cents(10)),
                .init(limit: nil, price: .cents(7)),
            ])
        #expect(agreements.support?.layers == [.compute, .database])
        #expect(agreements.tax?.description == "19%")
    }

    /// A change of the command line reaches what is named.
    @Test func sets() throws {
        let sets = [
            "agreements.commitments.reserved.quantity=4", "agreements.support.minimum=50 USD/month",
        ]
        let agreements = try load(Self.files(Self.scenario), sets: sets).model.economics.agreements
        #expect(agreements.commitments.first?.quantity == ExactDecimal(4))
        #expect(agreements.support?.minimum == .usd(50))
    }

    static let slips = [
        BadInput("agreements:", "agreement:", "7:1", "did you mean 'agreements'?"),
        BadInput("tax: 19%", "taxes: 19%", "17:3", "agreements.taxes", "did you mean 'tax'?"),
        BadInput("tax: 19%", "tax: 0.19", "17:8", "agreements.tax", "'0.19' has no unit"),
        BadInput("tax: 19%", "tax: 119%", "17:8", "agreements.tax", "more than 100%"),
        BadInput("off: 12.5%", "off: 112.5%", "8:37", "discounts.0.off", "more than 100%"),
        BadInput("off: 12.5%", "of: 12.5%", "8:32", "discounts.0.of", "did you mean 'off'?"),
        BadInput("\"db/*\"", "\"dbs/*\"", "8:24", "discounts.0.prices", "nothing that fits"),
        BadInput("\"db/*\"", "''", "8:24", "discounts.0.prices", "no value"),
        BadInput("price: db/large, quantity", "price: db/lage, quantity", "10:23", "'db/large'?"),
        BadInput("price: db/large, quantity", "price: calls, quantity", "10:23", "for each hour"),
        BadInput("quantity: 1.5, ", "", "10:5", "commitments.reserved", "'quantity' is missing"),
        BadInput("quantity: 1.5", "quantity: 0", "10:43", "reserved.quantity", "above 0"),
        BadInput("quantity: 1.5", "quantity: -1", "10:43", "reserved.quantity", "'-1'"),
        BadInput("rate: 0.3 USD/h", "rate: 0.3 USD/GB-h", "10:54", "not a price per h"),
        BadInput("rate: 0.3 USD/h", "rate: 0.3", "10:54", "reserved.rate", "has no unit"),
        BadInput("upfront: 876 USD, ", "", "10:15", "'term' spreads", "add 'upfront'"),
        BadInput(", term: 1y", "", "10:15", "over which time", "such as 1y"),
        BadInput("term: 1y", "term: 0s", "10:89", "reserved.term", "no term"),
        BadInput("term: 1y", "term: 90m", "10:89", "reserved.term", "whole hours"),
        BadInput("term: 1y", "term: 99y", "10:89", "reserved.term", "up to 10y"),
        BadInput("upfront: 876 USD", "upfront: -876 USD", "10:74", "upfront", "is negative"),
        BadInput(", rate: 0.01 USD/GB-h", "", "11:13", "what the commitment costs", "GB-h"),
        BadInput("price: pod, share", "price: pods, share", "12:18", "did you mean 'pod'?"),
        BadInput("share: 60%", "share: 160%", "12:30", "spot.0.share", "more than 100%"),
        BadInput("at: 0.03 USD/h", "at: 0.03 USD/GB", "12:39", "not a price per h"),
        BadInput("at: 0.03 USD/h", "for: 0.03 USD/h", "12:10", "'at' is missing"),
        BadInput(
            "0.03 USD/h}]", "0.03 USD/h}, {price: pod, share: 1%, at: 1 USD/h}]", "12:52",
            "spot share already"),
        BadInput("500 USD/month", "500 USD", "14:24", "start-up.amount", "no unit"),
        BadInput("layer: compute", "layer: computer", "14:46", "'compute'?"),
        BadInput("share: 7%", "to: 5 USD, share: 7%", "15:50", "last tier ends"),
        BadInput("to: 10000 USD, ", "", "15:21", "support.tiers.0", "this tier has no end"),
        BadInput("to: 10000 USD", "to: 10000", "15:26", "tiers.0.to", "no unit"),
        BadInput("support: {tiers", "support: {share: 5%, tiers", "15:12", "both 'share' and"),
        BadInput(
            "tiers: [{to: 10000 USD, share: 10%}, {share: 7%}], ", "", "15:12", "neither 'share'"),
        BadInput("[compute, database]", "[computer]", "16:14", "support.layers.0", "'compute'?"),
        BadInput("29 USD/month", "29 USD/h", "15:73", "support.minimum", "per month"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Self.scenario, beside: ["prices.yaml": Self.book])
    }

    /// What names prices needs a book, and says so once for each.
    @Test func withoutABook() {
        let text = Self.scenario.changing("prices: prices.yaml\n", to: "")
            .changing(", price: db/large}}", to: "}}")
        let found = messages(["x.yaml": text])
        #expect(found.count == 5, "\(found)")
        #expect(found.allSatisfy { $0.contains("has no price book") }, "\(found)")
    }
}
