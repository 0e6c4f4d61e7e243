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
