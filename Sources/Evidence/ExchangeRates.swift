// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What one unit of a currency was worth in USD, as the mean of a month.
public struct ExchangeRates: Sendable, Equatable {
    public struct Rate: Sendable, Equatable {
        public let month: CalendarMonth
        /// Such as ETH or EUR.
        public let currency: String
        /// Above zero.
        public let price: Money
    }

    /// In the order of the file; no currency has a month twice.
    public let rates: [Rate]

    static let columns = ["month", "currency", "usd"]

    public func price(of currency: String, in month: CalendarMonth) -> Money? {
        rates.first { $0.currency == currency && $0.month == month }?.price
    }

    /// Throws where a row is none, and where a currency has a month twice.
    static func read(_ table: EvidenceTable) throws(EvidenceError) -> ExchangeRates {
        let month = try table.need("month")
        let currency = try table.need("currency")
        let usd = try table.need("usd")
        var rates: [Rate] = []
        for record in table.records {
            let date: CalendarMonth
            do { date = try CalendarMonth(parsing: record.fields[month].trimmed) } catch {
                throw table.fault(record, month, "expected a month such as 2026-10")
            }
            let code = record.fields[currency].trimmed
            guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
                throw table.fault(record, currency, "expected a currency such as EUR or ETH")
            }
            guard !rates.contains(where: { $0.month == date && $0.currency == code }) else {
                throw table.fault(record, month, "\(code) has this month twice")
            }
            guard let price = try? Money(parsing: record.fields[usd].trimmed + " USD"),
                price > .zero
            else { throw table.fault(record, usd, "expected an amount of USD above zero") }
            rates.append(Rate(month: date, currency: code, price: price))
        }
        if rates.isEmpty { throw .empty(expected: "a month below the header") }
        return ExchangeRates(rates: rates)
    }
}
