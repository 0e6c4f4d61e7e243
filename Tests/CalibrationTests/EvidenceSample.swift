// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Engine
import Evidence
import Model
import Quantities
import Statistics

/// Files of other tools, and the scenario that they are read for: a station for two operations.
enum EvidenceSample {
    static let resources = [0, 1].map { ResourceID(component: ComponentID($0), role: .servers) }

    struct Request {
        let name: String
        let rate: Double
        var mean = 10.0
        var p99: Double?
    }

    /// A summary of k6: all requests, and those of a name; means in ms.
    static func k6(
        _ rate: Double, mean: Double = 10, seconds: Double = 100, requests: [Request] = [],
        failures: Int? = nil
    ) throws -> ObservedFile {
        func metric(_ name: String, _ values: String) -> String {
            "\"\(name)\": {\"values\": {\(values)}}"
        }
        func count(_ rate: Double) -> String {
            "\"count\": \(Int((rate * seconds).rounded())), \"rate\": \(rate)"
        }
        var metrics = [
            metric("http_req_duration", "\"avg\": \(mean)"), metric("http_reqs", count(rate)),
        ]
        if let failures { metrics.append(metric("http_req_failed", "\"passes\": \(failures)")) }
        for request in requests {
            let p99 = request.p99.map { ", \"p(99)\": \($0)" } ?? ""
            metrics.append(
                metric("http_req_duration{\(request.name)}", "\"avg\": \(request.mean)\(p99)"))
            metrics.append(metric("http_reqs{\(request.name)}", count(request.rate)))
        }
        let text = "{\"metrics\": {\(metrics.joined(separator: ", "))}}"
        return try ObservedFile.read(Array(text.utf8))
    }

    /// An answer of Prometheus: names with labels as JSON, and pairs of a time and a value.
    static func series(_ all: [(String, [(Int, Double)])]) throws -> ObservedFile {
        let result = all.map { metric, points in
            "{\"metric\": \(metric), \"values\": ["
                + points.map { "[\($0.0), \"\($0.1)\"]" }.joined(separator: ", ") + "]}"
        }
        return try ObservedFile.read(Array("[\(result.joined(separator: ", "))]".utf8))
    }

    /// The utilization of a component, watched for so many seconds.
    static func watched(_ component: String, _ value: Double, seconds: Int = 0) throws
        -> ObservedFile
    {
        let points = seconds == 0 ? [(60, value)] : [(60, value), (60 + seconds, value + 0.01)]
        return try series([("{\"pod\": \"\(component)\"}", points)])
    }

    /// `page` and, where it has a share, `report`, both served by `api`; `db` idles.
    static func model(api: Double = 0.005, report: Double = 0) throws -> Model {
        let time = try Distribution.exponential(mean: SimTime(roundingSeconds: api))
        func station(_ name: String) -> Component {
            Component(
                name: name, kind: .station(Station(servers: 1, queueLimit: nil)), charge: nil)
        }
        func operation(_ name: String) -> Operation {
            Operation(
                name: name, steps: [.serve(ServeStep(component: ComponentID(0), time: time))])
        }
        let mix =
            [MixShare(operation: OperationID(0), share: .fraction(1 - report))]
            + (report > 0 ? [MixShare(operation: OperationID(1), share: .fraction(report))] : [])
        return try Model(
            name: "sample",
            sources: [
                TrafficSource(
                    name: "visitors",
                    demand: .open(OpenDemand(rate: .perSecond(50), law: .poisson, stages: [])),
                    mix: mix)
            ],
            operations: [operation("page")] + (report > 0 ? [operation("report")] : []),
            components: [station("api"), station("db")], keyspaces: [], objectives: [],
            run: RunPlan(
                warmUp: .seconds(5), duration: .seconds(15), replications: 4, seed: 5),
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }
}
