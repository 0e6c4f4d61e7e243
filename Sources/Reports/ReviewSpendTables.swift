// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Planning
import Quantities
import Review

/// Tables of an invoice against its forecast. Every cell is whole cents, and what is shown adds up
/// in both directions: along a line to the invoice, down a column to the total.
struct ReviewSpendTables {
    private let spend: SpendReview
    private let lines: [Shown]

    /// A line in cents; its price effect takes up what rounding leaves.
    private struct Shown {
        let key: SpendVariance.Key
        let forecast: Money
        let actual: Money
        let parts: SpendVariance.Parts
        let isForecast: Bool
        let isBilled: Bool
    }

    /// Nil without an invoice.
    init?(_ review: MonthlyReview) {
        guard let spend = review.spend, let lines = try? Self.shown(spend.variance) else {
            return nil
        }
        self.spend = spend
        self.lines = lines
    }

    private static func shown(_ variance: SpendVariance) throws(QuantityError) -> [Shown] {
        let forecasts = try Money.apportion(variance.lines.map(\.forecast), decimals: 2)
        let actuals = try Money.apportion(variance.lines.map(\.actual), decimals: 2)
        var lines: [Shown] = []
        for (index, line) in variance.lines.enumerated() {
            var parts = line.parts
            for part in [
                \SpendVariance.Parts.quantity, \.mix, \.ether, \.currency, \.notModelled,
            ] {
                parts[keyPath: part] = try parts[keyPath: part].rounded(
                    toDecimals: 2, rule: .halfEven)
            }
            parts.price = .zero
            let difference = try actuals[index] - forecasts[index]
            let rest = try difference - parts.sum()
            // What nothing modelled costs has no other part to take the rest.
            if line.parts.notModelled == .zero {
                parts.price = rest
            } else {
                parts.notModelled = difference
            }
            lines.append(
                Shown(
                    key: line.key, forecast: forecasts[index], actual: actuals[index],
                    parts: parts, isForecast: line.isForecast, isBilled: line.isBilled))
        }
        return lines
    }

    // MARK: Layers

    /// Layers in the order of the bill, what is not modelled last.
    private var layers: [(name: String, lines: [Shown])] {
        let known = CostLayer.allCases.map(\.rawValue)
        let others = lines.map(\.key.layer).filter { !known.contains($0) }
        var names = known
        for name in others where !names.contains(name) { names.append(name) }
        return names.compactMap { name in
            let own = lines.filter { $0.key.layer == name }
            return own.isEmpty ? nil : (name, own)
        }
    }

    var layersTable: Table {
        var rows = layers.map { name, lines in
            row(
                name, lines,
                budget: spend.budgets.first { $0.layer?.rawValue == name }?.perMonth)
        }
        rows.append(row("total", lines, budget: spend.budget))
        return Table(
            id: "spend", title: "Spend in USD by layer, against \(against) and budget",
            columns: [
                .text("layer", "Layer"), .number("forecast", heading, unit: "USD"),
                .number("actual", "Invoiced", unit: "USD"),
                .number("difference", "Difference", unit: "USD"),
                .value("difference_share", "Difference", .ratio),
                .number("budget", "Budget", unit: "USD"),
                .number("left", "Left", unit: "USD"),
            ], rows: rows)
    }

    private func row(_ name: String, _ lines: [Shown], budget: Money?) -> [Cell] {
        let forecast = Self.sum(lines.map(\.forecast))
        let actual = Self.sum(lines.map(\.actual))
        let share =
            forecast == .zero ? nil : actual.approximation / forecast.approximation - 1
        let left = budget.flatMap { try? $0 - actual }
        return [
            .text(name), Self.cell(forecast), Self.cell(actual),
            Self.cell((try? actual - forecast) ?? .zero),
            .number(share, .ratio),
            budget.map(Self.cell) ?? .absent, left.map(Self.cell) ?? .absent,
        ]
    }

    // MARK: Variance

    var variance: Table {
        var rows = layers.map { name, lines in [Cell.text(name)] + Self.split(lines) }
        rows.append([.text("total")] + Self.split(lines))
        return Table(
            id: "variance", title: "From \(against) to the invoice, in USD",
            columns: [.text("layer", "Layer")] + columns, rows: rows)
    }

    /// Line by line.
    var linesTable: Table {
        var rows = lines.map { line -> [Cell] in
            let remark =
                !line.isForecast
                ? isOfModel ? "not in the model" : "not forecast"
                : line.isBilled ? "" : "not billed"
            return [
                .text(line.key.layer), .text(line.key.component), .text(line.key.item),
                .text(line.key.meter),
            ] + Self.split([line]) + [.text(remark)]
        }
        rows.append(
            [.text("total"), .text(""), .text(""), .text("")] + Self.split(lines) + [.text("")])
        return Table(
            id: "variance-lines", title: "From \(against) to the invoice, line by line, in USD",
            columns: [
                .text("layer", "Layer"), .text("component", "Component"), .text("item", "Item"),
                .text("meter", "Meter"),
            ] + columns + [.text("remark", "Remark")], rows: rows, audience: .onRequest)
    }

    private var columns: [Column] {
        [
            .number("forecast", heading, unit: "USD"),
            .number("quantity", "Quantity", unit: "USD"), .number("mix", "Mix", unit: "USD"),
            .number("price", "Price", unit: "USD"), .number("ether", "ETH", unit: "USD"),
            .number("currency", "Currency", unit: "USD"),
            .number("not_modelled", "Not modelled", unit: "USD"),
            .number("actual", "Invoiced", unit: "USD"),
        ]
    }

    // MARK: What the invoice is held against

    private var isOfModel: Bool { spend.origin == .model }
    private var heading: String { isOfModel ? "Model" : "Forecast" }
    private var against: String { isOfModel ? "the model's bill" : "the forecast" }

    private static func split(_ lines: [Shown]) -> [Cell] {
        let parts = lines.map(\.parts)
        return [
            lines.map(\.forecast), parts.map(\.quantity), parts.map(\.mix), parts.map(\.price),
            parts.map(\.ether), parts.map(\.currency), parts.map(\.notModelled),
            lines.map(\.actual),
        ].map { cell(sum($0)) }
    }

    private static func cell(_ amount: Money) -> Cell { .money(amount, decimals: 2) }

    /// Of amounts that were added up before.
    private static func sum(_ amounts: [Money]) -> Money { (try? Money.sum(amounts)) ?? .zero }
}
