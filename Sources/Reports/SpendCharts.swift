// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Cost
import Model
import Planning
import Quantities

/// What is drawn of a forecast of spend: its layers, by month where months have a date.
enum SpendCharts {
    static func of(_ forecast: SpendForecast) -> [NamedChart] {
        if forecast.lines.isEmpty { return [] }
        let months = forecast.months.compactMap(\.date)
        guard months.count == forecast.months.count else { return [layers(forecast)] }
        let chart = MonthlyStackChart(
            months: months,
            layers: forecast.layers.map { layer in
                MonthlyStackChart.Layer(
                    name: layer.layer.rawValue,
                    amounts: forecast.months.map { $0.bill.perMonth(of: layer.layer) })
            }, budget: budget(forecast.model).map { amount in months.map { _ in amount } } ?? [])
        return [NamedChart("spend", .monthlyStack(chart))]
    }

    /// The budget of all that is spent.
    private static func budget(_ model: Model) -> Money? {
        model.economics.budgets.limits.first { limit in
            switch limit.subject {
            case .total: true
            case .layer, .operation, .tag: false
            }
        }?.perMonth
    }

    private static func layers(_ forecast: SpendForecast) -> NamedChart {
        let rows = forecast.layers.map { layer in
            BarChart.Row(
                name: layer.layer.rawValue,
                bars: [
                    BarChart.Bar(
                        layer.amount.value.approximation,
                        interval: layer.amount.spread.map {
                            $0.low.approximation...$0.high.approximation
                        })
                ])
        }
        let total = Words.money(forecast.total.value, isBrief: true)
        return NamedChart(
            "spend",
            .bars(
                BarChart(
                    title: "\(total) a month, by layer",
                    quantity: "cost a month (whiskers: P10 to P90)", measure: .dollars,
                    rows: rows)))
    }
}
