// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Forecasting
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// M/M/4 at 3.2 requests a second, which saturates at 1.25 times that.
@Suite struct RunwayTests {
    private func base() throws -> Assessment {
        let model = try ExplainFixture.desk(rate: 3.2, servers: 4, limit: nil).model()
        return try Assessment(model, try ClosedForm(model).measurements())
    }

    private func runway(_ forecast: Forecast, last: Double = 3.2) throws -> Runway {
        Runway(
            LoadLimit.ceilings(of: try base().measurements), last: last, scenarioLoad: 3.2,
            forecast: forecast, months: forecast.months)
    }

    private func steady(
        from load: Double = 3.2, _ growth: String, months: Int = 36
    ) throws -> Forecast {
        .steady(from: load, growth: try Growth(parsing: growth), months: months)
    }

    /// 1.05^n reaches 1.25 at n = 4.6, 1.001^n at n = 223.
    @Test(arguments: [
        ("5%/month", 5), ("25%/month", 1), ("25%/year", 12), ("0.1%/month", nil as Int?),
        ("-10%/month", nil),
    ])
    func steadyGrowth(growth: String, month: Int?) throws {
        let runway = try runway(steady(growth))
        let row = try #require(runway.rows.first)
        #expect(runway.rows.count == 1 && !row.isReached)
        #expect(abs(row.limit.factor.fraction - 1.25) < 1e-9)
        #expect(row.passage.month(.percent(50)) == month)
    }

    @Test func alreadyExceeded() throws {
        let runway = try runway(steady(from: 4.1, "-50%/month", months: 12), last: 4.1)
        #expect(runway.rows.first?.isReached == true)
        #expect(runway.rows.first?.passage.counts == [Int](repeating: 0, count: 12))
    }

    /// The interval of a simulated limit holds what the closed form says.
    @Test func simulatedLimit() throws {
        let model = try ExplainFixture.desk(rate: 3.2, servers: 4, limit: nil).model()
        let measured = try Simulation(model).run(threads: 2)
        let limit = try #require(LoadLimit.ceilings(of: measured).first)
        #expect(try #require(limit.interval).contains(1.25))
    }

    /// Five a second come to what carries four: its limit is four all the same.
    @Test func overload() throws {
        let model = try ExplainFixture.desk(rate: 5, servers: 4, limit: nil).model()
        let measured = try Simulation(model).run(threads: 2)
        let offered = measured.offeredLoad.perSecond
        let limit = try #require(LoadLimit.ceilings(of: measured).first)
        #expect(abs(offered - 5) < 0.2)
        #expect(abs(limit.factor.fraction * offered - 4) < 0.2)
    }

    @Test func remedy() throws {
        let base = try base()
        let ceiling = try #require(base.measurements.binding)
        let remedy = try #require(Remedy(ceiling, times: 1.6, base: base))
        #expect(remedy.lever == .capacity(ComponentID(0), .servers))
        #expect(remedy.now == 4 && remedy.then == 7)
        #expect(Remedy(ceiling, times: 0.5, base: base)?.then == 5)
        #expect(Remedy(ceiling, times: 1e6, base: base) == nil)
        #expect(Remedy(ceiling, times: .infinity, base: base) == nil)
    }

    // MARK: Stocks, orders, the budget

    /// 10 GB a month into a room of 95 GB: the tenth month is too much.
    @Test(arguments: [(95, 10, 0, 10), (95, 0, 10, 10), (95, 5, 5, 10), (0, 1, 0, 1)])
    func disk(room: Int, monthly: Int, perRequest: Int, month: Int) throws {
        let base = try base()
        let throughput = base.measurements.overall.throughput.value
        let bytes = Double(perRequest) * 1e9 / (throughput * 730 * 3600)
        let desk = base.model.components[0]
        let storage = Storage(
            size: .gigabytes(200), used: .gigabytes(Int64(200 - room)),
            monthly: .gigabytes(Int64(monthly)), perRequest: .bytes(Int64(bytes.rounded())))
        let model = try base.model.with(components: [
            Component(name: desk.name, kind: desk.kind, charge: nil, storage: storage)
        ])
        let changed = try Assessment(model, base.measurements)
        let stock = try #require(
            Runway.stocks(
                of: changed, scenarioLoad: 3.2, peak: 1, forecast: steady("0%/month"), months: 36
            ).first)
        #expect(stock.passage.month(.percent(50)) == month && stock.isFull == (room == 0))
    }

    /// With 5% a month the desk is full in month 5: 2027-04 after 2026-11; 42 days before is
    /// 18 February.
    @Test(arguments: [(0, 2027, 4, 1), (42, 2027, 2, 18)])
    func orders(days: Int, year: Int, month: Int, day: Int) throws {
        let first = CalendarMonth(year: 2026, month: 12)
        let plan = RunwayPlan(
            try runway(steady("5%/month", months: 48)), base: try base(), binding: nil,
            first: first,
            leads: LeadTimes(days: 365, ofComponents: [ComponentID(0): days]))
        let action = try #require(plan.actions.first)
        #expect(action.needed == 5)
        #expect("\(try #require(action.orderBy))" == Self.text(year, month, day))
        #expect(action.remedy?.lever == .capacity(ComponentID(0), .servers))
        let late = RunwayPlan(
            try runway(steady("5%/month", months: 48)), base: try base(), binding: nil,
            first: first, leads: LeadTimes(days: 365))
        #expect(late.actions.first?.orderBy == nil)
        #expect(plan.budget.isEmpty)
    }

    private static func text(_ year: Int, _ month: Int, _ day: Int) -> String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// Clerks at 1 USD an hour in a month of 100 h: 400 USD until the order comes, and then what
    /// was ordered besides.
    @Test func budget() throws {
        let model = try TradeoffFixture(limit: nil).model()
        let base = try Assessment(model, try ClosedForm(model).measurements())
        let plan = RunwayPlan(
            Runway(
                LoadLimit.ceilings(of: base.measurements), last: 3.2, scenarioLoad: 3.2,
                forecast: try steady("5%/month", months: 36), months: 24), base: base,
            binding: nil, first: CalendarMonth(year: 2026, month: 12), leads: LeadTimes(days: 30))
        let action = try #require(plan.actions.first)
        let remedy = try #require(action.remedy)
        let months = plan.budget
        #expect(months.count == 24)
        #expect(months[action.needed - 2].total == Money.usd(400))
        let more = Money.usd(Int64(100 * (remedy.then - remedy.now)))
        #expect(months[action.needed - 1].total == (try Money.usd(400) + more))
        #expect(months[action.needed - 1].actions.count == 1 && months[0].actions.isEmpty)
    }
}
