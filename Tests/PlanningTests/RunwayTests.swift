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
                of: changed, last: 3.2, scenarioLoad: 3.2, peak: 1, forecast: steady("0%/month"),
                months: 36
            ).first)
        // A busy hour of three times the mean leaves no more behind.
        let busy = try #require(
            Runway.stocks(
                of: changed, last: 9.6, scenarioLoad: 3.2, peak: 3,
                forecast: steady(from: 9.6, "0%/month"), months: 36
            ).first)
        #expect(busy.passage.month(.percent(50)) == month)
        #expect(abs(busy.monthly - stock.monthly) < 1)
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
        #expect(months.allSatisfy { $0.unpriced.isEmpty && $0.ordered == $0.priced })
    }

    /// What units add up to in a month follows the mean, and not the busy hour: half of the free
    /// calls are used, and twice the mean takes all.
    @Test(arguments: [1.0, 3])
    func busyHourOfUnits(peak: Double) throws {
        let fixture = RunwayFixture(calls: 2_880_000, free: 5_760_000)
        let base = try fixture.base()
        let limits = LoadLimit.stocks(of: base)
        let runway = Runway(
            limits, last: 8 * peak, scenarioLoad: 8, peak: peak,
            forecast: try steady(from: 8 * peak, "150%/month"), months: 24)
        let row = try #require(runway.rows.first)
        #expect(row.passage.month(.percent(50)) == 1 && !row.isReached)
        #expect(abs(runway.level(row.limit) - 16 * peak) < 0.2)
    }
}

/// The budget of runways.
@Suite struct RunwayBudgetTests {
    /// 2.88 million calls in a month, and half as many more in each: of those that are not free a
    /// million costs 1 USD, and half of it beyond 4 million.
    @Test(
        arguments: [
            (0, [4.16, 5.24, 6.86]), (1_440_000, [2.88, 4.52, 6.14]), (9_000_000, [0, 0, 0.72]),
        ] as [(Int64, [Double])])
    func freeUnits(free: Int64, costs: [Double]) throws {
        let base = try RunwayFixture(calls: 2_880_000, free: free).base()
        let months = try plan(base, "50%/month").budget
        #expect(months.count == 3)
        for (month, cost) in zip(months, costs) {
            #expect(abs(try #require(month.running).approximation - cost) < 1e-5)
        }
    }

    /// Two desks of four share a price: 1 USD an hour up to 900 h a month, half beyond. Of what
    /// both order in one month only the first 100 h cost 1 USD, and not 100 h of each.
    @Test func tiers() throws {
        let base = try RunwayFixture(desks: 2, tier: 900).base()
        let plan = try plan(base, "30%/month")
        let months = plan.budget
        let remedies = plan.actions.compactMap(\.remedy)
        #expect(remedies.count == 2)
        let hours = Double(100 * remedies.reduce(0) { $0 + $1.then })
        let exact = 900 + (hours - 900) / 2
        #expect(try #require(months[0].running) == .usd(800))
        #expect(try #require(months[0].total).approximation == exact)
        #expect(months[0].ordered == (try Money.usd(Int64(exact)) - .usd(800)))
    }

    /// What has no price is absent, and named; the total has all else.
    @Test func unpriced() throws {
        let base = try RunwayFixture(desks: 2, tier: 1_000_000, isSecondPriced: false).base()
        let plan = try plan(base, "30%/month")
        let month = plan.budget[0]
        #expect(month.ordered == nil && month.unpriced.count == 1)
        let remedy = try #require(plan.actions.first?.remedy)
        #expect(month.priced == .usd(Int64(100 * (remedy.then - 4))))
        #expect(month.total == .usd(Int64(100 * remedy.then)))
    }

    private func plan(_ base: Assessment, _ growth: String) throws -> RunwayPlan {
        let load = base.measurements.offeredLoad.perSecond
        let runway = Runway(
            LoadLimit.ceilings(of: base.measurements), last: load, scenarioLoad: load,
            forecast: .steady(from: load, growth: try Growth(parsing: growth), months: 24),
            months: 3)
        return RunwayPlan(
            runway, base: base, binding: nil, first: CalendarMonth(year: 2026, month: 12),
            leads: LeadTimes(days: 0))
    }
}

/// Desks of four clerks at 3.2 visits a second, or a service that is called; in a month of 100 h.
struct RunwayFixture {
    var desks = 0
    /// Hours a month at the first price.
    var tier: Int64 = 1
    var isSecondPriced = true
    /// A month.
    var calls: Int64 = 0
    var free: Int64 = 0

    func base() throws -> Assessment {
        let model = try model()
        return try Assessment(model, try ClosedForm(model).measurements())
    }

    private func model() throws -> Model {
        let isDesk = desks > 0
        let rate = isDesk ? 3.2 : Double(calls) / 360_000
        let components: [Component] =
            isDesk
            ? (0..<desks).map { index in
                Component(
                    name: "desk \(index + 1)",
                    kind: .station(Station(servers: 4, queueLimit: nil)),
                    charge: index == 0 || isSecondPriced ? charge("clerk") : nil)
            }
            : [
                Component(
                    name: "rpc",
                    kind: .service(
                        ExternalService(
                            latency: try ExplainFixture.exponential(0.05), failures: .zero,
                            limit: nil)), charge: charge("rpc"))
            ]
        let steps: [Step] = try components.indices.map { index in
            isDesk
                ? .serve(
                    ServeStep(
                        component: ComponentID(index), time: try ExplainFixture.exponential(1)))
                : .call(CallStep(service: ComponentID(index)))
        }
        return try Model(
            name: "runway",
            sources: [
                TrafficSource(
                    name: "visitors",
                    demand: .open(
                        OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ], operations: [Operation(name: "visit", steps: steps)], components: components,
            keyspaces: [], objectives: [],
            run: RunPlan(warmUp: .zero, duration: .seconds(100), replications: 2, seed: 1),
            economics: .init(prices: try book(), transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
    }

    private func charge(_ key: String) -> Charge {
        Charge(price: PriceKey(key), layer: .compute, volume: nil)
    }

    private func book() throws -> PriceBook {
        func entry(
            _ key: String, _ unit: PriceUnit, _ limit: Int64, _ prices: [Money], free: Int64?
        ) throws -> PriceEntry {
            PriceEntry(
                key: PriceKey(key), unit: unit,
                schedule: try TierSchedule(
                    rule: .graduated,
                    tiers: [
                        TierSchedule.Tier(limit: ExactDecimal(limit), price: prices[0]),
                        TierSchedule.Tier(limit: nil, price: prices[1]),
                    ]),
                freePerMonth: free.map { ExactDecimal($0) }, fee: nil, minimum: nil,
                product: PriceEntry.Product(), source: "a test", asOf: "2026-01-31")
        }
        return PriceBook(
            name: "book", asOf: "2026-01-31", hoursPerMonth: 100,
            entries: [
                try entry("clerk", .hour, tier, [.usd(1), .cents(50)], free: nil),
                try entry(
                    "rpc", .request, 4_000_000,
                    [try Money(parsing: "0.000001 USD"), try Money(parsing: "0.0000005 USD")],
                    free: free),
            ])
    }
}
