// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities
import Testing

@testable import Calibration

/// Files that leave something out or say it twice: nothing is guessed, and nothing drops out
/// silently.
@Suite struct HardEvidenceTests {
    private typealias Request = EvidenceSample.Request

    private static func read(
        _ evidence: [CalibrationEvidence], names: [String] = [], report: Double = 0
    ) throws -> LevelReader {
        var reader = try LevelReader(
            EvidenceSample.model(report: report), resources: EvidenceSample.resources,
            names: names)
        try reader.read(evidence)
        return reader
    }

    private static func one(
        _ file: ObservedFile, at level: String? = nil
    ) -> [CalibrationEvidence] {
        [CalibrationEvidence(name: "a.json", file: file, level: level)]
    }

    private static func load(_ name: String, _ values: [Double], step: Int = 60) -> (
        String, [(Int, Double)]
    ) {
        (name, values.enumerated().map { ($0.offset * step, $0.element) })
    }

    // MARK: Load tests

    @Test("A test that names one of two operations does not say the load of both")
    func missingOperation() throws {
        let file = try EvidenceSample.k6(
            150, requests: [Request(name: "name:page", rate: 50)])
        let error = #expect(throws: CalibrationError.self) {
            try Self.read(Self.one(file), report: 0.2)
        }
        #expect(
            error?.description
                == "a.json has no requests of 'report', so its load is not that of the scenario;"
                + " say what they are called there, such as --name \"GET /big=report\", or give"
                + " the load of all requests, such as --at a.json=150/s")
        #expect(
            try Self.read(Self.one(file, at: "62.5/s"), report: 0.2).levels[0].level
                == .rate(.perSecond(62.5)))
        // An operation that nobody asks for is none of the mix.
        #expect(try Self.read(Self.one(file)).levels[0].level == .rate(.perSecond(50)))
    }

    @Test(
        "Another mix than the scenario's is told, chance and rounding are not",
        arguments: [
            (80.0, 20.0, [String]()), (79.5, 20.5, []),
            (
                60, 40,
                ["page: 60% of the requests, not 80%", "report: 40% of the requests, not 20%"]
            ),
        ])
    func mix(_ page: Double, _ report: Double, _ told: [String]) throws {
        let file = try EvidenceSample.k6(
            100,
            requests: [
                Request(name: "name:page", rate: page), Request(name: "name:report", rate: report),
            ])
        let unused = try Self.read(Self.one(file), report: 0.2).unused
        #expect(unused.map(\.name) == told)
        #expect(unused.allSatisfy { $0.reason == .otherMix })
    }

    @Test("Two names of one operation: one mean, by how many there are, and no percentile")
    func twoNames() throws {
        let file = try EvidenceSample.k6(
            100,
            requests: [
                Request(name: "name:page", rate: 75, mean: 8, p99: 30),
                Request(name: "name:home", rate: 25, mean: 4, p99: 20),
            ])
        let reader = try Self.read(Self.one(file), names: ["name:home=page"])
        #expect(reader.levels[0].figures.map(\.value) == [0.007])
        #expect(reader.unused.map(\.reason) == [.severalRequests])
    }

    @Test("Parts of k6 by two tags hold the same requests, which are not counted twice")
    func twoTags() throws {
        let file = try EvidenceSample.k6(
            100,
            requests: [
                Request(name: "name:page", rate: 100), Request(name: "group:page", rate: 100),
            ])
        let error = #expect(throws: CalibrationError.self) { try Self.read(Self.one(file)) }
        #expect(
            error?.description
                == "a.json: 'name:page', 'group:page' are 200/s together, more than all its"
                + " requests, 100/s, so some are counted twice; name each request once")
    }

    @Test("Failed requests are told from 1% on", arguments: [(99, false), (100, true)])
    func failures(_ count: Int, _ isTold: Bool) throws {
        let file = try EvidenceSample.k6(100, failures: count)
        let unused = try Self.read(Self.one(file)).unused
        #expect(unused.map(\.reason) == (isTold ? [.failures] : []))
    }

    @Test("Users who come and go are told, and the most of them are the load")
    func movingUsers() throws {
        var shop = Shop()
        shop.users = 10
        for (fewest, told) in [(1, [UnusedEvidence.Reason.movingUsers]), (25, [])] {
            let text = """
                {"metrics": {"http_req_duration": {"avg": 20},
                  "vus": {"value": 1, "min": \(fewest), "max": 25}}}
                """
            var reader = try LevelReader(
                shop.model(), resources: EvidenceSample.resources, names: [])
            try reader.read(Self.one(ObservedFile.read(Array(text.utf8))))
            #expect(reader.levels.map(\.level) == [.users(25)])
            #expect(reader.unused.map(\.reason) == told)
        }
    }

    // MARK: Files that stand twice

    private static let points =
        "metric_name,timestamp,metric_value\n"
        + (0..<10).map { "http_req_duration,179000000\($0),\(5 + $0).250000\n" }.joined()

    @Test(
        "A test in two files, of one tool or two, is one test",
        arguments: [
            ("a.json", "a.json", 100.0, 10.0, 100.0, "a.json stands twice; name it once"),
            (
                "b.json", "a.json", 100, 10, 100,
                "b.json is the same test as a.json, and would count twice; leave one out"
            ),
            ("b.json", "a.json", 101, 10, 100, nil), ("b.json", "a.json", 100, 10.1, 100, nil),
            ("b.json", "a.json", 100, 10, 101, nil),
        ] as [(String, String, Double, Double, Double, String?)])
    func twice(
        _ name: String, _ other: String, _ rate: Double, _ mean: Double, _ seconds: Double,
        _ words: String?
    ) throws {
        let evidence = [
            CalibrationEvidence(name: other, file: try EvidenceSample.k6(100)),
            CalibrationEvidence(
                name: name, file: try EvidenceSample.k6(rate, mean: mean, seconds: seconds),
                isHeldOut: true),
        ]
        #expect(Self.refusal(evidence) == words)
    }

    /// Ten requests of 9.75 ms on average in ten seconds.
    @Test func pointsAndSummary() throws {
        let evidence = [
            CalibrationEvidence(
                name: "p.csv", file: try ObservedFile.read(Array(Self.points.utf8))),
            CalibrationEvidence(
                name: "s.json", file: try EvidenceSample.k6(1.01, mean: 9.75, seconds: 9.9)),
        ]
        #expect(
            Self.refusal(evidence)
                == "s.json is the same test as p.csv, and would count twice; leave one out")
    }

    @Test("Series of times that another file has already")
    func overlap() throws {
        func file(_ name: String, from first: Int, _ level: String) throws -> CalibrationEvidence {
            let points = (first..<first + 6).map { ($0 * 60, 0.3 + 0.01 * Double($0)) }
            return CalibrationEvidence(
                name: name, file: try EvidenceSample.series([("{\"pod\": \"db\"}", points)]),
                level: level)
        }
        #expect(
            try Self.refusal([file("a", from: 0, "100/s"), file("b", from: 3, "101/s")])
                == "b is the same test as a, and would count twice; leave one out")
        #expect(
            try Self.refusal([file("a", from: 0, "100/s"), file("b", from: 6, "101/s")]) == nil)
    }

    private static func refusal(_ evidence: [CalibrationEvidence]) -> String? {
        do {
            _ = try read(evidence)
            return nil
        } catch { return "\(error)" }
    }

    // MARK: Series

    private struct Series: Sendable, CustomTestStringConvertible {
        let words: String
        let series: [(String, [(Int, Double)])]
        /// What it is refused with; nil where it is read.
        var refusal: String?
        /// Loads, then utilizations.
        var amounts: [Double] = []
        var values: [Double] = []
        var unused: [UnusedEvidence.Reason] = []
        var testDescription: String { words }
    }

    private static let db = "{\"pod\": \"db\"}"
    private static let page = "{\"__name__\": \"load\", \"path\": \"page\"}"
    private static let other = "{\"__name__\": \"load\", \"path\": \"other\"}"
    private static let names = ["load{path=\"page\"}=load", "load{path=\"other\"}=load"]

    private static let table: [Series] = [
        Series(
            words: "two loads at the same times add up",
            series: [
                load(page, [60, 60, 60]), load(other, [40, 40, 40]), load(db, [0.2, 0.2, 0.2]),
            ], amounts: [100], values: [0.2]),
        Series(
            words: "two loads at other times are refused",
            series: [
                load(page, [60, 60, 60]), load(other, [40, 40, 40], step: 30),
                load(db, [0.2, 0.2, 0.2]),
            ],
            refusal: "a.json has the loads 'load{path=\"page\"}', 'load{path=\"other\"}' at"
                + " different times, which cannot be added; query their sum, or add --at"
                + " a.json=200/s"),
        Series(
            words: "a load below zero is refused",
            series: [load(page, [60, -60]), load(other, [40, 40]), load(db, [0.2, 0.2])],
            refusal: "a.json: 'load{path=\"page\"}' has the value -60.0, and no load is negative;"
                + " query a rate"),
        Series(
            words: "times without load are left out, and told",
            series: [
                load(page, [60, 0, 60]), load(other, [40, 0, 40]), load(db, [0.2, 0.1, 0.2]),
            ], amounts: [100], values: [0.2], unused: [.noLoad, .otherTimes]),
        Series(
            words: "values that are not there are told",
            series: [
                load(page, [60, 60, 60]), load(other, [40, 40, 40]), load(db, [0.2, .nan, 0.2]),
            ], amounts: [100], values: [0.2], unused: [.gaps]),
        Series(
            words: "pods of a component have the mean of them",
            series: [
                load(page, [60, 60]), load(other, [40, 40]), load(db, [0.2, 0.3]),
                load("{\"__name__\": \"cpu\", \"pod\": \"db\"}", [0.4, 0.5]),
            ], amounts: [100], values: [0.35]),
        Series(
            words: "pods at other times are refused",
            series: [
                load(page, [60, 60]), load(other, [40, 40]), load(db, [0.2, 0.3]),
                load("{\"__name__\": \"cpu\", \"pod\": \"db\"}", [0.4, 0.5], step: 30),
            ],
            refusal: "a.json: '{pod=\"db\"}', 'cpu{pod=\"db\"}' are all of db, at different times;"
                + " query one series of it, such as avg by (component)"),
        Series(
            words: "a counter is refused",
            series: [
                load(page, [60, 60]), load(other, [40, 40]),
                load("{\"__name__\": \"cpu_seconds_total\", \"pod\": \"db\"}", [0.4, 0.5]),
            ],
            refusal: "a.json: 'cpu_seconds_total{pod=\"db\"}' counts from the start of its process;"
                + " query how fast it grows, such as rate(cpu_seconds_total[5m])"),
        Series(
            words: "a load beside nothing is told",
            series: [load(page, [60, 60]), load(other, [40, 40])], unused: [.alone, .alone]),
        Series(
            words: "users are no load of a scenario with a rate, and that is told",
            series: [
                load(page, [60, 60]), load(other, [40, 40]), load(db, [0.2, 0.3]),
                load("{\"__name__\": \"users\"}", [5, 5]),
            ], amounts: [100], values: [0.25], unused: [.otherLoad]),
    ]

    @Test(arguments: table)
    private func series(_ row: Series) throws {
        let file = try EvidenceSample.series(row.series)
        // So that a file of which nothing is read is refused for what it is.
        let evidence =
            Self.one(file)
            + [CalibrationEvidence(name: "b.json", file: try EvidenceSample.k6(50))]
        do {
            let reader = try Self.read(evidence, names: Self.names)
            #expect(row.refusal == nil)
            let levels = reader.levels.dropLast()
            #expect(levels.map(\.level.amount) == row.amounts)
            let values = levels.flatMap { $0.figures.map(\.value) }
            #expect(values.count == row.values.count)
            #expect(zip(values, row.values).allSatisfy { abs($0 - $1) < 1e-12 }, "\(values)")
            #expect(reader.unused.map(\.reason) == row.unused)
        } catch { #expect("\(error)" == row.refusal) }
    }

    /// Points a minute apart, but for one gap of an hour.
    @Test func gap() throws {
        let times = [0, 1, 2, 63, 64, 65]
        let file = try EvidenceSample.series([
            (Self.db, times.map { ($0 * 60, 0.2 + 0.01 * Double($0 % 2)) })
        ])
        let level = try Self.read(Self.one(file, at: "100/s")).levels[0]
        #expect(level.duration == .seconds(6 * 60))
    }

    // MARK: Rare operations

    /// One request of a thousand is a report, and a repetition has 200. By M/M/1 the mean time is
    /// 5 ms / (1 - λ 5 ms), for both operations.
    @Test func rareOperation() throws {
        func file(_ rate: Double) throws -> CalibrationEvidence {
            let mean = 5 / (1 - rate * 0.005)
            return CalibrationEvidence(
                name: "\(Int(rate)).json",
                file: try EvidenceSample.k6(
                    rate, mean: mean, seconds: 1_000,
                    requests: [
                        Request(name: "name:page", rate: rate * 0.999, mean: mean),
                        Request(name: "name:report", rate: rate * 0.001, mean: mean),
                    ]))
        }
        func load(_ sets: [String]) -> Result<Model, ModelRefusal> {
            let time = sets.last.flatMap { $0.split(separator: "=").last }.flatMap {
                try? SimTime(parsing: String($0))
            }
            do {
                return .success(
                    try EvidenceSample.model(api: time?.seconds ?? 0.004, report: 0.001))
            } catch { return .failure(ModelRefusal(words: "\(error)")) }
        }
        let fit = try Calibrator(
            [FreeParameter(key: "api", text: "4ms", range: nil)],
            evidence: [file(80), file(140)],
            settings: .init(seed: 3, threads: 2, repeats: 8, requests: 200), load: load
        ).fit()
        #expect(try #require(fit.parameters[0].interval).contains(0.005))
        #expect(fit.rows.map(\.figure.metric) == [.mean(OperationID(0)), .mean(OperationID(0))])
        #expect(
            fit.unused
                == ["140.json", "80.json"].map {
                    UnusedEvidence(file: $0, name: "mean of report", reason: .rare)
                })
    }
}
