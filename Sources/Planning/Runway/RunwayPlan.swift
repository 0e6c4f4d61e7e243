// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// What to order, how much of it and by when, so that nothing runs out on more than one path of
/// ten.
///
/// An order is due so many days before the month in which one path in ten has run out, and carries
/// the load that one path in ten is above a year later.
public struct RunwayPlan: Sendable {
    public let runway: Runway
    public let base: Assessment
    /// What binds where service levels break; nil where nobody knows.
    public let binding: Ceiling?
    /// The month after the history's last.
    public let first: CalendarMonth
    public let leads: LeadTimes

    /// Months that what is ordered has to last.
    private static let lasting = 12

    /// One thing to order.
    public struct Action: Sendable {
        public let row: Runway.Row
        /// The month from which on it is needed, from 1; 0 for now.
        public let needed: Int
        /// Nil where the day lies before the forecast begins.
        public let orderBy: CalendarDay?
        /// Nil where nothing is known that helps.
        public let remedy: Remedy?
    }

    public init(
        _ runway: Runway, base: Assessment, binding: Ceiling?, first: CalendarMonth,
        leads: LeadTimes
    ) {
        self.runway = runway
        self.base = base
        self.binding = binding
        self.first = first
        self.leads = leads
    }

    /// What one path in ten at least runs out of, in the order of the rows.
    public var actions: [Action] { runway.rows.compactMap { action($0) } }

    /// Nil where fewer than one path in ten runs out.
    public func action(_ row: Runway.Row) -> Action? {
        guard let needed = row.isReached ? 0 : row.passage.month(.percent(10)), row.isOrdered
        else { return nil }
        return Action(
            row: row, needed: needed, orderBy: row.isReached ? nil : day(needed, row),
            remedy: remedy(row, needed: needed))
    }

    private func day(_ needed: Int, _ row: Runway.Row) -> CalendarDay? {
        guard let month = first.advanced(by: needed - 1),
            let day = CalendarDay(firstOf: month).before(
                days: leads.days(of: row.component ?? ceiling(row)?.component)),
            day >= CalendarDay(firstOf: first)
        else { return nil }
        return day
    }

    /// Of service levels what binds where they break.
    private func ceiling(_ row: Runway.Row) -> Ceiling? {
        switch row.limit.place {
        case .ceiling(let own): own
        case .levels: binding
        case .part: nil
        }
    }

    private func remedy(_ row: Runway.Row, needed: Int) -> Remedy? {
        guard let ceiling = ceiling(row) else { return nil }
        let highest = runway.course.prefix(needed + Self.lasting).reduce(runway.last) {
            max($0, $1.high)
        }
        return Remedy(ceiling, times: highest / runway.level(row.limit), base: base)
    }

    // MARK: The budget

    /// What a month costs, with what was ordered by then.
    public struct Month: Sendable {
        /// From 1.
        public let number: Int
        /// The load that half of the paths are above, in the history's unit.
        public let load: Double
        /// Of what there is now, at that load.
        public let running: Money
        /// Of all that was ordered and is there by that month.
        public let ordered: Money
        /// What comes in that month.
        public let actions: [Action]

        public var total: Money? { try? running + ordered }
    }

    /// By month, as far as is looked at; none where nothing is billed.
    ///
    /// What is counted, and volumes that are stated of use, cost in proportion to the load; all
    /// else costs what it does now. Two orders of one lever cost what the larger does.
    public var budget: [Month] {
        guard !base.bill.lines.isEmpty else { return [] }
        let (fixed, following) = parts
        let actions = actions
        return (1...max(runway.months, 1)).compactMap { number in
            guard runway.course.indices.contains(number - 1) else { return nil }
            let load = runway.course[number - 1].middle
            let times = load / runway.scenarioLoad
            guard let use = try? Money(rounding: following * times, rule: .halfEven),
                let running = try? fixed + use
            else { return nil }
            let due = actions.filter { max($0.needed, 1) <= number }
            return Month(
                number: number, load: load, running: running, ordered: cost(of: due),
                actions: actions.filter { max($0.needed, 1) == number })
        }
    }

    private func cost(of actions: [Action]) -> Money {
        var largest: [Lever: Remedy] = [:]
        var levers: [Lever] = []
        for remedy in actions.compactMap(\.remedy) {
            if let known = largest[remedy.lever], known.then >= remedy.then { continue }
            if largest[remedy.lever] == nil { levers.append(remedy.lever) }
            largest[remedy.lever] = remedy
        }
        return levers.reduce(.zero) { sum, lever in
            (largest[lever]?.perMonth).flatMap { try? sum + $0 } ?? sum
        }
    }

    /// What a month costs whatever the load, and in USD what follows the scenario's.
    private var parts: (fixed: Money, following: Double) {
        var fixed = Money.zero
        var following = 0.0
        for line in base.bill.lines {
            let component = base.model.components.first { $0.name == line.component }
            let isStated = component?.charge?.volume != nil || line.layer == .gas
            if line.category == .usage, line.basis != .given || isStated {
                following += line.perMonth.approximation
            } else {
                fixed = (try? fixed + line.perMonth) ?? fixed
            }
        }
        return (fixed, following)
    }
}

extension RunwayPlan {
    /// By when more of what fills up has to be ordered; nil where that lies before the forecast
    /// begins, or fewer than one path in ten fills it.
    public func orderBy(_ stock: Runway.Stock) -> CalendarDay? {
        guard !stock.isFull, let needed = stock.passage.month(.percent(10)),
            let month = first.advanced(by: needed - 1),
            let day = CalendarDay(firstOf: month).before(
                days: leads.days(of: stock.part.component)),
            day >= CalendarDay(firstOf: first)
        else { return nil }
        return day
    }

    /// Whether one path in ten at least fills it.
    public func isDue(_ stock: Runway.Stock) -> Bool {
        stock.isFull || stock.passage.month(.percent(10)) != nil
    }
}
