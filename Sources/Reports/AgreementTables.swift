// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities

/// Tables of what is paid beside or instead of public prices.
enum AgreementTables {
    /// The lines of the bill by the four views of it; nil where all views are the same.
    static func amounts(_ bill: Bill) -> Table? {
        guard bill.lines.contains(where: { $0.amounts != BillAmounts($0.perMonth) }) else {
            return nil
        }
        let views: [(BillAmounts) -> Money] = [\.list, \.contracted, \.effective, \.billed].map {
            (path: KeyPath<BillAmounts, Money>) in { $0[keyPath: path] }
        }
        let shown = views.map { view in
            CostTables.shared(bill.lines.map { view($0.amounts) }, decimals: 2)
        }
        var rows = bill.lines.enumerated().map { index, line -> [Cell] in
            [
                .text(line.layer.rawValue), .text(line.component),
                .text(line.item ?? line.component), .text(line.category.rawValue),
            ]
                + views.indices.map { view in
                    .money(views[view](line.amounts), shown: shown[view][index], decimals: 2)
                }
        }
        rows.append(
            [.text("total"), .text(""), .text(""), .text("")]
                + views.indices.map { view in
                    .money(
                        views[view](bill.amounts), shown: CostTables.sum(shown[view]), decimals: 2)
                })
        return Table(
            id: "amounts",
            title: "Costs in USD a month: by list prices, as contracted, effective, and as billed",
            columns: [
                .text("layer", "Layer"), .text("component", "Component", isDataOnly: true),
                .text("item", "Item"), .text("category", "Category"),
                .number("list", "List", unit: "USD"),
                .number("contracted", "Contracted", unit: "USD"),
                .number("effective", "Effective", unit: "USD"),
                .number("billed", "Billed", unit: "USD"),
            ], rows: rows)
    }

    /// Whether each commitment pays; nil where there is none.
    static func commitments(_ bill: Bill) -> Table? {
        if bill.commitments.isEmpty { return nil }
        return Table(
            id: "commitments", title: "Commitments: used, and from which use on they pay",
            columns: [
                .text("commitment", "Commitment"), .text("price", "Price"),
                .number("committed", "Committed", unit: "units a month"),
                .number("used", "Used", unit: "units a month"),
                .value("utilization", "Utilisation", .ratio),
                .value("break_even", "Break-even", .ratio),
                .number("rate", "Rate", unit: "USD"),
                .number("on_demand", "On demand", unit: "USD"),
                .number("per_month", "A month", unit: "USD"),
                .number("saved", "Saved", unit: "USD"),
            ],
            rows: bill.commitments.map { use in
                [
                    .text(use.name), .text(use.price.path), .quantity(use.committed),
                    .quantity(use.used), .number(use.utilization, .ratio),
                    .number(use.breakEven, .ratio), .money(use.rate, decimals: 6),
                    .money(use.onDemand, decimals: 6), .money(use.perMonth, decimals: 2),
                    .money(use.saved, decimals: 2),
                ]
            })
    }

    /// What people should know before they read the tables.
    static func notes(_ bill: Bill) -> [String] {
        var notes = bill.commitments.map { use in
            let used = Figures.text(use.utilization, .ratio).main
            let pays = use.breakEven.map { Figures.text($0, .ratio).main }
            let threshold = pays.map { ", and pays from \($0) on" } ?? ""
            let outcome =
                use.saved >= .zero
                ? "saves \(Words.money(use.saved)) a month"
                : "costs \(Words.money((try? Money.zero - use.saved) ?? .zero)) a month more than"
                    + " on demand"
            return "The commitment '\(use.name)' is used to \(used)\(threshold): it \(outcome)."
        }
        let (list, effective) = (bill.amounts.list, bill.amounts.effective)
        if list != effective, list > .zero {
            let share = 1 - effective.approximation / list.approximation
            notes.append(
                "By list prices a month is \(Words.money(list)), in effect"
                    + " \(Words.money(effective)): \(Figures.text(share, .ratio).main) saved.")
        }
        return notes
    }
}
