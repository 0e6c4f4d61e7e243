// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Model
import Planning
import Quantities
import Review

/// What is drawn of a month.
extension ReviewReport {
    var charts: [NamedChart] {
        [errorBudgets, headroomBars].compactMap { $0 } + runway.charts
            + [spendByLayer, parts, tornado].compactMap { $0 }
    }

    private var errorBudgets: NamedChart? {
        let used = review.levels.compactMap { level in
            level.used.map { (name: level.name, share: $0.fraction) }
        }
        guard let most = used.max(by: { $0.share < $1.share }) else { return nil }
        let share = Figures.text(most.share, .ratio).main
        let chart = BarChart(
            title: "\(most.name) used most of its error budget: \(share)",
            quantity: "error budget used", measure: .share,
            rows: used.map { BarChart.Row(name: $0.name, bars: [BarChart.Bar($0.share)]) },
            limit: ChartLimit(name: "all of it", value: 1))
        return NamedChart("error-budgets", .bars(chart))
    }

    private var headroomBars: NamedChart? {
        let rows = zip(review.plan.runway.rows, review.partNames).filter { $0.0.isOrdered }
            .prefix(RunCharts.mostBars)
        if rows.isEmpty { return nil }
        let previous = review.previous
        let groups = ["\(review.month)"] + (previous.map { ["\($0.month)"] } ?? [])
        let bars = rows.map { row, name -> BarChart.Row in
            let now = BarChart.Bar(review.plan.runway.headroom(row.limit))
            let before = previous.map {
                BarChart.Bar($0.figure(MonthlyReview.Line.headroom(name)))
            }
            return BarChart.Row(
                name: row.limit.name, bars: [now] + (before.map { [$0] } ?? []))
        }
        let least = bars[0]
        let left = least.bars[0].value.map { ", \(Figures.text($0, .ratio).main)" } ?? ""
        let chart = BarChart(
            title: "Least headroom: \(least.name)\(left)",
            quantity: "headroom: the share of what is carried that is left", measure: .share,
            groups: groups, rows: bars)
        return NamedChart("headroom", .bars(chart))
    }

    private var spendByLayer: NamedChart? {
        let months = review.outlook.months
        guard let first = months.first, !first.middle.bill.lines.isEmpty else { return nil }
        let layers = CostLayer.allCases.compactMap { layer -> MonthlyStackChart.Layer? in
            let amounts = months.map { $0.middle.bill.perMonth(of: layer) }
            if amounts.allSatisfy({ $0 == .zero }) { return nil }
            return MonthlyStackChart.Layer(name: layer.rawValue, amounts: amounts)
        }
        let budget = review.spend?.budget
        let chart = MonthlyStackChart(
            months: months.map(\.date), layers: layers,
            budget: budget.map { amount in months.map { _ in amount } } ?? [])
        return NamedChart("spend", .monthlyStack(chart))
    }

    /// Why the invoice is another sum than the forecast.
    private var parts: NamedChart? {
        guard let variance = review.spend?.variance else { return nil }
        let all: [(String, Money)] = [
            ("quantity", variance.parts.quantity), ("mix", variance.parts.mix),
            ("price", variance.parts.price), ("ETH", variance.parts.ether),
            ("currency", variance.parts.currency), ("not modelled", variance.parts.notModelled),
        ]
        // Less than a cent is rounding.
        let shown = all.filter { $0.1.magnitude >= 0.005 }
        guard let largest = shown.max(by: { $0.1.magnitude < $1.1.magnitude }) else { return nil }
        let against = review.spend?.origin == .model ? "the model's bill" : "the forecast"
        let chart = BarChart(
            title: "Of the difference to \(against), \(largest.0) is the largest part",
            quantity: "invoiced above \(against)", measure: .dollars,
            rows: shown.map {
                BarChart.Row(name: $0.0, bars: [BarChart.Bar($0.1.approximation)])
            })
        return NamedChart("variance", .bars(chart))
    }

    private var tornado: NamedChart? {
        let swings = review.sensitivity.swings.filter { $0.span > 0 }
        guard let base = review.sensitivity.spend, !swings.isEmpty else { return nil }
        let chart = TornadoChart(
            quantity: "cost a month at the scenario's load", measure: .dollars,
            base: base.approximation,
            rows: swings.map { swing in
                TornadoChart.Row(
                    name: swing.path, low: Self.end(swing.low, swing.spendOfLow),
                    high: Self.end(swing.high, swing.spendOfHigh))
            })
        return NamedChart("assumptions", .tornado(chart))
    }

    private static func end(_ setting: String, _ spend: Money?) -> TornadoChart.End? {
        spend.map { TornadoChart.End(setting: setting, answer: $0.approximation) }
    }
}

extension Money {
    fileprivate var magnitude: Double { approximation.magnitude }
}
