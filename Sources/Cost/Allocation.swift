// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Whose requests a bill is for: each line's cost goes to operations by what they asked of its
/// component, idle time in the same proportion, and adds up to the line exactly. What no operation
/// asked for is shared: stated volumes of components that no request uses, subscriptions nobody
/// calls. What several components use together, a commitment, a fee or a least charge, is theirs by
/// what it covers of each.
public struct Allocation: Sendable {
    /// In the order of the bill.
    public let lines: [Line]
    /// In the order of `Model.operations`.
    public let operations: [Money]
    public let shared: Money

    /// One line of the bill, or a component's part of it, and what of it is whose.
    public struct Line: Sendable {
        public let line: BillLine
        /// Whose part it is; absent for what no component uses.
        public let component: String?
        public let amount: Money
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
            for line in bill.lines {
                for part in try bill.parts(of: line) {
                    lines.append(try Self.divide(part, of: line, model, measurements))
                }
            }
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
        _ part: Bill.Part, of line: BillLine, _ model: Model, _ measurements: Measurements
    ) throws(QuantityError) -> Line {
        let none = model.operations.map { _ in Money.zero }
        let activity = measurements.activity.first {
            model.component($0.component).name == part.component
        }
        // A transaction at a stated volume is none that requests send.
        let isOwn = line.meter != .gas || line.basis != .given
        let weights = activity?.byOperation.map { max($0.value, 0) } ?? []
        guard isOwn, let activity, let parts = try part.amount.split(by: weights) else {
            return Line(
                line: line, component: part.component, amount: part.amount, driver: nil,
                operations: none, shared: part.amount)
        }
        return Line(
            line: line, component: part.component, amount: part.amount, driver: activity.driver,
            operations: parts, shared: .zero)
    }
}

extension Bill {
    /// What of a line is a component's; of none where nobody uses it.
    struct Part {
        let component: String?
        let amount: Money
    }

    /// One part for most lines. What is paid for a commitment goes to the components that it
    /// covers, by what it costs in effect there; what it leaves unused to the only component of its
    /// price, or to nobody. A fee and a least charge go to all that use the price, by list prices.
    func parts(of line: BillLine) throws(QuantityError) -> [Part] {
        let whole = [Part(component: line.component, amount: line.perMonth)]
        guard let price = line.price else { return whole }
        let users = lines.filter { $0.category == .usage && $0.price == price }
        guard Set(users.map(\.component)).count > 1 else { return whole }
        switch line.category {
        case .commitment:
            let own = lines.filter { $0.terms == line.terms }
            let covered = own.filter { $0.category == .usage }.map {
                (component: Optional($0.component), weight: $0.amounts.effective)
            }
            let unused = own.filter { $0.category == .unusedCommitment }.map {
                (component: String?.none, weight: $0.amounts.effective)
            }
            return try Self.parts(line.perMonth, by: covered + unused) ?? whole
        case .subscription:
            return try Self.parts(
                line.perMonth,
                by: users.map { (component: $0.component, weight: $0.amounts.list) }) ?? whole
        case .usage, .unusedCommitment, .support, .credit, .tax: return whole
        }
    }

    /// One part for each component; nil where nothing has weight.
    private static func parts(
        _ amount: Money, by weights: [(component: String?, weight: Money)]
    ) throws(QuantityError) -> [Part]? {
        var components: [String?] = []
        for weight in weights where !components.contains(weight.component) {
            components.append(weight.component)
        }
        let whole = try Money.sum(weights.map(\.weight))
        guard whole > .zero else { return nil }
        var rest = amount
        var parts: [Part] = []
        for component in components {
            let own = try Money.sum(weights.filter { $0.component == component }.map(\.weight))
            // Dollars are counted as units; what rounding leaves is the last one's.
            let part =
                component == components.last
                ? rest
                : try amount.multiplied(
                    by: ExactDecimal(scaled: own.attodollars),
                    over: ExactDecimal(scaled: whole.attodollars), rounding: .halfEven)
            rest = try rest - part
            parts.append(Part(component: component, amount: part))
        }
        return parts
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
            let component = model.components.first { $0.name == line.component }
            if let value = component?.tags.value(of: key) {
                amounts[value] = try (amounts[value] ?? .zero) + line.amount
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
