// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Foundation
import Model
import Quantities
import Scenario
import Testing

@testable import Engine

/// The bill of the ATK page "Scalability patterns", by its own prices (`datasets/prices/atk.yaml`),
/// at its month of 720 h. It cuts cents, so that its figures follow within 1%.
@Suite("The published bill follows line by line")
struct PublishedBillTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let component: String
        /// What the scenario is changed to, and to what it is compared; nil for nothing.
        let change: String
        var base: String?
        let published: Double
        /// By hand: quantity times price.
        let exact: String

        var testDescription: String { name }
    }

    private static func line(_ component: String, _ change: String) throws -> BillLine {
        let path = root.appendingPathComponent("models/atk/steady.yaml").path
        var model = try ScenarioFile.load(
            path: path, sets: [Override(parsing: change)]
        ).model
        var plan = model.run
        plan.warmUp = .given(.zero)
        plan.duration = .milliseconds(200)
        plan.replications = 2
        model = try model.with(run: plan)
        let bill = try Bill(model, Simulation(model).run(threads: 1))
        return try #require(bill.lines.first { $0.component == component })
    }

    @Test(arguments: [
        Row(
            name: "the primary, 0.504 USD/h", component: "db", change: "components.db.replicas=0",
            published: 362, exact: "362.88"),
        Row(
            name: "two read replicas", component: "db", change: "components.db.replicas=2",
            base: "components.db.replicas=0", published: 724, exact: "725.76"),
        Row(
            name: "one more replica", component: "db", change: "components.db.replicas=3",
            base: "components.db.replicas=2", published: 362, exact: "362.88"),
        Row(
            name: "12 GB of cache, 0.023 USD/GB-h", component: "redis",
            change: "components.redis.nodes=3", published: 198, exact: "198.72"),
        Row(
            name: "a fourth cache node of 4 GB", component: "redis",
            change: "components.redis.nodes=4", base: "components.redis.nodes=3", published: 66,
            exact: "66.24"),
        Row(
            name: "50M RPC requests, 10M of them free, 0.0001 USD each", component: "rpc",
            change: "components.rpc.volume=50000000/month", published: 4_000, exact: "4000"),
        Row(
            name: "77M requests instead of 50M, before calls were put together", component: "rpc",
            change: "components.rpc.volume=77000000/month",
            base: "components.rpc.volume=50000000/month", published: 2_700, exact: "2700"),
        Row(
            name: "500 GB of CDN, 0.02 USD/GB", component: "cdn",
            change: "components.cdn.volume=500/month", published: 10, exact: "10"),
        Row(
            name: "833 GB instead of 500, before images were smaller", component: "cdn",
            change: "components.cdn.volume=833/month", base: "components.cdn.volume=500/month",
            published: 6.60, exact: "6.66"),
    ])
    func follows(row: Row) throws {
        let changed = try Self.line(row.component, row.change).perMonth
        let base = try row.base.map { try Self.line(row.component, $0).perMonth } ?? .zero
        let amount = try changed - base
        #expect(amount.decimalString == row.exact)
        #expect(abs(amount.approximation / row.published - 1) < 0.01)
    }

    /// The page's costs of an hour, cut to cents: database 1.51, compute 0.75, cache 0.27, CDN
    /// 0.01. Its RPC fees of 1.33 USD do not follow: 4,000 USD over 720 h are 5.56.
    @Test(arguments: [
        ("db", "components.db.replicas=2", 1.51), ("api", "components.api.replicas=10", 0.75),
        ("redis", "components.redis.nodes=3", 0.27),
        ("cdn", "components.cdn.volume=500/month", 0.01),
    ])
    func hours(component: String, change: String, published: Double) throws {
        let hour = try Self.line(component, change).perHour.approximation
        #expect(published <= hour + 1e-12 && hour < published + 0.01)
    }
}
