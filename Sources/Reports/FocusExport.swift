// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Planning
import Quantities

/// A forecast of spend in the columns of the FinOps Open Cost and Usage Specification (FOCUS) 1.2,
/// as CSV: one row a line of the bill and charge period, which is a month.
///
/// All mandatory columns are there, and of the others those that a forecast can fill. A forecast is
/// no invoice, and the specification knows none, so every row says so in columns of its own, which
/// begin with `x_`. Amounts have all their decimals; what is null is empty. Source:
/// FinOps-Open-Cost-and-Usage-Spec, version 1.2, columns and attributes.
public struct FocusExport {
    /// In the order of a row.
    static let columns = [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency",
        "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass",
        "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart",
        "CommitmentDiscountCategory", "CommitmentDiscountId", "CommitmentDiscountName",
        "CommitmentDiscountQuantity", "CommitmentDiscountStatus", "CommitmentDiscountType",
        "CommitmentDiscountUnit", "ConsumedQuantity", "ConsumedUnit", "ContractedCost",
        "ContractedUnitPrice",
        "EffectiveCost", "InvoiceId", "InvoiceIssuerName", "ListCost", "ListUnitPrice",
        "PricingCategory", "PricingCurrency", "PricingCurrencyContractedUnitPrice",
        "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice", "PricingQuantity",
        "PricingUnit", "ProviderName", "PublisherName",
        "RegionId", "RegionName", "ResourceId", "ResourceName", "ResourceType",
        "ServiceCategory", "ServiceName", "ServiceSubcategory", "SkuId", "SkuMeter",
        "SkuPriceDetails", "SkuPriceId", "Tags",
        "x_IsForecast", "x_Scenario", "x_Run", "x_Layer", "x_Item", "x_Basis", "x_Load", "x_Low",
        "x_High",
    ]

    private let forecast: SpendForecast
    private let identity: Identity

    public init(_ forecast: SpendForecast, identity: Identity) {
        self.forecast = forecast
        self.identity = identity
    }

    /// The whole file; months without a date have no rows.
    public var text: String {
        var lines = [Self.columns]
        for month in forecast.months {
            guard let date = month.date else { continue }
            let samples = month.samples.map { bill in
                Dictionary(
                    bill.lines.map { (SpendForecast.LineKey($0), [$0.perMonth]) },
                    uniquingKeysWith: +)
            }
            for line in month.bill.lines {
                let amounts = samples.map { SpendTables.sum($0[SpendForecast.LineKey(line)] ?? []) }
                lines.append(row(line, month, date, (try? Spread(amounts)) ?? nil))
            }
        }
        return lines.map { $0.map(CSVRenderer.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private func row(
        _ line: BillLine, _ month: SpendMonth, _ date: CalendarMonth, _ spread: Spread?
    ) -> [String] {
        let values = FocusRow(line, of: forecast.model).values
            .merging(period(date)) { $1 }
            .merging(origin(month, spread)) { $1 }
        return Self.columns.map { values[$0] ?? "" }
    }

    private func period(_ date: CalendarMonth) -> [String: String] {
        [
            "BillingPeriodStart": date.start, "BillingPeriodEnd": date.end,
            "ChargePeriodStart": date.start, "ChargePeriodEnd": date.end,
        ]
    }

    /// Whose bill it would be, and what made it.
    private func origin(_ month: SpendMonth, _ spread: Spread?) -> [String: String] {
        let scenario = identity.scenario ?? forecast.model.name
        let run = [
            "plimsoll \(identity.version)", identity.digest.map { "scenario \($0)" },
            identity.seed.map { "seed \($0)" },
            identity.replications.map { "\($0) replications" },
        ]
        return [
            "BillingAccountId": scenario, "BillingAccountName": scenario,
            "x_IsForecast": "true", "x_Scenario": scenario,
            "x_Run": run.compactMap { $0 }.joined(separator: ", "),
            "x_Load": PlainNumber.text(month.load.fraction),
            "x_Low": spread.map { FocusRow.text($0.low) } ?? "",
            "x_High": spread.map { FocusRow.text($0.high) } ?? "",
        ]
    }
}
