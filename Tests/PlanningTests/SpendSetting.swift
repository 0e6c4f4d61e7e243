// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// Servers at 0.10 USD/h and a provider that is paid by the call, for tests of spend.
struct SpendSetting {
    var servers = 2
    /// USD a call, and how many a month are free.
    var callPrice = "0.00001"
    var freeCalls: Int64?
    /// A month, where they are not counted.
    var statedCalls: String?
    var rate = 100.0
    var run = RunPlan(warmUp: .seconds(1), duration: .seconds(20), replications: 4, seed: 7)
    var transactions: String?
    var growth: String?
    var budgets = CostBudgets.none

    /// A step that keeps a server busy, and one that calls the provider.
    static var serve: Step {
        get throws { .serve(ServeStep(component: ComponentID(0), time: try time)) }
    }
    static let call = Step.call(CallStep(service: ComponentID(1)))

    private static var time: Distribution {
        get throws { try .exponential(mean: .milliseconds(1)) }
    }

    private static func entry(
        _ key: String, _ price: String, _ free: Int64? = nil
    ) throws -> PriceEntry {
        PriceEntry(
            key: PriceKey(key), price: try UnitPrice(parsing: price),
            freePerMonth: free.map { ExactDecimal($0) }, source: "a test", asOf: "2026-01-31")
    }

    /// All operations are asked for as often.
    func model(_ operations: [Operation]) throws -> Model {
        let share = Ratio.fraction(1 / Double(operations.count))
        let economics = Model.Economics(
            prices: PriceBook(
                name: "book", asOf: "2026-01-31", hoursPerMonth: 730,
                entries: [
                    try Self.entry("server", "0.10 USD/h"),
                    try Self.entry("call", callPrice + " USD/request", freeCalls),
                ]), transactions: try transactions.map { try Volume(parsing: $0) },
            growth: try growth.map { try Growth(parsing: $0) }, budgets: budgets)
        return try Model(
            name: "spend",
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .open(OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])),
                    mix: operations.indices.map {
                        MixShare(operation: OperationID($0), share: share)
                    })
            ],
            operations: operations,
            components: [
                Component(
                    name: "web", kind: .station(Station(servers: servers, queueLimit: nil)),
                    charge: Charge(price: PriceKey("server"), layer: .compute, volume: nil)),
                Component(
                    name: "rpc",
                    kind: .service(ExternalService(latency: try Self.time, failures: .zero)),
                    charge: Charge(
                        price: PriceKey("call"), layer: .rpc,
                        volume: try statedCalls.map { try Volume(parsing: $0) })),
            ], keyspaces: [], objectives: [], run: run, economics: economics,
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }
}
