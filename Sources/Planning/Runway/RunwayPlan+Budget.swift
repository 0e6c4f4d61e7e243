// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

extension RunwayPlan {
    /// What a month costs, with what was ordered by then.
    public struct Month: Sendable {
        /// From 1.
        public let number: Int
        /// The load that half of the paths are above, in the history's unit.
        public let load: Double
        /// Of what there is now, at the mean of that load; nil where it cannot be billed.
        public let running: Money?
        /// Of what was ordered and is there by that month, as far as its price is known: what the
        /// bill is more with all of it together, by its free units and tiers.
        public let priced: Money?
        /// What was ordered and is there by that month, and nobody knows the price of.
        public let unpriced: [Order]
        /// What comes in that month.
        public let actions: [Action]

        /// Of all that was ordered; nil where the price of some of it is not known.
        public var ordered: Money? { unpriced.isEmpty ? priced : nil }

        /// Of all that has a price: without what is unpriced.
        public var total: Money? {
            guard let running, let priced else { return nil }
            return try? running + priced
        }
    }

    /// Something that is ordered.
    public enum Order: Sendable {
        case action(Action)
        case stock(Runway.Stock)
    }

    /// By month, as far as is looked at; none where nothing is billed.
    ///
    /// What is counted, and volumes that are stated of use, are used in proportion to the mean
    /// load; all else as now. Each month is billed as a whole, with its free units and tiers. Two
    /// orders of one lever cost what the larger does.
    public var budget: [Month] {
        guard !base.bill.lines.isEmpty else { return [] }
        let actions = actions
        return (1...max(runway.months, 1)).compactMap { number in
            guard runway.course.indices.contains(number - 1) else { return nil }
            let load = runway.course[number - 1].middle
            let due = Self.largest(actions.filter { max($0.needed, 1) <= number })
            let running = bill(base.model, at: load)
            let changed = Self.changed(base.model, due).flatMap { bill($0, at: load) }
            let stocks = runway.stocks.filter { stock in
                stock.isFull || stock.passage.month(.percent(10)).map { $0 <= number } ?? false
            }
            return Month(
                number: number, load: load, running: running,
                priced: running.flatMap { running in
                    changed.flatMap { try? $0 - running }
                },
                unpriced: due.filter { !$0.isPriced }.map { .action($0) }
                    + stocks.map { .stock($0) },
                actions: actions.filter { max($0.needed, 1) == number })
        }
    }

    /// A month of a platform at the mean of a load.
    private func bill(_ model: Model, at load: Double) -> Money? {
        let times = load / runway.peak / runway.scenarioLoad
        guard let factor = try? ExactDecimal(rounding: times, rule: .halfEven),
            let used = try? model.with(use: factor)
        else { return nil }
        let measured = base.measurements.inProportion(to: times, of: model)
        return (try? Bill(used, measured))?.perMonth
    }

    /// Of one lever what is most; what has no remedy stays.
    private static func largest(_ actions: [Action]) -> [Action] {
        actions.enumerated().filter { place, action in
            guard let remedy = action.remedy else { return true }
            return !actions.enumerated().contains { other, rival in
                guard let largest = rival.remedy, largest.lever == remedy.lever else {
                    return false
                }
                return largest.then > remedy.then || largest.then == remedy.then && other < place
            }
        }.map(\.element)
    }

    /// With all that has a price; nil where a platform cannot have it all.
    private static func changed(_ model: Model, _ actions: [Action]) -> Model? {
        var changed = model
        for action in actions {
            guard let remedy = action.remedy, action.isPriced else { continue }
            guard let next = try? remedy.apply(to: changed) else { return nil }
            changed = next
        }
        return changed
    }
}

extension RunwayPlan.Action {
    /// Whether the bill knows what it costs.
    fileprivate var isPriced: Bool {
        remedy.map { $0.isUpperBound || $0.perMonth != nil } ?? false
    }
}
