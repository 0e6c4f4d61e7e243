// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Planning
import Quantities

/// Tables of a forecast of spend. What is shown of one total adds up to it: cents are shared out by
/// largest remainder.
struct SpendTables {
    let forecast: SpendForecast
    private let period: String
    private let cents: SpendCents

    init(_ forecast: SpendForecast) {
        self.forecast = forecast
        cents = SpendCents(forecast)
        period = SpendWords(forecast).period
    }

    private var isEmpty: Bool { forecast.lines.isEmpty }

    // MARK: Months

    /// Nothing for one month without a date.
    var months: Table? {
        if isEmpty || forecast.months[0].date == nil { return nil }
        let shown = cents.months
        var rows = zip(forecast.months, shown).map { month, shown -> [Cell] in
            let day = month.date.flatMap { date in
                try? month.bill.perMonth.divided(by: Int64(date.days), rounding: .halfEven)
            }
            return [
                .text(Self.name(month)), .count(month.bill.hoursPerMonth),
                .value(month.load.fraction, .number),
                .money(month.bill.perMonth, shown: shown, decimals: 2),
            ] + Self.range(month.spread) + [
                day.map { .money($0, decimals: 2) } ?? .absent, .text(month.origin.rawValue),
            ]
        }
        rows.append(
            [
                .text("total"), .count(forecast.hours), .absent,
                .money(forecast.total.value, shown: Self.sum(shown), decimals: 2),
            ] + Self.range(forecast.total.spread) + [.absent, .text("")])
        return Table(
            id: "months", title: "Costs in USD by month",
            columns: [
                .text("month", "Month"), .number("hours", "Hours", unit: "h"),
                .value("load", "Load (times)", .number), .number("amount", "Amount", unit: "USD"),
            ] + Self.rangeColumns() + [
                .number("per_day", "A day", unit: "USD"), .text("origin", "Use is"),
            ], rows: rows)
    }

    // MARK: Layers

    var layers: Table? {
        if isEmpty { return nil }
        let lines = Self.shared(forecast.lines.map(\.amount.value))
        let total = forecast.total.value.approximation
        var rows = forecast.layers.map { layer -> [Cell] in
            let own = forecast.lines.indices.filter {
                forecast.lines[$0].key.layer == layer.layer
            }
            let value = layer.amount.value
            return [
                .text(layer.layer.rawValue),
                .money(value, shown: Self.sum(own.map { lines[$0] }), decimals: 2),
            ] + Self.range(layer.amount.spread) + [
                .number(total == 0 ? nil : value.approximation / total, .ratio)
            ]
        }
        rows.append(
            [.text("total"), .money(forecast.total.value, shown: Self.sum(lines), decimals: 2)]
                + Self.range(forecast.total.spread) + [.number(total == 0 ? nil : 1, .ratio)])
        return Table(
            id: "layers", title: "Costs in USD by layer, \(period)",
            columns: [.text("layer", "Layer"), .number("amount", "Amount", unit: "USD")]
                + Self.rangeColumns() + [.value("share", "Share", .ratio)], rows: rows)
    }

    // MARK: Lines

    var costs: Table? {
        if isEmpty { return nil }
        let shown = Self.shared(forecast.lines.map(\.amount.value))
        var rows = zip(forecast.lines, shown).map { line, shown -> [Cell] in
            [
                .text(line.key.layer.rawValue), .text(line.key.component),
                .text(line.key.item ?? line.key.component), .quantity(line.quantity),
                .text(line.key.meter.rawValue), .quantity(line.free),
                line.unitPrice.map(CostTables.unitPrice) ?? .absent,
                .money(line.amount.value, shown: shown, decimals: 2),
            ] + Self.range(line.amount.spread) + [.text(line.basis.rawValue)]
        }
        rows.append(
            [.text("total"), .text(""), .text(""), .absent, .text(""), .absent, .absent]
                + [.money(forecast.total.value, shown: Self.sum(shown), decimals: 2)]
                + Self.range(forecast.total.spread) + [.text("")])
        return Table(
            id: "costs", title: "Costs in USD: the lines of the bill, \(period)",
            columns: [
                .text("layer", "Layer"), .text("component", "Component", isDataOnly: true),
                .text("item", "Item"), .number("quantity", "Quantity", unit: "meter"),
                .text("meter", "Meter"), .number("free", "Free", unit: "meter", isDataOnly: true),
                .number("unit_price", "Unit price", unit: "USD"),
                .number("amount", "Amount", unit: "USD"),
            ] + Self.rangeColumns(isDataOnly: true) + [.text("basis", "Basis")], rows: rows)
    }

    // MARK: Agreements

    /// Nothing where all views of the lines are the same.
    var amounts: Table? {
        AgreementTables.amounts(
            forecast.lines.map { line in
                AgreementTables.Line(
                    layer: line.key.layer, component: line.key.component, item: line.key.item,
                    category: line.category, amounts: line.amounts)
            }, total: forecast.amounts, period: ", \(period)")
    }

    var commitments: Table? {
        AgreementTables.commitments(
            forecast.commitments, unit: "units", cost: .number("amount", "Cost", unit: "USD"))
    }

    /// Each line of each month's bill.
    var monthCosts: Table? {
        if isEmpty { return nil }
        let rows = zip(forecast.months, cents.lines).flatMap { month, shown -> [[Cell]] in
            zip(month.bill.lines, shown).map { line, shown -> [Cell] in
                [
                    .text(Self.name(month)), .text(line.layer.rawValue), .text(line.component),
                    .text(line.item ?? line.component), .quantity(line.quantity),
                    .text(line.meter.rawValue), .quantity(line.free),
                    CostTables.unitPrice(line.unitPrice),
                    .money(line.perMonth, shown: shown, decimals: 2), .text(line.basis.rawValue),
                ]
            }
        }
        return Table(
            id: "month-costs", title: "Costs in USD: the lines of each month's bill",
            columns: [
                .text("month", "Month"), .text("layer", "Layer"),
                .text("component", "Component", isDataOnly: true), .text("item", "Item"),
                .number("quantity", "Quantity", unit: "meter"), .text("meter", "Meter"),
                .number("free", "Free", unit: "meter", isDataOnly: true),
                .number("unit_price", "Unit price", unit: "USD"),
                .number("amount", "Amount", unit: "USD"), .text("basis", "Basis"),
            ], rows: rows, audience: .onRequest)
    }

    /// Each layer of each month's bill.
    var monthLayers: Table? {
        if isEmpty || forecast.months.count == 1 { return nil }
        let rows = forecast.months.enumerated().flatMap { index, month -> [[Cell]] in
            month.bill.layers.map { layer -> [Cell] in
                let samples = month.samples.map { $0.perMonth(of: layer.layer) }
                let spread = (try? Spread(samples)) ?? nil
                let shown = cents.layer(layer.layer, of: month.bill, month: index)
                return [
                    .text(Self.name(month)), .text(layer.layer.rawValue),
                    .money(layer.perMonth, shown: shown, decimals: 2),
                ] + Self.range(spread)
            }
        }
        return Table(
            id: "month-layers", title: "Costs in USD by month and layer",
            columns: [
                .text("month", "Month"), .text("layer", "Layer"),
                .number("amount", "Amount", unit: "USD"),
            ] + Self.rangeColumns(), rows: rows, audience: .onRequest)
    }

    // MARK: Helpers

    static func name(_ month: SpendMonth) -> String { month.date.map { "\($0)" } ?? "month" }

    static func range(_ spread: Spread?) -> [Cell] {
        guard let spread else { return [.absent, .absent, .absent] }
        return [spread.low, spread.middle, spread.high].map { .money($0, decimals: 2) }
    }

    static func rangeColumns(isDataOnly: Bool = false) -> [Column] {
        ["P10", "P50", "P90"].map {
            .number($0.lowercased(), $0, unit: "USD", isDataOnly: isDataOnly)
        }
    }

    /// The amounts as displayed. Where they are too large to be rounded, as they are.
    static func shared(_ amounts: [Money]) -> [Money] {
        (try? Money.apportion(amounts, decimals: 2)) ?? amounts
    }

    static func sum(_ amounts: [Money]) -> Money { (try? Money.sum(amounts)) ?? .zero }
}
