// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// Whose spend it is over several months, and whether budgets are kept.
@Suite("Spend by operation and tag, and budgets") struct SpendBudgetTests {
    /// Ten servers' worth of pods at 1 USD/h, used by `look` and `buy`, and a provider that only
    /// `buy` calls, at 1 USD a million calls.
    private static func model(
        _ limits: [CostBudgets.Limit] = [], quantile: Ratio? = nil, replications: Int = 4
    ) throws -> Model {
        var setting = SpendSetting()
        setting.servers = 10
        setting.callPrice = "0.000001"
        setting.run.replications = replications
        setting.budgets = CostBudgets(quantile: quantile, limits: limits)
        let serve = try SpendSetting.serve
        return try setting.model([
            Operation(name: "look", steps: [serve], tags: [Tag(key: "team", value: "web")]),
            Operation(name: "buy", steps: [serve, SpendSetting.call]),
        ])
    }

    private static func allocate(
        _ model: Model, _ months: String = "2026-11..2027-01"
    ) throws -> (SpendForecast, SpendAllocation) {
        let dates = try MonthRange(parsing: months).months
        let forecast = try SpendForecaster.forecast(model, dates: dates) { model, _ in
            try Simulation(model).run(threads: 2)
        }
        return (forecast, try SpendAllocation(forecast))
    }

    /// By operation, by line and by tag: each is the whole.
    @Test func addsUp() throws {
        let (forecast, allocation) = try Self.allocate(try Self.model())
        let total = forecast.total.value
        let operations = allocation.operations.map(\.amount)
        #expect(try Money.sum(operations + [allocation.shared]) == total)
        #expect(try Money.sum(allocation.lines.map(\.amount)) == total)
        #expect(allocation.shared == .zero)
        let team = try #require(allocation.tags.first)
        #expect(allocation.tags.count == 1)
        #expect(team.values.map(\.value) == ["web"])
        #expect(try Money.sum(team.values.map(\.amount) + [team.untagged]) == total)
        // Tagged is what `look` costs.
        #expect(team.values[0].amount == operations[0])
        // Half of the requests do half of the work, and `buy` alone calls.
        let web = forecast.lines.first { $0.key.component == "web" }?.amount.value ?? .zero
        #expect((operations[0].approximation / web.approximation - 0.5).magnitude < 0.03)
        let requests = allocation.operations.compactMap(\.requests)
        #expect(requests.count == 2)
        #expect((requests[0] / (50 * 3_600 * 2_208) - 1).magnitude < 0.1)
    }

    /// Ten servers at 0.10 USD/h are 720 USD in November, 744 in December and January.
    @Test(
        arguments: [
            (.layer(.compute), 743, .breached, 2), (.layer(.compute), 744, .met, 0),
            (.layer(.compute), 719, .breached, 3), (.layer(.gas), 0, .met, 0),
            (.total, 1_000_000, .met, 0), (.total, 700, .breached, 3),
            (.operation(OperationID(0)), 1, .breached, 3),
            (.tag(Tag(key: "team", value: "web")), 1, .breached, 3),
            (.tag(Tag(key: "team", value: "web")), 744, .met, 0),
        ] as [(CostBudgets.Subject, Int64, Judgement, Int)])
    func budgets(
        subject: CostBudgets.Subject, limit: Int64, judgement: Judgement, past: Int
    ) throws {
        let model = try Self.model([.init(subject, perMonth: .usd(limit))])
        let (_, allocation) = try Self.allocate(model)
        #expect(allocation.judgement == judgement)
        #expect(allocation.budgets.map(\.monthsPast) == [past])
        let first = past == 0 ? nil : past == 3 ? "2026-11" : "2026-12"
        #expect(allocation.budgets[0].firstPast.map { "\($0)" } == first)
    }

    /// A higher percentile is a stricter budget, and one replication cannot tell.
    @Test func percentiles() throws {
        func worst(_ quantile: Ratio?) throws -> Money {
            let model = try Self.model([.init(.total, perMonth: .usd(1))], quantile: quantile)
            return try Self.allocate(model).1.budgets[0].worst.amount
        }
        let amounts = [try worst(.percent(10)), try worst(nil), try worst(.percent(90))]
        #expect(amounts == amounts.sorted())
        #expect(amounts[0] < amounts[2])
        let single = try Self.model([.init(.total, perMonth: .usd(1))], replications: 1)
        #expect(try Self.allocate(single).1.judgement == .cannotTell)
    }

    /// A closed form knows what is spent in all, and not by whom.
    @Test(
        arguments: [
            (.total, 100_000, .met), (.total, 700, .breached),
            (.layer(.compute), 744, .met), (.operation(OperationID(0)), 100_000, .cannotTell),
            (.tag(Tag(key: "team", value: "web")), 100_000, .cannotTell),
        ] as [(CostBudgets.Subject, Int64, Judgement)])
    func closedForms(subject: CostBudgets.Subject, limit: Int64, expected: Judgement) throws {
        let model = try Self.model([.init(subject, perMonth: .usd(limit))])
        let dates = try MonthRange(parsing: "2026-11..2027-01").months
        let forecast = try SpendForecaster.forecast(model, dates: dates) { model, _ in
            try ClosedForm(model).measurements()
        }
        let allocation = try SpendAllocation(forecast)
        #expect(allocation.judgement == expected && allocation.operations.isEmpty)
        #expect(forecast.months.allSatisfy { $0.origin == .computed })
    }

    /// What is given needs no range: ten servers, whatever is called.
    @Test(arguments: [(Int64(743), Judgement.breached), (744, .met)])
    func oneReplicationTellsWhatIsGiven(limit: Int64, expected: Judgement) throws {
        let model = try Self.model(
            [.init(.layer(.compute), perMonth: .usd(limit))], replications: 1)
        #expect(try Self.allocate(model).1.judgement == expected)
    }

    @Test func noBudget() throws {
        #expect(try Self.allocate(try Self.model()).1.judgement == nil)
    }
}
