// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

@testable import Planning

/// A desk whose clerks cost 1 USD an hour each, in a month of 100 h; and a second desk that nobody
/// goes to.
struct TradeoffFixture {
    var servers = 4
    var idleServers = 0
    var limit: Double? = 6
    var duration = SimTime.seconds(20_000)
    var stages: [RateStage] = []
    var steps: [Step] = []
    var rate = 3.2
    /// Clerks that are paid for in each hour of a year, at 60 cents.
    var committed: Int64?

    func model() throws -> Model {
        func station(_ name: String, _ servers: Int) -> Component {
            Component(
                name: name, kind: .station(Station(servers: servers, queueLimit: nil)),
                charge: Charge(price: PriceKey("clerk"), layer: .compute, volume: nil))
        }
        let demand = OpenDemand(rate: .perSecond(rate), law: .poisson, stages: stages)
        let serve = Step.serve(
            ServeStep(component: ComponentID(0), time: try .exponential(mean: .seconds(1))))
        return try Model(
            name: "desk",
            sources: [
                TrafficSource(
                    name: "visitors", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ], operations: [Operation(name: "visit", steps: [serve] + steps)],
            components: [station("desk", servers)]
                + (idleServers > 0 ? [station("spare", idleServers)] : []),
            keyspaces: [],
            objectives: limit.map { [ExplainFixture.p95($0)] } ?? [],
            run: RunPlan(
                warmUp: .seconds(200), duration: duration, replications: 6, seed: 5),
            economics: .init(
                prices: PriceBook(
                    name: "book", asOf: "2026-01-31", hoursPerMonth: 100,
                    entries: [
                        PriceEntry(
                            key: PriceKey("clerk"), price: try UnitPrice(parsing: "1 USD/h"),
                            freePerMonth: nil, source: "a test", asOf: "2026-01-31")
                    ]), transactions: nil,
                agreements: Agreements(
                    commitments: committed.map { count in
                        [
                            Commitment(
                                name: "year", price: PriceKey("clerk"),
                                quantity: ExactDecimal(count), hourly: .cents(60), upfront: .zero,
                                termHours: 8_760)
                        ]
                    } ?? [])),
            remarks: .init(notes: [], assumptions: [], observations: []))
    }

    func with(_ change: (inout TradeoffFixture) -> Void) -> TradeoffFixture {
        var copy = self
        change(&copy)
        return copy
    }

    func option(_ name: String, sets: [String] = []) throws -> TradeoffOption {
        TradeoffOption(named: name, sets: sets, subject: .all, model: try model())
    }

    func study(
        _ named: [TradeoffOption] = [], findsOthers: Bool = false, most: Int = 10,
        budget: SimTime = .seconds(60)
    ) throws -> TradeoffStudy {
        try TradeoffStudy(
            model(), named: named, findsOthers: findsOthers, most: most,
            budget: WorkBudget(about: budget), threads: 2)
    }
}
