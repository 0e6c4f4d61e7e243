// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

/// Tags, budgets of cost, active users and growth.
@Suite struct CostInputTests {
    private static let scenario = """
        plimsoll: 1
        name: Costs
        traffic: {visitors: {rate: 100/s, mix: {look: 50%, buy: 50%}}}
        operations:
          look: {steps: [{delay: 5ms}]}
          buy: {steps: [{delay: 5ms}], tags: {team: payments}}
        components:
          web: {kind: station, servers: 4, tags: {team: platform, cost center: 4711}}
        growth: 5%/month
        active users: 12000
        budgets:
          lcp: 2.5s
          cost:
            percentile: 90%
            total: 15000 USD/month
            layers: {compute: 9000 USD/month, gas: 0 USD/month}
            operations: {buy: 700 USD/month}
            tags: {team: {platform: 300 USD/month}, cost center: {4711: 300 USD/month}}
        """

    @Test func readsAll() throws {
        let model = try load(["x.yaml": Self.scenario]).model
        #expect(model.economics.growth == (try Growth(parsing: "5%/month")))
        #expect(model.economics.activeUsers == 12_000)
        #expect(model.tags.map(\.value) == ["4711", "payments", "platform"])
        let budgets = model.economics.budgets
        #expect(budgets.quantile == .percent(90))
        let expected: [CostBudgets.Limit] = [
            .init(.total, perMonth: .usd(15_000)), .init(.layer(.gas), perMonth: .zero),
            .init(.layer(.compute), perMonth: .usd(9_000)),
            .init(.operation(OperationID(1)), perMonth: .usd(700)),
            .init(.tag(Tag(key: "team", value: "platform")), perMonth: .usd(300)),
            .init(.tag(Tag(key: "cost center", value: "4711")), perMonth: .usd(300)),
        ]
        #expect(budgets.limits == expected)
    }

    /// Pages keep their budgets beside those of cost, and a scenario without any has none.
    @Test func besidesPages() throws {
        let model = try load(
            ["x.yaml": Self.scenario], sets: ["budgets.cost=~", "growth=~"]
        ).model
        #expect(model.economics.budgets.limits.isEmpty)
        #expect(model.economics.growth == nil)
        #expect(model.frontend.budgets.vitals.count == 1)
    }

    /// Another kind of component and more load keep the tags.
    @Test func changesKeepTags() throws {
        let model = try load(["x.yaml": Self.scenario]).model
        let web = ComponentID(0)
        #expect(try model.with(model.component(web).kind, at: web).tags == model.tags)
        #expect(try model.with(use: ExactDecimal(2)).tags == model.tags)
        #expect(try model.with(use: ExactDecimal(2)).economics.activeUsers == 24_000)
        #expect(model.operations[1].with(steps: []).tags == model.operations[1].tags)
    }

    @Test(arguments: [
        BadInput("5%/month", "5%", "9:9", "growth", "'5%' has no unit", "60%/year"),
        BadInput("5%/month", "-99.9%/year", "9:9", "from -99% to 1000%"),
        BadInput("users: 12000", "users: 0", "10:15", "active users", "from 1 to"),
        BadInput("{team: payments}", "payments", "6:38", "operations.buy.tags", "a map of tags"),
        BadInput("{team: payments}", "{team: [a]}", "6:45", "the value of a tag"),
        BadInput("{team: payments}", "{team: }", "6:45", "there is no value"),
        BadInput("cost center: 4711}", "'': a}", "8:59", "cannot name a tag"),
        BadInput("percentile: 90%", "percentile: 101%", "14:17", "more than 100%"),
        BadInput("15000 USD/month", "15000 USD", "15:12", "budgets.cost.total", "has no unit"),
        BadInput("15000 USD/month", "15000 USD/h", "15:12", "not a price per month"),
        BadInput("15000 USD/month", "-1 USD/month", "15:12", "is negative"),
        BadInput("compute: 9000", "compuet: 9000", "16:14", "did you mean 'compute'?"),
        BadInput("{buy: 700", "{by: 700", "17:18", "there is no operation 'by'", "'buy'"),
        BadInput("{team: {platform", "{teem: {platform", "18:12", "no tag 'teem'", "'team'"),
        BadInput("{platform: 300", "{platfrom: 300", "18:19", "no value 'platfrom'", "'platform'"),
        BadInput("total: 15000", "totals: 15000", "15:5", "did you mean 'total'?"),
        BadInput("cost:\n", "costs:\n", "13:3", "budgets", "did you mean 'cost'?"),
    ])
    func slip(_ slip: BadInput) {
        slip.expectError(in: Self.scenario)
    }
}
