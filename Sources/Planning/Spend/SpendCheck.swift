// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// Whether every month keeps within a budget.
public struct SpendCheck: Sendable {
    public let limit: CostBudgets.Limit
    /// The month that spends most: its date, absent where it has none, and how much that is at the
    /// share of the replications' bills by which budgets are judged.
    public let worst: (date: CalendarMonth?, amount: Money)
    /// Months that spend more than the limit, and the first of them.
    public let monthsPast: Int
    public let firstPast: CalendarMonth?
    /// Cannot be told where one replication gives no range of what is simulated, where a closed
    /// form's band holds the limit, and where nothing counts whose requests they are.
    public let judgement: Judgement

    init(
        _ limit: CostBudgets.Limit, _ model: Model, _ months: [AllocatedMonth]
    ) throws(QuantityError) {
        self.limit = limit
        let quantile = model.economics.budgets.quantile ?? CostBudgets.usualQuantile
        let most = limit.perMonth.approximation
        var amounts: [(date: CalendarMonth?, amount: Money)] = []
        var judgements: [Judgement] = []
        for month in months {
            let amount = try Self.amount(limit.subject, month.month.bill, month.allocation, model)
            var samples: [Money] = []
            for (bill, allocation) in zip(month.month.samples, month.samples) {
                samples.append(try Self.amount(limit.subject, bill, allocation, model))
            }
            let found = try Spread(samples)?.quantile(quantile)
            amounts.append((month.month.date, found ?? amount))
            if let found {
                judgements.append(found > limit.perMonth ? .breached : .met)
                continue
            }
            let open = month.open(limit.subject, model)
            if open == 0 {
                judgements.append(amount > limit.perMonth ? .breached : .met)
                continue
            }
            let value = amount.approximation
            let figure = open.map { Figure(value: value, interval: value - $0...value + $0) }
            judgements.append(Judgement(figure, limit: most, isFloor: false))
        }
        let past = zip(amounts, judgements).filter { $0.1 == .breached }.map { $0.0 }
        monthsPast = past.count
        firstPast = past.first?.date
        worst = amounts.max { $0.amount < $1.amount } ?? (nil, .zero)
        judgement = .all(judgements)
    }

    private static func amount(
        _ subject: CostBudgets.Subject, _ bill: Bill, _ allocation: Allocation, _ model: Model
    ) throws(QuantityError) -> Money {
        switch subject {
        case .total: return bill.perMonth
        case .layer(let layer):
            return bill.layers.first { $0.layer == layer }?.perMonth ?? .zero
        case .operation(let id): return allocation.operations[id.index]
        case .tag(let tag):
            let values = try allocation.amounts(by: tag.key, model).values
            return values.first { $0.value == tag.value }?.amount ?? .zero
        }
    }
}

extension AllocatedMonth {
    /// How far an amount may be off that no replications tell: by what its lines leave open; nil
    /// where that is not known, or it depends on whose requests they are.
    fileprivate func open(_ subject: CostBudgets.Subject, _ model: Model) -> Double? {
        switch subject {
        case .total: return open { _ in true }
        case .layer(let layer): return open { $0.layer == layer }
        case .operation: return nil
        case .tag(let tag):
            let values = allocation.lines.map { line in
                model.components.first { $0.name == line.component }?.tags.value(of: tag.key)
            }
            let isShared = zip(allocation.lines, values).contains { line, value in
                value == nil && line.amount > .zero
            }
            let isOfOperations = model.operations.contains {
                $0.tags.value(of: tag.key) == tag.value
            }
            if isShared, isOfOperations { return nil }
            let own = Set(
                zip(allocation.lines, values).filter { $0.1 == tag.value }.map {
                    $0.0.line.component
                })
            return open { own.contains($0.component) }
        }
    }

    private func open(_ isOwn: (BillLine) -> Bool) -> Double? {
        month.bill.lines.filter(isOwn).reduce(0) { sum, line in
            sum.flatMap { sum in line.halfWidthPerMonth.map { sum + $0 } }
        }
    }
}
