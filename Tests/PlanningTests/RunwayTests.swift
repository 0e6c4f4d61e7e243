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
}
