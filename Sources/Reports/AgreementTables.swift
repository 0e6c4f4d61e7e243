// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities

/// Tables of what is paid beside or instead of public prices.
enum AgreementTables {
    /// A line of a bill, or of one of several months.
    struct Line {
        let layer: CostLayer
        let component: String
        let item: String?
        let category: BillLine.Category
        let amounts: BillAmounts
    }

    /// The lines of the bill by the four views of it; nil where all views are the same.
    static func amounts(_ bill: Bill) -> Table? {
        amounts(
            bill.lines.map {
                Line(
                    layer: $0.layer, component: $0.component, item: $0.item,
                    category: $0.category, amounts: $0.amounts)
            }, total: bill.amounts, period: " a month")
    }

    /// - Parameter period: such as ` a month`.
    static func amounts(_ lines: [Line], total: BillAmounts, period: String) -> Table? {
        guard lines.contains(where: { $0.amounts != BillAmounts($0.amounts.billed) }) else {
            return nil
        }
        let views: [KeyPath<BillAmounts, Money>] = [\.list, \.contracted, \.effective, \.billed]
        let shown = views.map { view in
            CostTables.shared(lines.map { $0.amounts[keyPath: view] }, decimals: 2)
        }
        var rows = lines.enumerated().map { index, line -> [Cell] in
            [
                .text(line.layer.rawValue), .text(line.component),
                .text(line.item ?? line.component), .text(line.category.rawValue),
            ]
                + zip(views, shown).map { view, shown in
                    .money(line.amounts[keyPath: view], shown: shown[index], decimals: 2)
                }
        }
        rows.append(
            [.text("total"), .text(""), .text(""), .text("")]
                + zip(views, shown).map { view, shown in
                    .money(total[keyPath: view], shown: CostTables.sum(shown), decimals: 2)
                })
        return Table(
            id: "amounts",
            title: "Costs in USD\(period): by list prices, as contracted, effective, and as billed",
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
        commitments(
            bill.commitments, unit: "units a month",
            cost: .number("per_month", "A month", unit: "USD"))
    }

    static func commitments(_ uses: [CommitmentUse], unit: String, cost: Column) -> Table? {
        if uses.isEmpty { return nil }
        return Table(
            id: "commitments", title: "Commitments: used, and from which use on they pay",
            columns: [
                .text("commitment", "Commitment"), .text("price", "Price", isDataOnly: true),
                .number("committed", "Committed", unit: unit), .number("used", "Used", unit: unit),
                .number("unused", "Unused", unit: unit),
                .value("utilization", "Utilisation", .ratio),
                .value("break_even", "Break-even", .ratio),
                .value("room", "Room", .ratio),
                .number("rate", "Rate", unit: "USD"),
                .number("on_demand", "On demand", unit: "USD"), cost,
                .number("saved", "Saved", unit: "USD"),
            ],
            rows: uses.map { use in
                [
                    .text(use.name), .text(use.price.path), .quantity(use.committed),
                    .quantity(use.used), .quantity(use.unused),
                    .number(use.utilization, .ratio), .number(use.breakEven, .ratio),
                    .number(use.room, .ratio), .money(use.rate, decimals: 6),
                    .money(use.onDemand, decimals: 6), .money(use.cost, decimals: 2),
                    .money(use.saved, decimals: 2),
                ]
            })
    }

    /// What people should know before they read the tables.
    static func notes(_ bill: Bill) -> [String] {
        notes(bill.commitments, bill.amounts, of: "a month", period: " a month")
    }

    /// - Parameters:
    ///   - whole: what the amounts are of.
    ///   - period: in which a commitment saves so much, such as ` a month`.
    static func notes(
        _ uses: [CommitmentUse], _ amounts: BillAmounts, of whole: String, period: String
    ) -> [String] {
        var notes = uses.map { "The commitment \(words($0, period: period))." }
        let (list, effective) = (amounts.list, amounts.effective)
        if list != effective, list > .zero {
            let share = 1 - effective.approximation / list.approximation
            notes.append(
                "By list prices \(whole) is \(Words.money(list)), in effect"
                    + " \(Words.money(effective)): \(Figures.text(share, .ratio).main) saved.")
        }
        return notes
    }

    /// How far it is used, from which use on it pays, and what comes of it.
    static func words(_ use: CommitmentUse, period: String) -> String {
        let used = Figures.text(use.utilization, .ratio).main
        let pays = use.breakEven.map { ", and pays from \(Figures.text($0, .ratio).main) on" }
        let outcome =
            use.saved >= .zero
            ? "saves \(Words.money(use.saved))\(period)"
            : "costs \(Words.money((try? Money.zero - use.saved) ?? .zero))\(period) more than on"
                + " demand"
        return "'\(use.name)' is used to \(used)\(pays ?? ""): it \(outcome)"
    }
}
