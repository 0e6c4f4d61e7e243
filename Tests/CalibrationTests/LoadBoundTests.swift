// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities
import Testing

@testable import Calibration

/// Loads that nobody can have: a file that has one is refused, whatever they come to together.
@Suite struct LoadBoundTests {
    private typealias Request = EvidenceSample.Request

    private struct Row: Sendable, CustomTestStringConvertible {
        let words: String
        let file: @Sendable () throws -> ObservedFile
        var names: [String] = []
        var level: String?
        var hasUsers = false
        /// What it is refused with; nil where it is read.
        var refusal: String?
        var amounts: [Double] = []
        var unused: [UnusedEvidence.Reason] = []
        var testDescription: String { words }
    }

    private static let instances = ["load{inst=\"1\"}=load"]
    private static let home = ["name:home=page"]
    private static let both = ["GET page=page", "GET home=page"]
    private static let unit = "look for the unit that it is in"

    /// Loads beside the utilization of `db`, of twelve minutes.
    private static func series(_ name: String, _ loads: [Double]) throws -> ObservedFile {
        func points(_ value: Double) -> [(Int, Double)] { (0..<12).map { ($0 * 60, value) } }
        return try EvidenceSample.series(
            loads.enumerated().map { index, load in
                let label = index == 0 ? "" : ", \"inst\": \"\(index)\""
                return ("{\"__name__\": \"\(name)\"\(label)}", points(load))
            } + [("{\"pod\": \"db\"}", points(0.2))])
    }

    /// Rates of two names of `page`, and of all.
    private static func k6(_ page: Double, _ home: Double, all: Double) throws -> ObservedFile {
        func metric(_ name: String, _ values: String) -> String {
            "\"\(name)\": {\"values\": {\(values)}}"
        }
        let metrics = [("", all), ("{name:page}", page), ("{name:home}", home)].flatMap {
            [
                metric("http_req_duration\($0.0)", "\"avg\": 10"),
                metric("http_reqs\($0.0)", "\"count\": 100, \"rate\": \($0.1)"),
            ]
        }
        return try ObservedFile.read(
            Array("{\"metrics\": {\(metrics.joined(separator: ", "))}}".utf8))
    }

    private static func locust(_ rates: [String], count: Int) throws -> ObservedFile {
        let head =
            "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
            + "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%\n"
        let rows = zip([",Aggregated", "GET,page", "GET,home"], rates).map {
            "\($0.0),\(count),0,9,9,9,9,1,\($0.1),0,9\n"
        }
        return try ObservedFile.read(Array((head + rows.joined()).utf8))
    }

    private static func users(_ most: String) throws -> ObservedFile {
        let text =
            "{\"metrics\": {\"http_req_duration\": {\"avg\": 20}, \"vus\": {\"max\": \(most)}}}"
        return try ObservedFile.read(Array(text.utf8))
    }

    private static let table: [Row] = [
        Row(
            words: "two series that come to more than a Double holds",
            file: { try series("load", [1.7e308, 1.7e308]) }, names: instances,
            refusal: "a.json: 'load' is 1.7e+308/s, more than any load, 1000000000000/s; " + unit),
        Row(
            words: "one series", file: { try series("load", [1e300]) },
            refusal: "a.json: 'load' is 1e+300/s, more than any load, 1000000000000/s; " + unit),
        Row(
            words: "a second series", file: { try series("load", [100, 1.1e12]) }, names: instances,
            refusal: "a.json: 'load{inst=\"1\"}' is 1100000000000.0/s, more than any load,"
                + " 1000000000000/s; " + unit),
        Row(
            words: "a sum", file: { try series("load", [6e11, 6e11]) }, names: instances,
            refusal: "a.json: 'load + load{inst=\"1\"}' is 1200000000000.0/s, more than any load,"
                + " 1000000000000/s; " + unit),
        Row(
            words: "the most", file: { try series("load", [5e11, 5e11]) }, names: instances,
            amounts: [1e12, 1e12]),
        Row(
            words: "a series at a load that is told", file: { try series("load", [1e300]) },
            level: "100/s", amounts: [100]),
        Row(
            words: "next to none is none", file: { try series("load", [1e-310]) },
            unused: [.noLoad]),
        Row(
            words: "a series of users", file: { try series("users", [1e300]) }, hasUsers: true,
            refusal: "a.json: 'users' is 1e+300 users, more than any load, 1000000000 users; "
                + unit),
        Row(
            words: "the most users", file: { try series("users", [1e9]) }, hasUsers: true,
            amounts: [1e9, 1e9]),
        Row(
            words: "requests of k6", file: { try k6(1.7e308, 1.7e308, all: 1.7e308) }, names: home,
            refusal: "a.json: 'name:page' is 1.7e+308/s, more than any load, 1000000000000/s; "
                + unit),
        Row(
            words: "all requests of k6", file: { try k6(50, 50, all: 1.7e308) }, names: home,
            refusal: "a.json: 'all requests' is 1.7e+308/s, more than any load, 1000000000000/s; "
                + unit),
        Row(
            words: "requests of Locust, where the load is told",
            file: { try locust(["1e308", "1e308", "1e308"], count: 100) }, names: both,
            level: "100/s",
            refusal: "a.json: 'GET page' is 1e+308/s, more than any load, 1000000000000/s; "
                + unit),
        Row(
            words: "k6 at next to no load", file: { try k6(1e-310, 1e-310, all: 2e-310) },
            names: home,
            refusal: "a.json does not say at which load it was measured; add --at a.json=200/s"),
        Row(
            words: "counts of Locust that come to more than an Int holds",
            file: { try locust(["100", "50", "50"], count: .max) }, names: both, amounts: [100]),
        Row(
            words: "users of k6", file: { try users("5000000000") }, hasUsers: true,
            refusal: "a.json: 'all requests' is 5000000000.0 users, more than any load,"
                + " 1000000000 users; " + unit),
        Row(
            words: "a load that is told", file: { try k6(50, 50, all: 100) }, names: home,
            level: "2000000000000/s",
            refusal: "a.json: '--at' is 2000000000000.0/s, more than any load, 1000000000000/s; "
                + unit),
        Row(
            words: "users that are told", file: { try users("5") },
            level: "9000000000000000000 users", hasUsers: true,
            refusal: "a.json: '--at' is 9e+18 users, more than any load, 1000000000 users; "
                + unit),
    ]

    @Test(arguments: table)
    private func bound(_ row: Row) throws {
        var shop = Shop()
        shop.users = 10
        let model = try row.hasUsers ? shop.model() : EvidenceSample.model()
        do {
            var reader = try LevelReader(
                model, resources: EvidenceSample.resources, names: row.names)
            try reader.read([
                CalibrationEvidence(name: "a.json", file: try row.file(), level: row.level)
            ])
            #expect(row.refusal == nil)
            #expect(reader.levels.map(\.level.amount) == row.amounts)
            #expect(reader.levels.allSatisfy { $0.figures.allSatisfy { $0.value.isFinite } })
            #expect(reader.unused.map(\.reason).filter { $0 == .noLoad } == row.unused)
        } catch { #expect("\(error)" == row.refusal) }
    }
}
