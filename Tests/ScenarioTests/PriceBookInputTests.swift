// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

@Suite struct PriceBookInputTests {
    static let scenario = """
        plimsoll: 1
        name: Shop
        prices: prices.yaml
        traffic: {buyers: {rate: 1/s}}
        operations: {look: {steps: [{call: rpc}]}}
        components: {rpc: {kind: service, latency: 5ms, price: rpc/call}}
        """

    static let book = """
        plimsoll prices: 1
        name: European prices
        as of: 2026-01-31
        currency: {rate: 1.25 USD/EUR, as of: 2026-01-30}
        hours per month: 720
        prices:
          rpc/call:
            tiers:
              graduated:
                - {to: 1000000, price: 0.0008 EUR/request}
                - {to: 5000000, price: 0.0004 EUR/request}
                - {price: 0.0002 EUR/request}
            free: 500000/month
            fee: 40 EUR/month
            minimum: 100 EUR/month
            provider: Node Works
            sku: NW-7
            region: eu-central
            source: a contract
            as of: 2025-12-24
          db/large: {price: 0.4 EUR/h, source: a list}
          store: {tiers: {volume: [{price: 0.08 EUR/GB-month}]}, source: a list}
        """

    private static func prices(_ text: String) throws -> PriceBook {
        let model = try load(["x.yaml": scenario, "prices.yaml": text]).model
        return try #require(model.economics.prices)
    }

    @Test func everythingIsRead() throws {
        let book = try Self.prices(Self.book)
        #expect(book.hoursPerMonth == 720)
        #expect(book.conversion?.rate.description == "1.25 USD/EUR")
        #expect(book.conversion?.asOf == "2026-01-30")
        let entry = try #require(book.entry(PriceKey("rpc/call")))
        #expect(entry.unit == .request)
        #expect(entry.schedule.rule == .graduated)
        #expect(entry.schedule.tiers.map { $0.limit?.description } == ["1000000", "5000000", nil])
        #expect(entry.schedule.tiers.map(\.price.decimalString) == ["0.001", "0.0005", "0.00025"])
        #expect(entry.freePerMonth == ExactDecimal(500_000))
        #expect(entry.fee == .usd(50))
        #expect(entry.minimum == .usd(125))
        #expect(
            entry.product
                == .init(provider: "Node Works", sku: "NW-7", region: "eu-central"))
        #expect(entry.source == "a contract")
        #expect(entry.asOf == "2025-12-24")
        #expect(book.entry(PriceKey("db/large"))?.price.description == "0.5 USD/h")
        let store = try #require(book.entry(PriceKey("store")))
        #expect(store.unit == .gigabyteMonth)
        #expect(store.schedule.rule == .volume)
        #expect(store.asOf == "2026-01-31")
    }

    static let slips = [
        BadInput("1.25 USD/EUR", "1.25", "4:18", "currency.rate", "no unit", "1.08 USD/EUR"),
        BadInput("1.25 USD/EUR", "0 USD/EUR", "4:18", "currency.rate", "out of range"),
        BadInput("1.25 USD/EUR", "1.25 EUR/USD", "4:18", "currency.rate", "unknown unit"),
        BadInput("1.25 USD/EUR", "1.25 USD/euro", "4:18", "currency.rate", "unknown unit 'euro'"),
        BadInput(
            "1.25 USD/EUR", "1.08 USD/USD", "4:18", "currency.rate", "other dollars",
            "leave 'currency' out"),
        BadInput(", as of: 2026-01-30", "", "4:1", "currency", "'as of' is missing"),
        BadInput("as of: 2026-01-30", "date: 2026-01-30", "4:32", "currency.date", "no key 'date'"),
        BadInput("{rate: 1.25 USD/EUR, as of: 2026-01-30}", "EUR", "4:11", "a single value"),
        BadInput(
            "currency: {rate: 1.25 USD/EUR, as of: 2026-01-30}\n", "", "9:32", "tiers.graduated.0",
            "in EUR, the book in USD", "currency: {rate: 1.08 USD/EUR"),
        BadInput("0.4 EUR/h", "0.4 USD/h", "21:21", "in USD, the book in EUR", "write it in EUR"),
        BadInput("0.4 EUR/h", "0.4 $/h", "21:21", "unknown unit '$'", "'USD'"),
        BadInput("0.4 EUR/h", "-0.4 EUR/h", "21:21", "prices.db/large.price", "negative"),
        BadInput("0.4 EUR/h", "0.4 EUR", "21:21", "prices.db/large.price", "has no unit"),
        BadInput("0.4 EUR/h", "0.4 EUR h", "21:21", "prices.db/large.price", "'EURh'"),
        BadInput("price: 0.4 EUR/h, ", "", "21:3", "neither 'price' nor 'tiers'", "add one"),
        BadInput("price: 0.4 EUR/h, ", "price: 1 EUR/h, tiers: {}, ", "21:14", "both 'price' and"),
        BadInput("volume: [", "sizes: [", "22:19", "no key 'sizes'"),
        BadInput("volume: [{price: 0.08 EUR/GB-month}]", "", "22:18", "graduated or by volume"),
        BadInput("{price: 0.08 EUR/GB-month}", "", "22:27", "there is no tier"),
        BadInput(
            "volume: [", "graduated: [{price: 1 EUR/h}], volume: [", "22:18", "both graduated"),
        BadInput("volume: [{price: 0.08 EUR/GB-month}]", "volume: 5", "22:27", "a single value"),
        BadInput("to: 5000000", "to: 1000000", "11:11", "graduated.1", "where no unit is in it"),
        BadInput("to: 1000000", "to: 0", "10:11", "graduated.0", "above 0"),
        BadInput("to: 1000000", "to: 1M", "10:16", "graduated.0.to", "'1M'"),
        BadInput("to: 1000000, ", "", "10:11", "graduated.0", "this tier has no end"),
        BadInput("{price: 0.0002", "{to: 6000000, price: 0.0002", "12:11", "last tier ends"),
        BadInput("0.0004 EUR/request", "0.0004 EUR/h", "11:11", "per h, the first per request"),
        BadInput("{to: 5000000, ", "{up to: 5000000, ", "11:12", "no key 'up to'"),
        BadInput("free: 500000/month", "free: 500000/day", "13:11", "not for a month"),
        BadInput("fee: 40 EUR/month", "fee: 40 EUR/h", "14:10", "a price per h", "per month"),
        BadInput("minimum: 100 EUR/month", "minimum: 100 USD/month", "15:14", "minimum", "in USD"),
        BadInput("sku: NW-7", "sku: ''", "17:10", "rpc/call.sku", "no value"),
        BadInput("region: eu-central", "zone: eu-central", "18:5", "no key 'zone'"),
        BadInput("source: a contract", "origin: a contract", "7:3", "'source' is missing"),
        BadInput("2025-12-24", "2025-12-32", "20:12", "rpc/call.as of", "is not a date"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        let book = Self.book.changing(input.part, to: input.becomes)
        let found = messages(["x.yaml": Self.scenario, "prices.yaml": book])
        let hit = found.first { $0.hasPrefix("prices.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }

    /// A schema refuses what the reader finds of the wrong shape, and accepts what it reads.
    @Test func schema() throws {
        let schema = try SchemaValidator(ScenarioSchema.ofPrices())
        func accepts(_ text: String) throws -> Bool {
            let problems = Problems()
            var parser = DocumentParser(file: "x.yaml", problems: problems)
            let document = parser.parse(Array(text.utf8))
            return try schema.accepts(JSONValue(#require(document)))
        }
        #expect(try accepts(Self.book))
        for (part, other) in [
            ("1.25 USD/EUR", "1.25"), ("region: eu", "zone: eu"), ("fee: 40 EUR/month", "fee: 40"),
            ("volume: [", "sizes: ["), ("to: 1000000", "to: 1M"), ("0.4 EUR/h", "0.4 EUR"),
        ] {
            #expect(try !accepts(Self.book.changing(part, to: other)), "\(other)")
        }
    }
}
