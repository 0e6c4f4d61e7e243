// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Quantities

@Suite struct PatternTests {
    private static let types: [any ParsableQuantity.Type] = [
        SimTime.self, Rate.self, Bytes.self, Cores.self, Ratio.self, Money.self, Volume.self,
        UnitPrice.self, ExactDecimal.self, Wei.self, WeiPerGas.self, Gas.self, WeekTime.self,
        Bandwidth.self, QuotedPrice.self, CurrencyCode.self, ExchangeRate.self,
    ]

    private static let texts = [
        "5ms", "1h30m", "1h 30m", "30m1h", "1.5s", " 2d ", "250us", "250µs", "1y2w3d", "1m1m", "",
        "s", "5", "-5", "1.", ".5", "1e3", "5 ms", "10/s", "10 / s", "10/sec", "3000/day", "7/min",
        "2GiB", "2Gi", "1.5KB", "2 GiB", "2gib", "500m", "0.25", "70%", "0.1 %", "70", "%",
        "0.50 USD", "-1 USD", "1USD", "1 EUR", "12 USD/h", "12 USD / GB-h", "12 USD", "3 USD/ETH",
        "2 gwei", "1 ETH", "7 wei", "0.5gwei", "21000 gas", "21000.0 gas", "0.5 gas", "21000",
        "1_000", "0x10", "nan", "1h30", "5ms5", "50000000/month", "5/y", "5 5", "5 % %",
        "Mon 08:30", "mon 8:3", "Sunday", "14:00", "14h30m", "+5:00", "+5:-0", "5:60", "24:00",
        ":30",
        "8:30 Mon", "Mon Tue", "50Mbit/s", "400 kbit/s", "50 mbps", "0bit/s", "1.5Gbit/s",
        "1 EUR/h", "1 EURO/h", "1 eur/h", "1 EUR / GB-month", "1 EUR/CU", "EUR", "EU", "EURO",
        "1.08 USD/EUR", "1.08 EUR/USD", "1.08 USD/eur", "0 USD/EUR", "1.08 USD / EUR",
    ]

    /// A text that can be read matches; one whose number or unit is wrong does not.
    @Test func patternsAreWhatIsRead() {
        for type in Self.types {
            for text in Self.texts { check(text, as: type) }
        }
    }

    private func check<Value: ParsableQuantity>(_ text: String, as type: Value.Type) {
        let matches = text.range(of: type.pattern, options: .regularExpression) != nil
        do {
            _ = try Value(parsing: text)
            #expect(matches, "\(type) reads '\(text)'")
        } catch {
            switch error.reason {
            case .overflow, .notExact, .outOfRange: return
            default: #expect(!matches, "\(type) refuses '\(text)': \(error.reason)")
            }
        }
    }
}
