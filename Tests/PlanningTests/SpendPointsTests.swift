// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Testing

@testable import Planning

@Suite("Spend under loads from elsewhere") struct SpendPointsTests {
    private static func model() throws -> Model {
        var setting = SpendSetting()
        setting.freeCalls = 1_000_000
        setting.rate = 100
        setting.growth = "5%/month"
        return try setting.model([
            Operation(name: "visit", steps: [try SpendSetting.serve, SpendSetting.call])
        ])
    }

    /// The loads of steady growth give the bills of steady growth, in whatever order they come.
    @Test func asGrowth() throws {
        let model = try Self.model()
        let dates = try MonthRange(parsing: "2026-11..2027-04").months
        let grown = try SpendForecaster.forecast(model, dates: dates) { model, _ in
            try Simulation(model).run(threads: 2)
        }
        let loads = try SpendForecaster.loads(model, months: dates.count)
        let points = Array(zip(dates, loads)).map { (date: $0.0, load: $0.1) }
        for order in [points, points.reversed()] {
            let months = try SpendForecaster.months(model, order) { model, _ in
                try Simulation(model).run(threads: 2)
            }
            #expect(months.map(\.date) == order.map { $0.date })
            for month in months {
                let twin = grown.months.first { $0.date == month.date }
                #expect(month.bill.perMonth == twin?.bill.perMonth)
            }
        }
    }

    /// One load asks for one simulation, and no month for none.
    @Test func asFewAsNeeded() throws {
        let model = try Self.model()
        let month = CalendarMonth(year: 2026, month: 11)
        var answers = 0
        let points = Array(repeating: (date: month, load: ExactDecimal.one), count: 5)
        let months = try SpendForecaster.months(model, points) { model, _ in
            answers += 1
            return try Simulation(model).run(threads: 2)
        }
        #expect(months.count == 5 && answers == 1)
        #expect(
            try SpendForecaster.months(model, []) { _, _ in throw EngineError.stopped }.isEmpty)
    }
}
