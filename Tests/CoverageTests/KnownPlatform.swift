// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Model
import Quantities
import Statistics

/// A model whose sojourn time is known exactly, and the lengths of its run, fixed beforehand.
///
/// The empty start is forgotten for some ten relaxation times. A replication is so long that its
/// mean and its 95th percentile are nearly normal, and that the bias of a sample percentile is
/// small against the interval.
struct KnownPlatform: Sendable {
    let name: String
    let components: [Component]
    let steps: [Step]
    let arrivalRate: Rate
    let warmUp: SimTime
    let duration: SimTime
    /// What `--precision` asks for, such that some 20 to 40 replications meet it.
    let precision: Ratio
    /// In seconds.
    let mean: Double
    let percentile: Double

    static let all: [KnownPlatform] = {
        do {
            return [
                try station(
                    "M/M/1, ρ = 0.5", rate: 0.5, servers: 1, warmUp: 200, duration: 10_000,
                    precision: .percent(2)),
                try station(
                    "M/M/1, ρ = 0.9", rate: 0.9, servers: 1, warmUp: 4_000, duration: 80_000,
                    precision: .percent(5)),
                try station(
                    "M/M/4, ρ = 0.8", rate: 3.2, servers: 4, warmUp: 400, duration: 10_000,
                    precision: .percent(2)),
                try webStack(),
            ]
        } catch {
            preconditionFailure("a platform that is none: \(error)")
        }
    }()

    func model(
        seed: UInt64, replications: Int, _ reduction: VarianceReduction
    ) throws -> Model {
        var plan = RunPlan(
            warmUp: warmUp, duration: duration, replications: replications, seed: seed)
        plan.varianceReduction = reduction
        let demand = OpenDemand(rate: arrivalRate, law: .poisson, stages: [])
        return try Model(
            name: name,
            sources: [
                TrafficSource(
                    name: "visitors", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [Operation(name: "visit", steps: steps)], components: components,
            keyspaces: [], objectives: [], run: plan,
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    /// Servers of mean service time 1 s behind one queue.
    private static func station(
        _ name: String, rate: Double, servers: Int, warmUp: Int64, duration: Int64,
        precision: Ratio
    ) throws -> KnownPlatform {
        let time = ExponentialSum.station(arrivalRate: rate, serviceTime: 1, servers: servers)
        return KnownPlatform(
            name: name, components: [desk("desk", servers)], steps: [try serve(0, 1_000)],
            arrivalRate: .perSecond(rate), warmUp: .seconds(warmUp), duration: .seconds(duration),
            precision: precision, mean: time.mean,
            percentile: time.quantile(0.95, exp: { Foundation.exp($0) }))
    }

    /// Ten pods of two cores at 100 requests a second each, chosen at random; then a cache node
    /// (80%) or a database.
    ///
    /// A Jackson network. Each route is a station of several servers and then one more, and the
    /// sojourn times of a request at the two are independent: what the second finds was made by
    /// departures before the request's own, of which its time at the first is independent (Burke,
    /// Annals of Mathematical Statistics 40 (1969) 1449; Reich, same annals 28 (1957) 768). So
    /// their sum is a convolution, here of sums of exponentials.
    private static func webStack() throws -> KnownPlatform {
        let pods = Pods(
            replicas: 10, cores: 2, memory: nil, queueLimit: nil, balancing: .random)
        let time =
            ExponentialSum.station(arrivalRate: 100, serviceTime: 0.014, servers: 2)
            + .mixture([
                (0.8, .station(arrivalRate: 800, serviceTime: 0.001, servers: 1)),
                (0.2, .station(arrivalRate: 200, serviceTime: 0.020, servers: 6)),
            ])
        return KnownPlatform(
            name: "web stack",
            components: [
                Component(name: "api", kind: .pods(pods), charge: nil), desk("cache", 1),
                desk("database", 6),
            ],
            steps: [
                try serve(0, 14),
                .choose([
                    Choice(share: .percent(80), steps: [try serve(1, 1)]),
                    Choice(share: .percent(20), steps: [try serve(2, 20)]),
                ]),
            ],
            arrivalRate: .perSecond(1_000), warmUp: .seconds(5), duration: .seconds(15),
            precision: .percent(2), mean: time.mean,
            percentile: time.quantile(0.95, exp: { Foundation.exp($0) }))
    }

    private static func desk(_ name: String, _ servers: Int) -> Component {
        Component(
            name: name, kind: .station(Station(servers: servers, queueLimit: nil)), charge: nil)
    }

    private static func serve(_ component: Int, _ milliseconds: Int64) throws -> Step {
        .serve(
            ServeStep(
                component: ComponentID(component),
                time: try .exponential(mean: .milliseconds(milliseconds))))
    }
}
