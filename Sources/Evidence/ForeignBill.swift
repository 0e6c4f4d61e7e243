// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a provider billed: a FOCUS export, or a Cost and Usage Report of AWS.
public struct ForeignBill: Sendable, Equatable {
    /// One service in one month.
    public struct Item: Sendable, Equatable {
        public let month: CalendarMonth
        public let service: String
        /// Of the invoice, in the bill's currency; a credit is negative.
        public let billed: ExactDecimal
        /// With what was paid beforehand spread over its use; nil where the file does not tell.
        public let effective: ExactDecimal?
        public let rows: Int
    }

    /// All rows of one thing that is billed, in one month.
    public struct Charge: Sendable, Hashable {
        public let month: CalendarMonth
        public let service: String
        /// Whose charge it is, such as a server's; absent where the file names nothing.
        public let resource: String?
        /// What is counted; absent for credits and taxes.
        public let meter: String?
        /// Layer and item, in a bill that was forecast in the same terms as a model's.
        public let layer: String?
        public let item: String?
        /// How much was priced; absent where a row has none.
        public let quantity: ExactDecimal?
        /// In the bill's currency; a credit is negative.
        public let billed: ExactDecimal
    }

    /// As ISO 4217 writes it.
    public let currency: String
    /// By month, then by service.
    public let items: [Item]
    /// In the order in which the file first names them; they add up to the same as the items.
    public let charges: [Charge]

    /// Throws where the sum does not fit.
    public func billed() throws(QuantityError) -> ExactDecimal {
        var sum = ExactDecimal(0)
        for item in items { sum = try sum + item.billed }
        return sum
    }
}

/// Reads bills, whose columns are named by a standard.
struct ForeignBillReader {
    /// How a standard names what is read of it.
    struct Names {
        let billed: String
        let effective: String?
        let currency: String
        let period: String
        let service: String
        let resource: String
        /// The first that the file has.
        let meters: [String]
        let quantity: String
    }

    /// FOCUS 1.0 to 1.2.
    static let focus = Names(
        billed: "BilledCost", effective: "EffectiveCost", currency: "BillingCurrency",
        period: "BillingPeriodStart", service: "ServiceName", resource: "ResourceId",
        meters: ["SkuMeter", "PricingUnit"], quantity: "PricingQuantity")
    /// The legacy report of AWS. What a row's effective cost is depends on its kind there.
    static let legacyReport = Names(
        billed: "lineItem/UnblendedCost", effective: nil, currency: "lineItem/CurrencyCode",
        period: "bill/BillingPeriodStartDate", service: "lineItem/ProductCode",
        resource: "lineItem/ResourceId", meters: ["lineItem/UsageType"],
        quantity: "lineItem/UsageAmount")
    /// CUR 2.0.
    static let report = Names(
        billed: "line_item_unblended_cost", effective: nil, currency: "line_item_currency_code",
        period: "bill_billing_period_start_date", service: "line_item_product_code",
        resource: "line_item_resource_id", meters: ["line_item_usage_type"],
        quantity: "line_item_usage_amount")

    private struct Key: Hashable {
        let month: CalendarMonth
        let service: String
    }

    private struct Sum {
        var billed = ExactDecimal(0)
        var effective: ExactDecimal?
        var rows = 0
    }

    private let table: EvidenceTable
    private let billed: Int
    private let effective: Int?
    private let currency: Int
    private let period: Int
    private let service: Int
    private let charge: ChargeColumns

    static func read(_ table: EvidenceTable, _ names: Names) throws(EvidenceError) -> ForeignBill {
        try ForeignBillReader(table, names).bill()
    }

    private init(_ table: EvidenceTable, _ names: Names) throws(EvidenceError) {
        self.table = table
        billed = try table.need(names.billed)
        effective = names.effective.flatMap(table.column)
        currency = try table.need(names.currency)
        period = try table.need(names.period)
        service = try table.need(names.service)
        charge = ChargeColumns(table, names)
    }

    private func bill() throws(EvidenceError) -> ForeignBill {
        var sums: [Key: Sum] = [:]
        var charges = ChargeSums()
        var code: String?
        for record in table.records {
            let own = record.fields[currency].trimmed
            guard own.utf8.count == 3, code == nil || code == own else {
                throw table.fault(
                    record, currency,
                    code.map { "the rows above are in \($0); split the file by currency" }
                        ?? "expected a currency such as USD")
            }
            code = own
            let key = Key(month: try month(record), service: text(record, service) ?? "")
            guard let amount = try amount(record, billed) else {
                throw table.fault(record, billed, "expected an amount")
            }
            var sum = sums[key] ?? Sum(effective: effective == nil ? nil : ExactDecimal(0))
            sum.rows += 1
            do {
                sum.billed = try sum.billed + amount
                if let effective, let before = sum.effective {
                    sum.effective = try self.amount(record, effective).map {
                        (amount: ExactDecimal) throws(QuantityError) in try before + amount
                    }
                }
            } catch let error as QuantityError {
                throw table.fault(record, billed, "\(error)")
            } catch let error as EvidenceError {
                throw error
            } catch {
                throw table.fault(record, billed, "\(error)")
            }
            sums[key] = sum
            let quantity = try charge.quantity.flatMap {
                (column: Int) throws(EvidenceError) in try self.amount(record, column)
            }
            do {
                try charges.add(
                    charge.key(of: key.month, key.service) { text(record, $0) }, quantity, amount)
            } catch { throw table.fault(record, billed, "\(error)") }
        }
        guard let code else { throw .empty(expected: "rows below the header") }
        return ForeignBill(currency: code, items: Self.items(sums), charges: charges.charges)
    }

    private static func items(_ sums: [Key: Sum]) -> [ForeignBill.Item] {
        sums.map { key, sum in
            ForeignBill.Item(
                month: key.month, service: key.service, billed: sum.billed,
                effective: sum.effective, rows: sum.rows)
        }.sorted { ($0.month, $0.service) < ($1.month, $1.service) }
    }

    /// A null is empty in CSV; some exports spell it.
    private func text(_ record: CSVRecord, _ column: Int) -> String? {
        let text = record.fields[column].trimmed
        return text.isEmpty || text.uppercased() == "NULL" ? nil : text
    }

    private func amount(
        _ record: CSVRecord, _ column: Int
    ) throws(EvidenceError) -> ExactDecimal? {
        guard let text = text(record, column) else { return nil }
        do { return try ExactDecimal(parsing: Self.plain(text)) } catch {
            throw table.fault(record, column, "expected an amount; \(error)")
        }
    }

    /// `0.0000000181` of `1.81E-8`, as AWS writes small amounts; other texts as they are.
    private static func plain(_ text: String) -> String {
        let parts = text.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "e" || $0 == "E" })
        guard parts.count == 2, let exponent = Int(parts[1]), (-40...40).contains(exponent)
        else { return text }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let halves = parts[0].drop { $0 == "-" || $0 == "+" }
            .split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count <= 2, let whole = halves.first else { return text }
        let digits = whole + (halves.count == 2 ? halves[1] : "")
        // Zeros on either side, and the point as many places away as the exponent says.
        let padded = String(repeating: "0", count: 41) + digits + String(repeating: "0", count: 41)
        let point = padded.index(padded.startIndex, offsetBy: 41 + whole.count + exponent)
        let (before, after) = (padded[..<point].drop { $0 == "0" }, padded[point...])
        let rest = after.reversed().drop { $0 == "0" }.reversed()
        return sign + (before.isEmpty ? "0" : before) + (rest.isEmpty ? "" : "." + String(rest))
    }

    /// Of a date and time with `T` or a space between them, as exports differ there.
    private func month(_ record: CSVRecord) throws(EvidenceError) -> CalendarMonth {
        let day = try? CalendarDay(parsing: String(record.fields[period].trimmed.prefix(10)))
        guard let month = day?.calendarMonth else {
            throw table.fault(record, period, "expected a date such as 2026-10-01T00:00:00Z")
        }
        return month
    }
}
