// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Planning
import Quantities

/// What tables by month show of a forecast: the months add up to the total as shown, and the lines
/// of each month to that month. A line's cents over all months need not add up to those of the same
/// line in a table of the whole.
struct SpendCents {
    let months: [Money]
    /// By month, in the order of its bill.
    let lines: [[Money]]

    init(_ forecast: SpendForecast) {
        let months = SpendTables.shared(forecast.months.map(\.bill.perMonth))
        self.months = months
        lines = zip(forecast.months, months).map { month, shown in
            let amounts = month.bill.lines.map(\.perMonth)
            return (try? Money.apportion(amounts, to: shown, decimals: 2)) ?? amounts
        }
    }

    /// What is shown of the lines of a layer.
    func layer(_ layer: CostLayer, of bill: Bill, month: Int) -> Money {
        SpendTables.sum(
            zip(bill.lines, lines[month]).filter { $0.0.layer == layer }.map { $0.1 })
    }
}
