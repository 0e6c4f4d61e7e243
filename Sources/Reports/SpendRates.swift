// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Planning
import Quantities

// What the platform costs by the hour, the day, the month and the transaction.
extension SpendTables {
    var rates: Table? {
        if forecast.lines.isEmpty { return nil }
        let months = forecast.months
        let hours = ExactDecimal(forecast.hours)
        var rows: [[Cell]] = [
            row("hour", hours), row("day", (try? hours.divided(by: ExactDecimal(24))) ?? .zero),
            row("month", ExactDecimal(Int64(months.count))),
        ]
        let counts = months.compactMap(\.bill.transaction?.perMonth)
        if counts.count == months.count, let count = try? counts.sum() {
            let isGiven = months[0].bill.transaction?.basis == .given
            rows.append(row(isGiven ? "transaction" : "request", count))
        }
        let users = months.compactMap(\.model.activeUsers)
        if users.count == months.count, users.contains(where: { $0 > 0 }),
            let count = try? ExactDecimal(rounding: users.reduce(0, +), rule: .halfEven)
        {
            rows.append(row("active user a month", count))
        }
        return Table(
            id: "rates", title: "Costs in USD by unit",
            columns: [
                .text("unit", "A"), .number("count", "Of them", unit: "1"),
                .number("amount", "Costs", unit: "USD"), .number("p10", "P10", unit: "USD"),
                .number("p90", "P90", unit: "USD"),
            ], rows: rows)
    }

    private func row(_ unit: String, _ count: ExactDecimal) -> [Cell] {
        func each(_ amount: Money?) -> Cell {
            guard let amount, count > .zero,
                let each = try? amount.multiplied(by: .one, over: count, rounding: .halfEven)
            else { return .absent }
            return .money(each, decimals: Words.decimals(of: each))
        }
        let total = forecast.total
        return [
            .text(unit), .quantity(count), each(total.value), each(total.spread?.low),
            each(total.spread?.high),
        ]
    }
}

extension ExactDecimal {
    fileprivate func divided(by divisor: ExactDecimal) throws(QuantityError) -> ExactDecimal {
        try divided(by: divisor, rounding: .halfEven)
    }
}

extension [ExactDecimal] {
    fileprivate func sum() throws(QuantityError) -> ExactDecimal {
        var total = ExactDecimal.zero
        for value in self { total = try total + value }
        return total
    }
}
