// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// Bills of months under a load that grows.
@Suite("A forecast of spend") struct SpendTests {
    private static let year = "2026-11..2027-10"

    private static func dates(_ text: String) throws -> [CalendarMonth] {
        try MonthRange(parsing: text).months
    }

    /// A service that is called once a request, 100 times a second, and a server. The first million
    /// calls of a month are free.
    private static func model(
        growth: String? = nil, isCounted: Bool = true, transactions: String? = "3000/day",
        rate: Double = 100, batches: Int? = nil
    ) throws -> Model {
        var setting = SpendSetting()
        setting.freeCalls = 1_000_000
        setting.statedCalls = isCounted ? nil : "100000000/month"
        setting.rate = rate
        setting.transactions = transactions
        setting.growth = growth
        setting.run.batches = batches
        if batches != nil { setting.run.replications = 1 }
        return try setting.model([
            Operation(name: "visit", steps: [try SpendSetting.serve, SpendSetting.call])
        ])
    }

    private static func forecast(
        _ model: Model, _ months: String?, count: ((Ratio) -> Void)? = nil
    ) throws -> SpendForecast {
        try SpendForecaster.forecast(
            model, dates: try months.map { try dates($0) } ?? []
        ) { model, load in
            count?(load)
            return try Simulation(model).run(threads: 2)
        }
    }

    /// Lines, layers and months add up to one total, in all and replication by replication.
    @Test(arguments: [nil, "5%/month", "-60%/year"] as [String?])
    func addsUp(growth: String?) throws {
        let forecast = try Self.forecast(try Self.model(growth: growth), Self.year)
        #expect(forecast.hours == 8_760)
        let total = forecast.total.value
        #expect(try Money.sum(forecast.lines.map(\.amount.value)) == total)
        #expect(try Money.sum(forecast.layers.map(\.amount.value)) == total)
        #expect(try Money.sum(forecast.months.map(\.bill.perMonth)) == total)
        for month in forecast.months {
            #expect(month.bill.hoursPerMonth == month.date?.hours)
            #expect(month.samples.count == 4)
        }
        let spread = try #require(forecast.total.spread)
        #expect(spread.low <= spread.middle && spread.middle <= spread.high)
        // Two servers at 0.10 USD/h.
        let web = forecast.lines.first { $0.key.component == "web" }
        #expect(web?.amount.value == .usd(1_752))
        #expect(web?.amount.spread?.low == .usd(1_752))
    }

    /// (1 + g)^n, of a growth by year (1 + g)^(n/12).
    @Test(arguments: [
        ("5%/month", 0, 1), ("5%/month", 11, 1.7103393581163138), ("60%/year", 12, 1.6),
        ("60%/year", 6, 1.2649110640673518), ("-50%/year", 24, 0.25), ("0%/month", 5, 1),
    ])
    func factors(growth: String, months: Int, factor: Double) throws {
        let found = try Growth(parsing: growth).factor(after: months)
        #expect((found.approximation / factor - 1).magnitude < 1e-12)
    }

    /// Whole periods, and so what is stated of them, are exact.
    @Test(arguments: [
        ("60%/year", 12, "1.6"), ("60%/year", 24, "2.56"), ("10%/month", 2, "1.21"),
        ("-50%/year", 24, "0.25"),
    ])
    func wholePeriodsAreExact(growth: String, months: Int, factor: String) throws {
        #expect(try Growth(parsing: growth).factor(after: months).description == factor)
        let model = try Self.model(growth: growth, isCounted: false)
        let last = try #require(try Self.forecast(model, "2026-11..2028-11").months.last)
        let calls = last.bill.lines.first { $0.component == "rpc" }
        let loads = try SpendForecaster.loads(model, months: 25)
        let expected = try loads[24].multiplied(by: ExactDecimal(100_000_000), rounding: .halfEven)
        #expect(try calls?.quantity == expected - ExactDecimal(1_000_000))
    }

    /// What is too much is refused, with what it is of, and not billed as if it had not grown.
    @Test func tooMuchGrowth() throws {
        let model = try Self.model(growth: "1000%/month", isCounted: false, rate: 1e-9)
        for (months, path) in [("2026-11..2028-11", "growth"), ("2026-11..2027-12", "")] {
            let error = #expect(throws: ModelError.self) { try Self.forecast(model, months) }
            #expect(error?.path == (path.isEmpty ? "components.rpc.volume" : path))
        }
    }

    /// Where batches are joined to fewer values under one load than under another, all months have
    /// the fewest, each of the same part of the run.
    @Test func batchesAreAligned() throws {
        let simulated = try Simulation(Self.model(batches: 32)).run(threads: 2)
        let count = try #require(simulated.sampledReplications)
        let joined = simulated.joined(to: count / 2)
        #expect(joined.sampledReplications == count / 2)
        for (fine, coarse) in [(simulated, joined), (joined, simulated)] {
            let between = fine.between(coarse, share: 0.25)
            #expect(between.overall.throughput == joined.overall.throughput)
        }
        guard case .sampled(let fine) = simulated.overall.throughput,
            case .sampled(let coarse) = joined.overall.throughput
        else {
            Issue.record("nothing was sampled")
            return
        }
        #expect(coarse.values[1] == (fine.values[2] + fine.values[3]) / 2)
    }

    /// A load at which the platform is full is named where it was simulated; whether one beside is,
    /// nobody knows.
    @Test func saturatedMonths() throws {
        let model = try Self.model(growth: "100%/month")
        let forecast = try Self.forecast(model, "2026-11..2027-04")
        #expect(forecast.saturatedMonths == [5])
        for month in forecast.months where month.origin == .between {
            #expect(month.measurements.saturation == nil)
        }
    }

    /// Loads are simulated as far as they are needed: one where it stays or nothing measured is
    /// billed, three where use grows with the load.
    @Test(
        arguments: [
            (nil, true, nil, 1), ("5%/month", false, nil, 1), ("5%/month", true, nil, 3),
            ("0%/month", true, nil, 1), ("5%/month", true, 16, 3),
        ] as [(String?, Bool, Int?, Int)])
    func loads(growth: String?, isCounted: Bool, batches: Int?, expected: Int) throws {
        var loads: [Ratio] = []
        let forecast = try Self.forecast(
            try Self.model(growth: growth, isCounted: isCounted, batches: batches), Self.year
        ) { loads.append($0) }
        #expect(loads.count == expected && Set(loads).count == expected)
        #expect(forecast.months.count == 12)
        let origins = Set(forecast.months.map(\.origin))
        #expect(origins.contains(.given) == (growth != nil && !isCounted && expected == 1))
    }

    /// With many replications a quarter of them tells whether the load in the middle lies on the
    /// line; that month is then on the line as well.
    @Test func linesAreCheckedByFew() throws {
        #expect([1, 4, 7, 8, 10, 30].map(SpendForecaster.checks) == [1, 4, 7, 2, 3, 8])
        var replications: [Int] = []
        let model = try Self.model(growth: "5%/month", rate: 1_000)
        var plan = model.run
        plan.replications = 8
        let forecast = try SpendForecaster.forecast(
            model.with(run: plan), dates: Self.dates(Self.year)
        ) { model, _ in
            replications.append(model.run.replications)
            return try Simulation(model).run(threads: 2)
        }
        #expect(replications == [8, 8, 2])
        #expect(forecast.months.count { $0.origin == .between } == 10)
        #expect(forecast.months.allSatisfy { $0.samples.count == 8 })
    }

    /// What is stated grows exactly with the load: 10^8 calls a month at 5%/month, of which 10^6
    /// are free each month.
    @Test func statedVolumesGrow() throws {
        let forecast = try Self.forecast(
            try Self.model(growth: "5%/month", isCounted: false), "2026-11..2027-01")
        let calls = forecast.months.compactMap { month in
            month.bill.lines.first { $0.component == "rpc" }?.quantity.description
        }
        #expect(calls == ["99000000", "104000000", "109250000"])
        let transactions = forecast.months.compactMap(\.bill.transaction?.perMonth.approximation)
        #expect(transactions.count == 3)
        for (found, expected) in zip(transactions, [90_000, 97_650, 102_532.5]) {
            #expect((found - expected).magnitude < 1e-6)
        }
    }

    /// A line between two loads is near what a simulation of the load says.
    @Test func linesAreNear() throws {
        let model = try Self.model(growth: "5%/month")
        let forecast = try Self.forecast(model, Self.year)
        for month in forecast.months where month.origin == .between {
            let simulated = try Simulation(month.model).run(threads: 2)
            let bill = try Bill(month.model, simulated, hoursOfMonth: month.date?.hours)
            #expect(SpendForecaster.gap(month.bill, bill) < 0.005)
        }
    }

    /// More load costs more, and a growing load no less than one that stays.
    @Test func monotone() throws {
        let totals = try ["-2%/month", "0%/month", "2%/month", "4%/month"].map { growth in
            try Self.forecast(try Self.model(growth: growth), "2026-11..2027-02").total.value
        }
        #expect(totals == totals.sorted())
    }

    /// A month without a date is the run's own bill.
    @Test func undated() throws {
        let model = try Self.model(growth: "5%/month")
        let forecast = try Self.forecast(model, nil)
        let bill = try Bill(model, Simulation(model).run(threads: 1))
        #expect(forecast.months.map(\.bill) == [bill])
        #expect(forecast.total.value == bill.perMonth)
    }

    /// A small budget shortens replications, never below a sixteenth, and not where the load moves.
    @Test func budgets() throws {
        let model = try Self.model(growth: "5%/month")
        func planned(_ seconds: Int64, _ model: Model) throws -> RunPlan {
            try SpendPlan(model, budget: WorkBudget(about: .seconds(seconds)))
                .plan(months: 12, threads: 1)
        }
        #expect(try planned(100, model).duration == .seconds(20))
        let short = SpendPlan(model, budget: WorkBudget(about: .microseconds(1)))
        #expect(try short.plan(months: 12, threads: 1).duration == .milliseconds(1_250))
        #expect(short.fixed == nil)
    }
}
