// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// The answer to `cost`: what the platform costs over some months, by line, layer and month, and in
/// which range that lies.
public enum SpendReport {
    /// Every table that there may be; one without its subject is left out.
    public static let tableIDs = [
        "months", "layers", "costs", "rates", "month-layers", "month-costs", "assumptions",
    ]

    public static func make(_ forecast: SpendForecast, identity: Identity) -> Report {
        let tables = SpendTables(forecast)
        let words = SpendWords(forecast)
        let optional: [Table?] = [
            tables.months, tables.layers, tables.costs, tables.rates, tables.monthLayers,
            tables.monthCosts, RunReport.assumptions(forecast.model),
        ]
        return Report(
            identity: identity, verdict: nil, headline: words.headline,
            notes: words.notes
                + [StalePrices.note(forecast.model, on: identity.today)].compactMap(\.self),
            tables: optional.compactMap { $0 })
    }
}
