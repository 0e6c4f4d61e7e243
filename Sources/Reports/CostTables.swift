// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities

/// Tables of a bill. What is shown adds up: displayed cents are shared out by largest remainder.
enum CostTables {
    static func costs(_ bill: Bill) -> Table? {
        if bill.lines.isEmpty { return nil }
        let hours = shared(bill.lines.map(\.perHour), decimals: 2)
        let months = shared(bill.lines.map(\.perMonth), decimals: 2)
        var rows = bill.lines.indices.map { index -> [Cell] in
            let line = bill.lines[index]
            return [
                .text(line.layer.rawValue), .text(line.component),
                .text(line.item ?? line.component),
                .quantity(line.quantity), .text(line.meter.rawValue), .quantity(line.free),
                unitPrice(line.unitPrice),
                .money(line.perHour, shown: hours[index], decimals: 2),
                .money(line.perMonth, shown: months[index], decimals: 2),
                .text(line.basis.rawValue),
            ]
        }
        rows.append(
            [.text("total"), .text(""), .text(""), .absent, .text(""), .absent]
                + [.absent]
                + [
                    .money(bill.perHour, shown: sum(hours), decimals: 2),
                    .money(bill.perMonth, shown: sum(months), decimals: 2), .text(""),
                ])
        return Table(
            id: "costs",
            title: "Costs in USD: the lines of the bill, a month of \(bill.hoursPerMonth) h",
            columns: [
                .text("layer", "Layer"), .text("component", "Component", isDataOnly: true),
                .text("item", "Item"),
                .number("quantity", "Quantity", unit: "meter a month"), .text("meter", "Meter"),
                .number("free", "Free", unit: "meter a month", isDataOnly: true),
                .number("unit_price", "Unit price", unit: "USD"),
                .number("per_hour", "An hour", unit: "USD"),
                .number("per_month", "A month", unit: "USD"), .text("basis", "Basis"),
            ], rows: rows)
    }

    /// By layer: each the sum of its lines, also as displayed.
    static func layers(_ bill: Bill) -> Table? {
        if bill.lines.isEmpty { return nil }
        let hours = shared(bill.lines.map(\.perHour), decimals: 2)
        let months = shared(bill.lines.map(\.perMonth), decimals: 2)
        let transactions = bill.layers.map { perTransaction($0.perMonth, bill) }
        let places = transactionDecimals(bill)
        let shown = shared(transactions.map { $0 ?? .zero }, decimals: places)
        var rows: [[Cell]] = []
        for (index, layer) in bill.layers.enumerated() {
            let own = bill.lines.indices.filter { bill.lines[$0].layer == layer.layer }
            rows.append([
                .text(layer.layer.rawValue),
                .money(layer.perHour, shown: sum(own.map { hours[$0] }), decimals: 2),
                .money(layer.perMonth, shown: sum(own.map { months[$0] }), decimals: 2),
                transactions[index].map {
                    .money($0, shown: shown[index], decimals: places)
                } ?? .absent,
                .number(
                    layer.perMonth.approximation / bill.perMonth.approximation, .ratio),
            ])
        }
        rows.append([
            .text("total"), .money(bill.perHour, shown: sum(hours), decimals: 2),
            .money(bill.perMonth, shown: sum(months), decimals: 2),
            bill.transaction.map { .money($0.amount, shown: sum(shown), decimals: places) }
                ?? .absent,
            .number(bill.perMonth > .zero ? 1 : nil, .ratio),
        ])
        let unit = (bill.transaction?.basis ?? .given) == .given ? "A transaction" : "A request"
        return Table(
            id: "layers", title: "Costs in USD by layer",
            columns: [
                .text("layer", "Layer"), .number("per_hour", "An hour", unit: "USD"),
                .number("per_month", "A month", unit: "USD"),
                .number("per_transaction", unit, unit: "USD"), .value("share", "Share", .ratio),
            ], rows: rows)
    }

    private static func perTransaction(_ amount: Money, _ bill: Bill) -> Money? {
        guard let count = bill.transaction?.perMonth else { return nil }
        return try? amount.multiplied(by: .one, over: count, rounding: .halfEven)
    }

    /// Two from a dollar on, else four, and more where four show less than two digits.
    private static func transactionDecimals(_ bill: Bill) -> Int {
        guard let amount = bill.transaction?.amount.approximation, amount < 1 else { return 2 }
        var decimals = 4
        var bound = 0.001
        while amount > 0, amount < bound, decimals < 12 {
            decimals += 1
            bound /= 10
        }
        return decimals
    }

    /// A price is a given figure and shown with all its decimals, up to 12.
    static func unitPrice(_ price: Money) -> Cell {
        let digits = price.decimalString.split(separator: ".").dropFirst().first?.count ?? 0
        return .money(price, decimals: min(digits, 12))
    }

    /// The lines as displayed. Where they are too large to be rounded, as they are.
    static func shared(_ amounts: [Money], decimals: Int) -> [Money] {
        (try? Money.apportion(amounts, decimals: decimals)) ?? amounts
    }

    static func sum(_ amounts: [Money]) -> Money {
        (try? Money.sum(amounts)) ?? .zero
    }
}
