// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// Whose spend a forecast is, over all its months: by operation and by tag, each adding up to the
/// total exactly.
public struct SpendAllocation: Sendable {
    /// In the order of `Model.operations`; none where an engine counts nothing by operation.
    public let operations: [Operation]
    public let shared: Money
    public let lines: [Line]
    /// In the order of their keys.
    public let tags: [TagSpend]
    /// In the order of the model's budgets.
    public let budgets: [SpendCheck]

    public struct Operation: Sendable {
        public let name: String
        public let amount: Money
        /// Answered in all months; absent where not every load was answered.
        public let requests: Double?
    }

    /// What one line of the bill costs for one operation, or for none.
    public struct Line: Sendable {
        public let key: SpendForecast.LineKey
        public let driver: ActivityMeasurement.Driver?
        /// Absent for what is shared.
        public let operation: String?
        public let amount: Money
    }

    public struct TagSpend: Sendable {
        public let key: String
        public let values: [(value: String, amount: Money)]
        public let untagged: Money
    }

    /// Throws where a sum is too large.
    public init(_ forecast: SpendForecast) throws(CostError) {
        let model = forecast.model
        var months: [AllocatedMonth] = []
        for month in forecast.months { months.append(try AllocatedMonth(month, model)) }
        do {
            operations = try Self.operations(model, forecast, months)
            shared = try Money.sum(months.map(\.allocation.shared))
            lines = try Self.lines(model, forecast, months)
            tags = try Self.tags(model, months)
            var budgets: [SpendCheck] = []
            for limit in model.economics.budgets.limits {
                budgets.append(try SpendCheck(limit, model, months))
            }
            self.budgets = budgets
        } catch {
            throw .arithmetic(component: "all components", error)
        }
    }

    /// Breached where one budget is; nil where there is none.
    public var judgement: Judgement? {
        budgets.isEmpty ? nil : .all(budgets.map(\.judgement))
    }

    private static func operations(
        _ model: Model, _ forecast: SpendForecast, _ months: [AllocatedMonth]
    ) throws(QuantityError) -> [Operation] {
        guard forecast.months.allSatisfy({ !$0.measurements.activity.isEmpty }) else { return [] }
        let isAnswered = forecast.months.allSatisfy { $0.origin != .given || $0.load == .one }
        var operations: [Operation] = []
        for (index, operation) in model.operations.enumerated() {
            let requests = forecast.months.reduce(0) { sum, month in
                let perSecond =
                    month.measurements.measurement(of: OperationID(index))?.throughput.value ?? 0
                return sum + perSecond * 3_600 * Double(month.bill.hoursPerMonth)
            }
            operations.append(
                Operation(
                    name: operation.name,
                    amount: try Money.sum(months.map { $0.allocation.operations[index] }),
                    requests: isAnswered ? requests : nil))
        }
        return operations
    }

    private static func lines(
        _ model: Model, _ forecast: SpendForecast, _ months: [AllocatedMonth]
    ) throws(QuantityError) -> [Line] {
        let all = months.flatMap(\.allocation.lines)
        var lines: [Line] = []
        for line in forecast.lines {
            let own = all.filter { SpendForecast.LineKey($0.line) == line.key }
            let driver = own.first { $0.driver != nil }?.driver
            for (index, operation) in model.operations.enumerated() {
                let amount = try Money.sum(own.map { $0.operations[index] })
                if amount == .zero { continue }
                lines.append(
                    Line(key: line.key, driver: driver, operation: operation.name, amount: amount))
            }
            let shared = try Money.sum(own.map(\.shared))
            if shared == .zero { continue }
            lines.append(Line(key: line.key, driver: nil, operation: nil, amount: shared))
        }
        return lines
    }

    private static func tags(
        _ model: Model, _ months: [AllocatedMonth]
    ) throws(QuantityError) -> [TagSpend] {
        var keys: [String] = []
        for tag in model.tags where !keys.contains(tag.key) { keys.append(tag.key) }
        var tags: [TagSpend] = []
        for key in keys {
            var spends: [TagSpend] = []
            for month in months { spends.append(try month.allocation.spend(by: key, model)) }
            guard let first = spends.first else { continue }
            var values: [(value: String, amount: Money)] = []
            for (index, entry) in first.values.enumerated() {
                let amount = try Money.sum(spends.map { $0.values[index].amount })
                values.append((value: entry.value, amount: amount))
            }
            tags.append(
                TagSpend(
                    key: key, values: values, untagged: try Money.sum(spends.map(\.untagged))))
        }
        return tags
    }
}

extension Allocation {
    fileprivate func spend(
        by key: String, _ model: Model
    ) throws(QuantityError) -> SpendAllocation.TagSpend {
        let (values, untagged) = try amounts(by: key, model)
        return SpendAllocation.TagSpend(key: key, values: values, untagged: untagged)
    }
}

/// A month's bill and those of its replications, by whose they are.
struct AllocatedMonth {
    let month: SpendMonth
    let allocation: Allocation
    /// In the order of the replications.
    let samples: [Allocation]

    init(_ month: SpendMonth, _ model: Model) throws(CostError) {
        self.month = month
        allocation = try Allocation(month.bill, model, month.measurements)
        var samples: [Allocation] = []
        for (number, bill) in month.samples.enumerated() {
            samples.append(try Allocation(bill, model, month.measurements.replication(number)))
        }
        self.samples = samples
    }
}
