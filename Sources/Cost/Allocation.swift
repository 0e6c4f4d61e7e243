// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Whose requests a bill is for: each line's cost goes to operations by what they asked of its
/// component, idle time in the same proportion, and adds up to the line exactly. What no operation
/// asked for is shared: stated volumes of components that no request uses, subscriptions nobody
/// calls.
public struct Allocation: Sendable {
    /// In the order of the bill.
    public let lines: [Line]
    /// In the order of `Model.operations`.
    public let operations: [Money]
    public let shared: Money

    /// One line of the bill, and what of it is whose.
    public struct Line: Sendable {
        public let line: BillLine
        /// By what it was divided; absent where all of it is shared.
        public let driver: ActivityMeasurement.Driver?
        /// In the order of `Model.operations`.
        public let operations: [Money]
        public let shared: Money
    }

    /// Throws where a sum is too large.
    public init(_ bill: Bill, _ model: Model, _ measurements: Measurements) throws(CostError) {
        do {
            var lines: [Line] = []
            for line in bill.lines { lines.append(try Self.divide(line, model, measurements)) }
            self.lines = lines
            var operations: [Money] = []
            for index in model.operations.indices {
                operations.append(try Money.sum(lines.map { $0.operations[index] }))
            }
            self.operations = operations
            shared = try Money.sum(lines.map(\.shared))
        } catch {
            throw .arithmetic(component: "all components", error)
        }
    }

    private static func divide(
        _ line: BillLine, _ model: Model, _ measurements: Measurements
    ) throws(QuantityError) -> Line {
        let none = model.operations.map { _ in Money.zero }
        let activity = measurements.activity.first {
            model.component($0.component).name == line.component
        }
        // A transaction at a stated volume is none that requests send.
        let isOwn = line.meter != .gas || line.basis != .given
        let weights = activity?.byOperation.map { max($0.value, 0) } ?? []
        guard isOwn, let activity, let parts = try line.perMonth.split(by: weights) else {
            return Line(line: line, driver: nil, operations: none, shared: line.perMonth)
        }
        return Line(line: line, driver: activity.driver, operations: parts, shared: .zero)
    }
}

extension Allocation {
    /// What each value of a tag key costs, in the order of the values, and what has none.
    ///
    /// A line goes to the value of its component. Where that has none, its parts go to those of the
    /// operations that they are of.
    public func amounts(
        by key: String, _ model: Model
    ) throws(QuantityError) -> (values: [(value: String, amount: Money)], untagged: Money) {
        var amounts: [String: Money] = [:]
        var untagged = Money.zero
        for line in lines {
            let component = model.components.first { $0.name == line.line.component }
            if let value = component?.tags.value(of: key) {
                amounts[value] = try (amounts[value] ?? .zero) + line.line.perMonth
                continue
            }
            untagged = try untagged + line.shared
            for (operation, part) in zip(model.operations, line.operations) {
                if let value = operation.tags.value(of: key) {
                    amounts[value] = try (amounts[value] ?? .zero) + part
                } else {
                    untagged = try untagged + part
                }
            }
        }
        let values = model.tags.filter { $0.key == key }.map { tag in
            (value: tag.value, amount: amounts[tag.value] ?? .zero)
        }
        return (values, untagged)
    }
}
