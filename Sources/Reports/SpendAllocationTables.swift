// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// Tables of whose spend it is, and whether budgets are kept.
struct SpendAllocationTables {
    private let forecast: SpendForecast
    private let allocation: SpendAllocation

    init(_ forecast: SpendForecast, _ allocation: SpendAllocation) {
        self.forecast = forecast
        self.allocation = allocation
    }

    private var isEmpty: Bool { forecast.lines.isEmpty }
    private var total: Double { forecast.total.value.approximation }

    private func share(_ amount: Money) -> Cell {
        .number(total == 0 ? nil : amount.approximation / total, .ratio)
    }

    // MARK: Operations

    var operations: Table? {
        if isEmpty || allocation.operations.isEmpty { return nil }
        let amounts = allocation.operations.map(\.amount) + [allocation.shared]
        let shown = SpendTables.shared(amounts)
        var rows = zip(allocation.operations, shown).map { operation, shown -> [Cell] in
            [
                .text(operation.name), .money(operation.amount, shown: shown, decimals: 2),
                share(operation.amount), .number(operation.requests, .number),
                perThousand(operation), .text("operation"),
            ]
        }
        rows.append([
            .text("shared"),
            .money(allocation.shared, shown: shown[shown.count - 1], decimals: 2),
            share(allocation.shared), .absent, .absent, .text("rest"),
        ])
        rows.append([
            .text("total"),
            .money(forecast.total.value, shown: SpendTables.sum(shown), decimals: 2),
            .number(total == 0 ? nil : 1, .ratio), .absent, .absent, .text("total"),
        ])
        return Table(
            id: "operations",
            title: "Costs in USD by operation, by what each asks of the components",
            columns: [
                .text("operation", "Operation"), .number("amount", "Amount", unit: "USD"),
                .value("share", "Share", .ratio), .value("requests", "Requests", .number),
                .number("per_thousand", "1,000 requests", unit: "USD"),
                .text("kind", "Kind", isDataOnly: true),
            ], rows: rows)
    }

    private func perThousand(_ operation: SpendAllocation.Operation) -> Cell {
        guard let requests = operation.requests, requests >= 1,
            let count = try? ExactDecimal(rounding: requests / 1_000, rule: .halfEven),
            let each = try? operation.amount.multiplied(by: .one, over: count, rounding: .halfEven)
        else { return .absent }
        return .money(each, decimals: Words.decimals(of: each))
    }

    /// Each line by operation, and by what it was divided.
    var lines: Table? {
        if isEmpty { return nil }
        let shown = SpendTables.shared(allocation.lines.map(\.amount))
        let rows = zip(allocation.lines, shown).map { line, shown -> [Cell] in
            [
                .text(line.key.layer.rawValue), .text(line.key.component),
                .text(line.key.item ?? line.key.component), .text(line.key.meter.rawValue),
                .text(line.operation ?? "shared"), .text(line.driver?.rawValue ?? ""),
                .money(line.amount, shown: shown, decimals: 2),
            ]
        }
        return Table(
            id: "allocation", title: "Costs in USD: the lines of the bill by operation",
            columns: [
                .text("layer", "Layer"), .text("component", "Component", isDataOnly: true),
                .text("item", "Item"), .text("meter", "Meter"), .text("operation", "Operation"),
                .text("driver", "Divided by"), .number("amount", "Amount", unit: "USD"),
            ], rows: rows, audience: .onRequest)
    }

    // MARK: Tags

    /// The rows of each key add up to the total.
    var tags: Table? {
        if isEmpty || allocation.tags.isEmpty { return nil }
        let rows = allocation.tags.flatMap { tag -> [[Cell]] in
            let entries =
                tag.values.map { (value: $0.value, amount: $0.amount, kind: "value") }
                + [(value: "untagged", amount: tag.untagged, kind: "rest")]
            let shown = SpendTables.shared(entries.map(\.amount))
            return zip(entries, shown).map { entry, shown -> [Cell] in
                [
                    .text(tag.key), .text(entry.value),
                    .money(entry.amount, shown: shown, decimals: 2), share(entry.amount),
                    .text(entry.kind),
                ]
            }
        }
        return Table(
            id: "tags", title: "Costs in USD by tag; those of one key are the whole bill",
            columns: [
                .text("tag", "Tag"), .text("value", "Value"),
                .number("amount", "Amount", unit: "USD"), .value("share", "Share", .ratio),
                .text("kind", "Kind", isDataOnly: true),
            ], rows: rows)
    }

    // MARK: Budgets

    /// Absent where nothing counts whose requests they are.
    private func spent(_ check: SpendCheck) -> Cell {
        if case .operation = check.limit.subject, allocation.operations.isEmpty { return .absent }
        return .money(check.worst.amount, decimals: 2)
    }

    var budgets: Table? {
        if allocation.budgets.isEmpty { return nil }
        let rows = allocation.budgets.map { check -> [Cell] in
            [
                .text(SpendBudgetWords.name(check.limit.subject, forecast.model)),
                .money(check.limit.perMonth, decimals: 2), spent(check),
                .text(check.worst.date.map { "\($0)" } ?? "a month"),
                .count(Int64(check.monthsPast)),
                .text(check.firstPast.map { "\($0)" } ?? ""),
                .word(check.judgement.rawValue, Words.tone(check.judgement)),
                .text(SpendBudgetWords.kind(check.limit.subject)),
            ]
        }
        let budgets = forecast.model.economics.budgets
        let quantile = budgets.quantile ?? CostBudgets.usualQuantile
        return Table(
            id: "budgets",
            title: "Budgets in USD a month, by P\(quantile.percentText) of the bills",
            columns: [
                .text("budget", "Budget"), .number("limit", "At most", unit: "USD"),
                .number("spent", "Most", unit: "USD"), .text("month", "In"),
                .number("months_past", "Months past", unit: "months"),
                .text("first_past", "From"), .text("verdict", "Verdict"),
                .text("kind", "Kind", isDataOnly: true),
            ], rows: rows)
    }
}

/// What people read of budgets.
enum SpendBudgetWords {
    static func name(_ subject: CostBudgets.Subject, _ model: Model) -> String {
        switch subject {
        case .total: "total"
        case .layer(let layer): layer.rawValue
        case .operation(let id): model.operation(id).name
        case .tag(let tag): "\(tag.key): \(tag.value)"
        }
    }

    static func kind(_ subject: CostBudgets.Subject) -> String {
        switch subject {
        case .total: "total"
        case .layer: "layer"
        case .operation: "operation"
        case .tag: "tag"
        }
    }

    /// The verdict in a sentence; nil where there is no budget.
    static func verdict(_ allocation: SpendAllocation, _ forecast: SpendForecast) -> String? {
        let model = forecast.model
        let checks = allocation.budgets
        let all = checks.count == 1 ? "its budget" : "all \(checks.count) budgets"
        switch allocation.judgement {
        case .met: return "Keeps \(all)."
        case .breached:
            let broken = checks.filter { $0.judgement == .breached }
            let share =
                checks.count == 1 ? "its budget" : "\(broken.count) of \(checks.count) budgets"
            return "Breaches \(share): \(list(broken, model))."
        case .cannotTell:
            return "Cannot tell \(source(forecast)) whether it keeps \(all)."
        case nil: return nil
        }
    }

    /// What it cannot be told from.
    private static func source(_ forecast: SpendForecast) -> String {
        switch forecast.months[0].measurements.engine {
        case .simulation: "from one replication"
        case .closedForm: "from a closed form"
        }
    }

    /// At most three of them, with the worst month and the limit.
    private static func list(_ checks: [SpendCheck], _ model: Model) -> String {
        var parts = checks.prefix(3).map { check in
            let month = check.worst.date.map { " in \($0)" } ?? ""
            let amounts = [check.worst.amount, check.limit.perMonth].map {
                Words.money($0, isBrief: true)
            }
            return "\(name(check.limit.subject, model)) \(amounts[0])\(month)"
                + " (at most \(amounts[1]))"
        }
        if checks.count > parts.count { parts.append("\(checks.count - parts.count) more") }
        return parts.joined(separator: ", ")
    }
}

extension Ratio {
    /// 50, 99.9.
    fileprivate var percentText: String { PlainNumber.text((fraction * 1e9).rounded() / 1e7) }
}
