// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

private typealias Row = (text: String, reason: QuantityError.Reason)

@Suite("What is no quantity is refused with its reason")
struct RefusalTests {
    private func check<Value: ParsableQuantity>(_ row: Row, as type: Value.Type) {
        let error = #expect(throws: QuantityError.self) { try Value(parsing: row.text) }
        #expect(error?.reason == row.reason)
        #expect(error?.text == row.text)
        #expect(error?.description.contains("expected ") == true)
    }

    @Test(
        arguments: [
            ("", .notANumber), ("fast", .notANumber), ("ms", .notANumber), (".5s", .notANumber),
            ("5.s", .notANumber), ("1.2.3s", .notANumber), ("+5s", .notANumber),
            ("0", .missingUnit),
            ("5", .missingUnit), ("-5s", .negative), ("-0s", .negative), ("NaN", .notFinite),
            (".inf", .notFinite), ("inf", .notFinite), ("-Infinity", .notFinite),
            ("1e3s", .exponent), ("1e+3s", .exponent), ("1_000ms", .groupedDigits),
            ("1,000ms", .groupedDigits), ("30m1h", .unitsOutOfOrder), ("1m1m", .unitsOutOfOrder),
            ("1m-1s", .unknownUnit("m-", nearest: "ms")),
            ("5minuts", .unknownUnit("minuts", nearest: "m")),
            ("5min", .unknownUnit("min", nearest: "m")),
            ("5 secs", .unknownUnit("secs", nearest: "s")),
            ("5MS", .unknownUnit("MS", nearest: "ms")),
            ("5mss", .unknownUnit("mss", nearest: "ms")),
            ("5parsec", .unknownUnit("parsec", nearest: nil)),
            ("5x", .unknownUnit("x", nearest: nil)),
            ("0.1ns", .notExact), ("0.0000000001s", .notExact),
            ("36501d", .outOfRange("at most 36500d")),
            ("9999999999999999999999999999999999999999s", .overflow),
            ("99999999999999999999s", .outOfRange("at most 36500d")),
            ("5\u{301}s", .unknownUnit("\u{301}s", nearest: nil)), ("٥s", .notANumber),
        ] as [Row])
    private func simTime(row: Row) { check(row, as: SimTime.self) }

    @Test(
        arguments: [
            ("10000", .missingUnit), ("1.5k/s", .unknownUnit("k/s", nearest: nil)),
            ("10 rps", .unknownUnit("rps", nearest: "/s")), ("-1/s", .negative),
            ("nan/s", .notFinite), ("1e30/s", .exponent), ("5/", .missingUnit),
            ("5/minute", .unknownUnit("minute", nearest: "min")),
            ("5/fortnight", .unknownUnit("fortnight", nearest: nil)),
            ("1000000000000001/s", .outOfRange("at most 1000000000000000/s")),
        ] as [Row])
    private func rate(row: Row) { check(row, as: Rate.self) }

    @Test(
        arguments: [
            ("0.7", .missingUnit), ("70", .missingUnit), ("-1%", .negative), ("NaN%", .notFinite),
            ("70 percent", .unknownUnit("percent", nearest: "%")), ("7e1%", .exponent),
            ("70%%", .unknownUnit("%%", nearest: nil)), ("%", .notANumber),
        ] as [Row])
    private func ratio(row: Row) { check(row, as: Ratio.self) }

    @Test(
        "A bare number is answered with the percentage that it means",
        arguments: [
            ("0.7", "70%"), ("70", "70%"), ("0.001", "0.1%"), ("1", "100%"),
        ])
    func ratioRemedy(text: String, remedy: String) {
        let error = #expect(throws: QuantityError.self) { try Ratio(parsing: text) }
        #expect(error?.expected == "a percentage such as \(remedy)")
    }

    @Test(
        arguments: [
            ("1024", .missingUnit), ("2gb", .unknownUnit("gb", nearest: "GB")),
            ("2gib", .unknownUnit("gib", nearest: "GiB")), ("0.5B", .notExact),
            ("0.1Gi", .notExact), ("-2Gi", .negative), ("1e3", .exponent),
            ("5 bananas", .unknownUnit("bananas", nearest: nil)),
            ("1025PiB", .outOfRange("at most 1024PiB")),
        ] as [Row])
    private func bytes(row: Row) { check(row, as: Bytes.self) }

    @Test(
        arguments: [
            ("2 cores", .unknownUnit("cores", nearest: nil)), ("0.5m", .notExact),
            ("0.0001", .notExact), ("-1", .negative), ("1e30", .exponent), ("inf", .notFinite),
            ("1000000001", .outOfRange("at most 1000000000")),
        ] as [Row])
    private func cores(row: Row) { check(row, as: Cores.self) }

    @Test(
        arguments: [
            ("50M", .unknownUnit("M", nearest: nil)), ("1e3", .exponent), ("NaN", .notFinite),
            ("0.0000000000000000001", .notExact), ("170141183460469231732", .overflow),
            ("--1", .notANumber), ("1_0", .groupedDigits), ("abc", .notANumber),
        ] as [Row])
    private func exactDecimal(row: Row) { check(row, as: ExactDecimal.self) }

    @Test(
        arguments: [
            ("0.504", .missingUnit), ("5 EUR", .unknownUnit("EUR", nearest: nil)),
            ("5 usd", .unknownUnit("usd", nearest: "USD")), ("$5", .notANumber),
            ("5 USD/h", .unknownUnit("USD/h", nearest: nil)),
        ] as [Row])
    private func money(row: Row) { check(row, as: Money.self) }

    @Test(
        arguments: [
            ("0.504", .missingUnit), ("0.504 USD", .missingUnit), ("0.504 USD/", .missingUnit),
            ("-1 USD/h", .negative), ("1 EUR/h", .unknownUnit("EUR", nearest: nil)),
            ("1 usd/h", .unknownUnit("usd", nearest: "USD")),
            ("1 USD/hour", .unknownUnit("hour", nearest: "h")),
            ("1 USD/gb", .unknownUnit("gb", nearest: "GB")),
            ("1 USDT/h", .unknownUnit("USDT/h", nearest: nil)),
            ("1 USD/requests", .unknownUnit("requests", nearest: "request")),
        ] as [Row])
    private func unitPrice(row: Row) { check(row, as: UnitPrice.self) }

    @Test(
        arguments: [
            ("0.5", .missingUnit), ("0.5 EUR", .missingUnit), ("-1 EUR/h", .negative),
            ("1 eur/h", .unknownUnit("eur", nearest: nil)),
            ("1 $/h", .unknownUnit("$", nearest: "USD")),
            ("1 EURO/h", .unknownUnit("EURO", nearest: nil)),
            ("1 EUR/credit", .unknownUnit("credit", nearest: "CU")),
            ("1 EUR/GB-mo", .unknownUnit("GB-mo", nearest: "GB-month")),
        ] as [Row])
    private func quotedPrice(row: Row) { check(row, as: QuotedPrice.self) }

    @Test(
        arguments: [
            ("1.08", .missingUnit), ("1.08 USD/", .missingUnit), ("-1 USD/EUR", .negative),
            ("1.08 EUR/USD", .unknownUnit("EUR/USD", nearest: nil)),
            ("1.08 USD/Euro", .unknownUnit("Euro", nearest: nil)),
            ("0 USD/EUR", .outOfRange("more than 0 USD")),
        ] as [Row])
    private func exchangeRate(row: Row) { check(row, as: ExchangeRate.self) }

    @Test(
        arguments: [
            ("3000", .missingUnit), ("-3/day", .negative),
            ("3/d", .unknownUnit("d", nearest: "day")),
            ("3k/day", .unknownUnit("k/day", nearest: nil)), ("3/", .missingUnit),
        ] as [Row])
    private func volume(row: Row) { check(row, as: Volume.self) }

    @Test(
        arguments: [
            ("21000", .missingUnit), ("1.5 gas", .notExact),
            ("18446744073709551616 gas", .overflow),
            ("-1 gas", .negative), ("5 gaz", .unknownUnit("gaz", nearest: "gas")),
        ] as [Row])
    private func gas(row: Row) { check(row, as: Gas.self) }

    @Test(
        arguments: [
            ("2", .missingUnit), ("2 gwie", .unknownUnit("gwie", nearest: nil)),
            ("2 Gwei", .unknownUnit("Gwei", nearest: "gwei")), ("0.5 wei", .notExact),
            ("2 ETH", .unknownUnit("ETH", nearest: nil)), ("-2 gwei", .negative),
        ] as [Row])
    private func weiPerGas(row: Row) { check(row, as: WeiPerGas.self) }

    @Test(
        arguments: [
            ("2", .missingUnit), ("2 eth", .unknownUnit("eth", nearest: "ETH")),
            ("2 ether", .unknownUnit("ether", nearest: "ETH")),
            ("0.0000000000000000001 ETH", .notExact),
            ("340282366920938463463374607431768211456 wei", .overflow),
            ("340282366920938463464 ETH", .overflow),
        ] as [Row])
    private func wei(row: Row) { check(row, as: Wei.self) }

    @Test(
        arguments: [
            ("1.5", .notExact), ("-1", .negative), ("NaN", .notFinite), ("1e30", .exponent),
            ("1000000000000000000000000000000", .outOfRange("0 to 100")),
            ("101", .outOfRange("0 to 100")), ("1_0", .groupedDigits), ("1,0", .groupedDigits),
            ("5 pods", .unknownUnit("pods", nearest: nil)), ("ten", .notANumber), ("", .notANumber),
        ] as [Row])
    private func count(row: Row) {
        let error = #expect(throws: QuantityError.self) { try Count.parse(row.text, in: 0...100) }
        #expect(error?.reason == row.reason)
    }

    @Test(
        "A message is one line, short, and names the remedy",
        arguments: [
            ("5", "'5' has no unit; expected a duration such as 1.4ms, 5m or 1h30m"),
            (
                "5 secs",
                "'5 secs' has the unknown unit 'secs', did you mean 's'?; "
                    + "expected a duration such as 1.4ms, 5m or 1h30m"
            ),
            (
                "a\nb" + String(repeating: "c", count: 5_000),
                "'a\u{FFFD}b" + String(repeating: "c", count: 37) + "…' is not a number; "
                    + "expected a duration such as 1.4ms, 5m or 1h30m"
            ),
        ])
    func message(text: String, message: String) {
        let error = #expect(throws: QuantityError.self) { try SimTime(parsing: text) }
        #expect(error?.description == message)
    }

    @Test("Arbitrary bytes never trap")
    func arbitraryText() {
        var numbers = TestNumbers(seed: 13)
        let alphabet = Array(
            "0123456789.-+eE_,/%\u{B5} \tmshdwkGiBKUSDETHgweinafμ\u{301}🜨\0".unicodeScalars)
        var refused = 0
        for _ in 0..<5_000 {
            var text = ""
            for _ in 0...numbers.below(60) {
                text.unicodeScalars.append(alphabet[numbers.below(alphabet.count)])
            }
            let types: [any ParsableQuantity.Type] = [
                SimTime.self, Rate.self, Ratio.self, Bytes.self, Cores.self, ExactDecimal.self,
                Money.self, UnitPrice.self, Volume.self, Gas.self, WeiPerGas.self, Wei.self,
            ]
            for type in types {
                do { _ = try type.init(parsing: text) } catch { refused += 1 }
            }
        }
        #expect(refused > 59_000)
    }
}
