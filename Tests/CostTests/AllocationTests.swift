// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Cost

@Suite("Whose cost it is: by operation and by tag")
struct AllocationTests {
    /// A simulated shop: `look` and `buy` share servers, only `buy` calls a provider, a database
    /// is asked by both, and nobody asks the CDN.
    private static func shop(
        tags: [[Mark]] = [[], [], [], []], operationTags: [[Mark]] = [[], []],
        databaseReplicas: Int = 1
    ) throws -> (model: Model, measurements: Measurements) {
        func serve(_ milliseconds: Int64) throws -> Step {
            .serve(
                ServeStep(
                    component: ComponentID(0),
                    time: try .deterministic(.milliseconds(milliseconds))))
        }
        func query(_ milliseconds: Int64) throws -> Step {
            .query(
                QueryStep(
                    database: ComponentID(1), access: .read,
                    time: try .deterministic(.milliseconds(milliseconds))))
        }
        let model = try Model(
            name: "shop",
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .open(
                        OpenDemand(rate: .perSecond(100), law: .deterministic, stages: [])),
                    mix: [
                        MixShare(operation: OperationID(0), share: .percent(75)),
                        MixShare(operation: OperationID(1), share: .percent(25)),
                    ])
            ],
            operations: [
                Operation(
                    name: "look", steps: [try serve(1), try query(1)], tags: operationTags[0]),
                Operation(
                    name: "buy",
                    steps: [try serve(3), try query(1), .call(CallStep(service: ComponentID(2)))],
                    tags: operationTags[1]),
            ],
            components: try components(tags, databaseReplicas), keyspaces: [], objectives: [],
            run: RunPlan(warmUp: .seconds(1), duration: .seconds(50), replications: 3, seed: 7),
            economics: Model.Economics(
                prices: PriceBook(
                    name: "book", asOf: "2026-01-31", hoursPerMonth: 720,
                    entries: [
                        try Platform.entry("server", "0.10 USD/h"),
                        try Platform.entry("call", "0.00001 USD/request"),
                        try Platform.entry("traffic", "0.02 USD/GB"),
                    ]), transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
        return (model, try Simulation(model).run(threads: 2))
    }

    private static func components(_ tags: [[Mark]], _ replicas: Int) throws -> [Component] {
        func charge(_ key: String, _ layer: CostLayer, _ volume: String? = nil) throws -> Charge {
            Charge(
                price: PriceKey(key), layer: layer,
                volume: try volume.map { try Volume(parsing: $0) })
        }
        let latency = try Distribution.deterministic(.milliseconds(1))
        return [
            Component(
                name: "web", kind: .station(Station(servers: 2, queueLimit: nil)),
                charge: try charge("server", .compute), tags: tags[0]),
            Component(
                name: "db",
                kind: .database(
                    Database(
                        parallelism: 8, replicas: replicas, poolPerPod: nil,
                        bouncerConnections: nil, roundTrip: nil)),
                charge: try charge("server", .database), tags: tags[1]),
            Component(
                name: "rpc",
                kind: .service(ExternalService(latency: latency, failures: .zero)),
                charge: try charge("call", .rpc), tags: tags[2]),
            Component(
                name: "cdn", kind: .delivery(DeliveryNetwork()),
                charge: try charge("traffic", .cdn, "500/month"), tags: tags[3]),
        ]
    }

    /// Of the servers' time 75 · 1 ms is `look`'s and 25 · 3 ms `buy`'s; of the statements three
    /// quarters are `look`'s. Chance in the mix stays within 3%.
    @Test func byActivity() throws {
        let (model, measured) = try Self.shop()
        let bill = try Bill(model, measured)
        let allocation = try Allocation(bill, model, measured)
        let shares: [(String, Double, ActivityMeasurement.Driver?)] = [
            ("web", 0.5, .service), ("db", 0.75, .service), ("rpc", 0, .calls), ("cdn", 0, nil),
        ]
        for (component, look, driver) in shares {
            let line = try #require(allocation.lines.first { $0.line.component == component })
            let share = line.operations[0].approximation / line.amount.approximation
            #expect(line.component == component && line.amount == line.line.perMonth)
            #expect((share - look).magnitude < 0.03, "\(component)")
            #expect(line.driver == driver)
            #expect(line.shared == (driver == nil ? line.line.perMonth : .zero))
            #expect(try Money.sum(line.operations + [line.shared]) == line.line.perMonth)
        }
        #expect(try Money.sum(allocation.operations + [allocation.shared]) == bill.perMonth)
    }

    /// Each replication by what it saw itself.
    @Test func replicationByReplication() throws {
        let (model, measured) = try Self.shop()
        let bills = try Bill.ofReplications(model, measured)
        #expect(bills.count == 3)
        for (number, bill) in bills.enumerated() {
            let allocation = try Allocation(bill, model, measured.replication(number))
            #expect(try Money.sum(allocation.operations + [allocation.shared]) == bill.perMonth)
        }
    }

    /// A commitment of ten servers that two components use, two of them and three, is theirs by
    /// what it covers of each; what it leaves unused is shared. A fee goes by use.
    @Test func commitmentsOfSeveral() throws {
        func team(_ value: String) -> [Mark] { [Tag(key: "team", value: value)] }
        let commitment = Commitment(
            name: "year", price: PriceKey("server"), quantity: ExactDecimal(10), hourly: .cents(5),
            upfront: .zero, termHours: 8_760)
        let (shop, measured) = try Self.shop(
            tags: [team("web"), team("data"), [], []], databaseReplicas: 2)
        let model = shop.with(agreements: Agreements(commitments: [commitment]))
        let bill = try Bill(model, measured)
        let allocation = try Allocation(bill, model, measured)
        let (values, untagged) = try allocation.amounts(by: "team", model)
        // 5 cents an hour for 720 h: 72 USD, 108 USD, and 180 USD for the other five.
        #expect(values.map(\.value) == ["data", "web"])
        #expect(values.map(\.amount) == [.usd(108), .usd(72)])
        #expect(try Money.sum(values.map(\.amount) + [untagged]) == bill.perMonth)
        let unused = allocation.lines.filter { $0.component == nil }
        #expect(unused.map(\.amount) == [.usd(180)] && unused[0].shared == .usd(180))
        #expect(try Money.sum(allocation.operations + [allocation.shared]) == bill.perMonth)
    }

    /// A component's own value wins; else the operations' do, for their parts.
    @Test func byTag() throws {
        func team(_ value: String) -> [Mark] { [Tag(key: "team", value: value)] }
        let (model, measured) = try Self.shop(
            tags: [[], team("data"), [], []], operationTags: [[], team("payments")])
        let bill = try Bill(model, measured)
        let allocation = try Allocation(bill, model, measured)
        let (values, untagged) = try allocation.amounts(by: "team", model)
        #expect(values.map(\.value) == ["data", "payments"])
        let lines = Dictionary(
            uniqueKeysWithValues: allocation.lines.map { ($0.line.component, $0) })
        let db = try #require(lines["db"])
        #expect(values[0].amount == db.line.perMonth)
        let web = try #require(lines["web"])
        let rpc = try #require(lines["rpc"])
        #expect(values[1].amount == (try web.operations[1] + rpc.operations[1]))
        #expect(try Money.sum(values.map(\.amount) + [untagged]) == bill.perMonth)
        #expect(model.tags.count == 2)
    }

    /// A closed form counts nothing by operation.
    @Test func closedFormsShareAll() throws {
        let (model, _) = try Self.shop()
        let computed = try ClosedForm(model).measurements()
        #expect(computed.activity.isEmpty)
        let bill = try Bill(model, computed)
        let allocation = try Allocation(bill, model, computed)
        #expect(allocation.shared == bill.perMonth)
    }
}
