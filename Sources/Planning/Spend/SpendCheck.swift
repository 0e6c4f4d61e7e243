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
    /// Cannot be told where one replication gives no range.
    public let judgement: Judgement

    init(
        _ limit: CostBudgets.Limit, _ model: Model, _ months: [AllocatedMonth]
    ) throws(QuantityError) {
        self.limit = limit
        let quantile = model.economics.budgets.quantile ?? CostBudgets.usualQuantile
        var amounts: [(date: CalendarMonth?, amount: Money)] = []
        var isKnown = true
        for month in months {
            let amount = try Self.amount(limit.subject, month.month.bill, month.allocation, model)
            var samples: [Money] = []
            for (bill, allocation) in zip(month.month.samples, month.samples) {
                samples.append(try Self.amount(limit.subject, bill, allocation, model))
            }
            let spread = try Spread(samples)
            amounts.append((month.month.date, try spread?.quantile(quantile) ?? amount))
            if spread == nil, !month.month.isCertain { isKnown = false }
        }
        let past = amounts.filter { $0.amount > limit.perMonth }
        monthsPast = past.count
        firstPast = past.first?.date
        worst = amounts.max { $0.amount < $1.amount } ?? (nil, .zero)
        judgement = isKnown ? (past.isEmpty ? .met : .breached) : .cannotTell
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

extension SpendMonth {
    /// Whether its bill is one amount, although there is one replication: nothing of it was
    /// sampled.
    fileprivate var isCertain: Bool {
        switch measurements.engine {
        case .closedForm: true
        case .simulation: bill.isGiven
        }
    }
}
