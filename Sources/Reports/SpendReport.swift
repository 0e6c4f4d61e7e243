// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// The answer to `cost`: what the platform costs over some months, by line, layer, month, operation
/// and tag, in which range that lies, and whether budgets are kept.
public enum SpendReport {
    /// Every table that there may be; one without its subject is left out.
    public static let tableIDs = [
        "budgets", "months", "layers", "costs", "amounts", "commitments", "operations", "tags",
        "rates", "month-layers", "month-costs", "allocation", "assumptions",
    ]

    /// Throws where a sum is too large.
    public static func make(
        _ forecast: SpendForecast, identity: Identity
    ) throws(CostError) -> Report {
        let allocation = try SpendAllocation(forecast)
        let tables = SpendTables(forecast)
        let parts = SpendAllocationTables(forecast, allocation)
        let words = SpendWords(forecast)
        let optional: [Table?] = [
            parts.budgets, tables.months, tables.layers, tables.costs, tables.amounts,
            tables.commitments, parts.operations, parts.tags, tables.rates, tables.monthLayers,
            tables.monthCosts, parts.lines,
            RunReport.assumptions(forecast.model),
        ]
        let verdict = SpendBudgetWords.verdict(allocation, forecast)
        return Report(
            identity: identity, verdict: Self.verdict(allocation.judgement),
            headline: [verdict, words.headline].compactMap { $0 }.joined(separator: " "),
            notes: words.notes
                + AgreementTables.notes(
                    forecast.commitments, forecast.amounts,
                    of: forecast.months.count == 1 ? "the month" : "the whole", period: "")
                + [
                    ExchangeNote.text(forecast.model),
                    StalePrices.note(forecast.model, on: identity.today),
                ].compactMap(\.self),
            tables: optional.compactMap { $0 }, charts: SpendCharts.of(forecast))
    }

    private static func verdict(_ judgement: Judgement?) -> Report.Verdict? {
        switch judgement {
        case .met: .met
        case .breached: .breached
        case .cannotTell: .cannotTell
        case nil: nil
        }
    }
}
