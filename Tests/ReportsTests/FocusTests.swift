// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Foundation
import Model
import Quantities
import Testing

@testable import Planning
@testable import Reports

/// What the specification says of one column; `datasets/focus/SOURCE.md` says from where.
private struct FocusColumn {
    let name: String
    let level: String
    let allowsNull: Bool
    let type: String
    let allowed: [String]

    static func all() throws -> [FocusColumn] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appendingPathComponent("datasets/focus/columns.csv"),
            encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                .map(String.init)
            return FocusColumn(
                name: cells[0], level: cells[3], allowsNull: cells[4] == "True", type: cells[5],
                allowed: cells[7].split(separator: ";").map(String.init))
        }
    }
}

@Suite("FOCUS 1.2: columns, nulls, formats and sums")
struct FocusTests {
    private static func forecast(_ agreements: Agreements = .none) throws -> SpendForecast {
        let model = try ExampleModel.make().with(growth: Growth(parsing: "5%/month"))
            .with(agreements: agreements)
        return try SpendForecaster.forecast(
            model, dates: MonthRange(parsing: "2026-11..2027-02").months
        ) { _, load in ExampleMeasurements(load: load.fraction).make }
    }

    /// The rows as maps from column to value.
    private static func rows(
        _ agreements: Agreements = .none
    ) throws -> (columns: [String], rows: [[String: String]]) {
        let identity = Identity(
            version: "1.2.3", command: "cost", scenario: "Shop | \"spring\" *sale*",
            digest: "0123456789abcdef", pricesAsOf: "2026-01-31", seed: 7, replications: 4)
        let text = FocusExport(try forecast(agreements), identity: identity).text
        let records = parse(text)
        let columns = try #require(records.first)
        let rows = records.dropFirst().map { cells in
            #expect(cells.count == columns.count)
            return Dictionary(uniqueKeysWithValues: zip(columns, cells))
        }
        return (columns, rows)
    }

    /// RFC 4180.
    private static func parse(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var isEnd = false
        for character in text {
            switch character {
            case "\"" where isQuoted && !isEnd: isEnd = true
            case "\"" where isEnd:
                cell.append("\"")
                isEnd = false
            case "\"": isQuoted = true
            case "," where !isQuoted || isEnd:
                cells.append(cell)
                (cell, isQuoted, isEnd) = ("", false, false)
            case "\r\n" where !isQuoted || isEnd:
                records.append(cells + [cell])
                (cells, cell, isQuoted, isEnd) = ([], "", false, false)
            default: cell.append(character)
            }
        }
        return records
    }

    /// All that are mandatory, and none that the version does not know but custom ones.
    @Test func columns() throws {
        let (columns, rows) = try Self.rows()
        let known = try FocusColumn.all()
        let mandatory = known.filter { $0.level == "Mandatory" }.map(\.name)
        #expect(mandatory.count == 21)
        #expect(Set(mandatory).isSubset(of: columns))
        #expect(Set(columns).count == columns.count)
        for column in columns where !column.hasPrefix("x_") {
            #expect(known.contains { $0.name == column && !$0.level.isEmpty }, "\(column)")
        }
        #expect(rows.count == 4 * 5)
    }

    @Test func valuesKeepTheirFormats() throws {
        let (_, rows) = try Self.rows()
        let known = try FocusColumn.all()
        for row in rows {
            for column in known {
                guard let value = row[column.name] else { continue }
                #expect(!value.lowercased().contains("null"), "\(column.name)")
                if value.isEmpty {
                    #expect(column.allowsNull, "\(column.name)")
                    continue
                }
                switch column.type {
                case "Decimal": #expect(Self.isDecimal(value), "\(column.name): \(value)")
                case "Date/Time": #expect(Self.isInstant(value), "\(column.name): \(value)")
                case "JSON": #expect(value.hasPrefix("{") && value.hasSuffix("}"))
                default: break
                }
                // Of subcategories the list has the categories that they belong to.
                if !column.allowed.isEmpty, column.name != "ServiceSubcategory" {
                    #expect(column.allowed.contains(value), "\(column.name): \(value)")
                }
            }
        }
    }

    private static func isDecimal(_ text: String) -> Bool {
        text.range(of: #"^-?[0-9]+(\.[0-9]+)?$"#, options: .regularExpression) != nil
    }

    private static func isInstant(_ text: String) -> Bool {
        text.range(of: #"^20[0-9]{2}-[01][0-9]-01T00:00:00Z$"#, options: .regularExpression)
            != nil
    }

    /// What must be empty, or equal, by the rules of the specification.
    @Test func rulesBetweenColumns() throws {
        for row in try Self.rows().rows {
            #expect(row["ChargeClass"] == "" && row["InvoiceId"] == "")
            #expect(row["BillingCurrency"] == "USD" && row["x_IsForecast"] == "true")
            #expect(row["ProviderName"] == row["InvoiceIssuerName"])
            #expect(row["ChargePeriodStart"] == row["BillingPeriodStart"])
            let isUsage = row["ChargeCategory"] == "Usage"
            #expect((row["ConsumedQuantity"] == "") == !isUsage)
            #expect(row["PricingQuantity"]?.contains(".") == true)
            let product = try ["ListUnitPrice", "PricingQuantity"].map { name in
                try ExactDecimal(parsing: row[name] ?? "").approximation
            }.reduce(1, *)
            let cost = try ExactDecimal(parsing: row["ListCost"] ?? "").approximation
            #expect((product - cost).magnitude <= 1e-9 * max(cost, 1))
        }
    }

    /// Everything that can be agreed, of which a commitment is not all used.
    private static func agreements() throws -> Agreements {
        func key(_ path: String) -> PriceKey { PriceKey(path) }
        return Agreements(
            discounts: [
                Discount(prices: KeyPattern("cache/*"), off: try Percentage(parsing: "10%"))
            ],
            commitments: [
                Commitment(
                    name: "year", price: key("database/large"), quantity: ExactDecimal(4),
                    hourly: .cents(20), upfront: .usd(876), termHours: 8_760)
            ],
            spot: [
                SpotShare(
                    price: key("compute/pod"), share: try Percentage(parsing: "50%"),
                    spotPrice: .cents(2))
            ],
            credits: [Credit(name: "start-up", perMonth: .usd(100), layer: nil)],
            support: Support(
                rates: TierSchedule(try Money(parsing: "0.1 USD")), minimum: .usd(29)),
            tax: try Percentage(parsing: "19%"))
    }

    /// Every row of a commitment says of how much it is; what is on the whole bill is sold by
    /// somebody, and rests on what the bill rests on.
    @Test func agreed() throws {
        let (_, rows) = try Self.rows(Self.agreements())
        let committed = rows.filter { $0["CommitmentDiscountId"] != "" }
        #expect(Set(committed.map { $0["ChargeCategory"] }) == ["Usage", "Purchase"])
        for row in committed {
            #expect(row["CommitmentDiscountUnit"] == "Instance-Hours")
            #expect(row["CommitmentDiscountQuantity"] == row["PricingQuantity"])
            let status = row["CommitmentDiscountStatus"] ?? ""
            let known = row["ChargeCategory"] == "Purchase" ? [""] : ["Used", "Unused"]
            #expect(known.contains(status))
            #expect((row["ConsumedQuantity"] == "") == (status != "Used"))
        }
        #expect(rows.contains { $0["CommitmentDiscountStatus"] == "Unused" })
        for row in rows {
            #expect(row["ProviderName"] != "whole bill" && row["SkuId"] != "whole bill/months")
            if row["ChargeCategory"] == "Tax" { #expect(row["x_Basis"] == "simulated") }
            if row["x_Item"] == "support" { #expect(row["ServiceCategory"] != "Other") }
        }
        let forecast = try Self.forecast(Self.agreements())
        for month in forecast.months {
            let own = rows.filter { $0["BillingPeriodStart"] == month.date?.start }
            for (column, amount) in [
                ("BilledCost", month.bill.amounts.billed), ("ListCost", month.bill.amounts.list),
                ("EffectiveCost", month.bill.amounts.effective),
            ] {
                let parts = try own.map { row in
                    Money(attodollars: try ExactDecimal(parsing: row[column] ?? "").scaled)
                }
                #expect(try Money.sum(parts) == amount)
            }
        }
    }

    /// Billed cost adds up to each month's bill exactly.
    @Test func addsUp() throws {
        let forecast = try Self.forecast()
        let (_, rows) = try Self.rows()
        for month in forecast.months {
            let own = rows.filter { $0["BillingPeriodStart"] == month.date?.start }
            let amounts = try own.map { row in
                Money(attodollars: try ExactDecimal(parsing: row["BilledCost"] ?? "").scaled)
            }
            #expect(try Money.sum(amounts) == month.bill.perMonth)
        }
    }

    /// Months without a date have no charge period, and hence no rows.
    @Test func undated() throws {
        let model = try ExampleModel.make()
        let forecast = try SpendForecaster.forecast(model, dates: []) { _, _ in
            ExampleMeasurements().make
        }
        let text = FocusExport(forecast, identity: Identity(version: "1", command: "cost")).text
        #expect(Self.parse(text).count == 1)
    }
}

@Suite("Golden: a forecast of spend in each format")
struct GoldenSpendTests {
    private static let identity = Identity(
        version: "1.2.3", command: "cost", scenario: "Shop | \"spring\" *sale*",
        digest: "0123456789abcdef", pricesAsOf: "2026-01-31", seed: 7, replications: 4)

    private static func forecast(_ months: String?) throws -> SpendForecast {
        let model = try ExampleModel.make().with(growth: Growth(parsing: "10%/month"))
        return try SpendForecaster.forecast(
            model, dates: months.map { try MonthRange(parsing: $0).months } ?? []
        ) { _, load in ExampleMeasurements(load: load.fraction).make }
    }

    @Test(arguments: Format.allCases)
    func months(format: Format) throws {
        let report = try SpendReport.make(
            Self.forecast("2026-11..2027-02"), identity: Self.identity)
        try GoldenFile.check(format.render(report), "spend.\(format.ending)")
    }

    @Test func undated() throws {
        let report = try SpendReport.make(Self.forecast(nil), identity: Self.identity)
        try GoldenFile.check(Format.table.render(report), "spend-undated.txt")
    }

    @Test func focus() throws {
        let text = FocusExport(try Self.forecast("2026-11..2026-12"), identity: Self.identity).text
        try GoldenFile.check(text, "spend-focus.csv")
    }

    /// What is shown adds up in every table: lines, layers, months and operations to one total.
    @Test func shownCentsAddUp() throws {
        let report = try SpendReport.make(
            Self.forecast("2026-11..2027-10"), identity: Self.identity)
        var totals: Set<Money> = []
        for id in ["months", "layers", "costs", "operations"] {
            let table = try #require(report.table(id))
            let column = try #require(table.columns.firstIndex { $0.id == "amount" })
            let shown = table.rows.compactMap { row -> Money? in
                if case .money(_, let shown, _) = row[column] { shown } else { nil }
            }
            let total = try #require(shown.last)
            #expect(try Money.sum(Array(shown.dropLast())) == total, "\(id)")
            totals.insert(total)
        }
        #expect(totals.count == 1)
    }
}
