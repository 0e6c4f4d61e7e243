// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities
import Testing

@testable import Calibration

@Suite struct EvidenceReadingTests {
    private static func k6(_ rate: Double, requests: String = "", vus: String = "") throws
        -> ObservedFile
    {
        let text = """
            {"metrics": {"http_req_duration": {"values": {"avg": 14.5, "med": 12, "p(95)": 40.25, \
            "p(75)": 20}}, "http_reqs": {"values": {"count": 3000, "rate": \(rate)}}\
            \(requests)\(vus)}}
            """
        return try ObservedFile.read(Array(text.utf8))
    }

    /// `name` with labels, and pairs of a time and a value.
    private static func series(_ all: [(String, [(Int, Double)])]) throws -> ObservedFile {
        let result = all.map { metric, points in
            "{\"metric\": \(metric), \"values\": ["
                + points.map { "[\($0.0), \"\($0.1)\"]" }.joined(separator: ", ") + "]}"
        }
        let text =
            "{\"status\": \"success\", \"data\": {\"resultType\": \"matrix\", \"result\": ["
            + result.joined(separator: ", ") + "]}}"
        return try ObservedFile.read(Array(text.utf8))
    }

    private static func read(
        _ evidence: [CalibrationEvidence], names: [String] = [], shop: Shop = Shop()
    ) throws -> LevelReader {
        let resources = [0, 1].map { ResourceID(component: ComponentID($0), role: .servers) }
        var reader = try LevelReader(shop.model(), resources: resources, names: names)
        try reader.read(evidence)
        return reader
    }

    @Test func loadTest() throws {
        let reader = try Self.read([CalibrationEvidence(name: "a.json", file: Self.k6(150))])
        let level = try #require(reader.levels.first)
        #expect(level.level == .rate(.perSecond(150)))
        #expect(level.isMeasured)
        #expect(level.duration == .seconds(20))
        #expect(
            level.figures.map(\.metric) == [
                .mean(nil), .quantile(nil, .percent(50)), .quantile(nil, .percent(95)),
            ])
        #expect(level.figures.map(\.value) == [0.0145, 0.012, 0.04025])
        #expect(reader.unused.map(\.reason) == [.otherQuantile])
    }

    @Test("Kinds of requests count by their names, or by what is said of them")
    func requestsByName() throws {
        func part(_ tag: String, _ mean: Double) -> String {
            ", \"http_req_duration{\(tag)}\": {\"values\": {\"avg\": \(mean)}}"
                + ", \"http_reqs{\(tag)}\": {\"values\": {\"count\": 1000, \"rate\": 50}}"
        }
        let file = try Self.k6(150, requests: part("name:page", 9) + part("name:other", 4))
        let evidence = [CalibrationEvidence(name: "a.json", file: file)]
        let plain = try Self.read(evidence)
        #expect(plain.levels[0].level == .rate(.perSecond(50)))
        #expect(plain.levels[0].figures.map(\.value) == [0.009])
        #expect(plain.unused.map(\.name) == ["name:other"])
        let said = try Self.read(evidence, names: ["name:other=page"])
        #expect(said.levels[0].level == .rate(.perSecond(100)))
        // As many of either.
        #expect(said.levels[0].figures.map(\.value) == [0.0065])
        #expect(said.unused.isEmpty)
    }

    @Test("Users of a test are its load where the scenario has users, and its rate a figure")
    func users() throws {
        var shop = Shop()
        shop.users = 10
        let file = try Self.k6(150, vus: ", \"vus\": {\"values\": {\"max\": 25}}")
        let reader = try Self.read(
            [CalibrationEvidence(name: "a.json", file: file)], shop: shop)
        #expect(reader.levels[0].level == .users(25))
        #expect(!reader.levels[0].isMeasured)
        #expect(reader.levels[0].figures.first?.metric == .throughput(nil))
    }

    /// Twelve hours at 100/s and twelve at 200/s: two groups, each with its mean of u = 0.003 x.
    @Test func seriesWithTheirLoad() throws {
        let loads = (0..<24).map { ($0 * 3600, $0.isMultiple(of: 2) ? 100.0 : 200.0) }
        let uses = loads.map { ($0.0, $0.1 * 0.003) }
        let file = try Self.series([
            ("{\"__name__\": \"load\"}", loads), ("{\"pod\": \"db\"}", uses),
            ("{\"pod\": \"unheard\"}", uses),
        ])
        let reader = try Self.read([CalibrationEvidence(name: "m.json", file: file)])
        #expect(reader.levels.count == 4)
        #expect(reader.levels.map(\.level.amount) == [100, 100, 200, 200])
        for level in reader.levels {
            #expect(abs(level.figures[0].value - 0.003 * level.level.amount) < 1e-12)
        }
        #expect(reader.levels[0].duration == .hours(6))
        #expect(reader.unused.map(\.name) == ["{pod=\"unheard\"}"])
    }

    /// Values 0.2, 0.4, 0.2, 0.4 …, whose neighbours differ: r is 0, the error 0.1·√(8/7)/√8.
    @Test func scatter() throws {
        let points = (0..<8).map { ($0 * 60, $0.isMultiple(of: 2) ? 0.2 : 0.4) }
        let file = try Self.series([("{\"pod\": \"db\"}", points)])
        let reader = try Self.read([
            CalibrationEvidence(name: "m.json", file: file, level: "100/s")
        ])
        let figure = reader.levels[0].figures[0]
        #expect(abs(figure.value - 0.3) < 1e-12)
        #expect(abs(figure.scatter - 0.1 / 7.0.squareRoot() / 0.3) < 1e-12)
    }

    // MARK: What is refused

    private struct Refusal: Sendable, CustomTestStringConvertible {
        let evidence: @Sendable () throws -> [CalibrationEvidence]
        var names: [String] = []
        let words: String
        var testDescription: String { words }
    }

    private static let refusals: [Refusal] = [
        Refusal(
            evidence: {
                [
                    CalibrationEvidence(
                        name: "u.json", file: try series([("{\"pod\": \"db\"}", [(60, 0.45)])]))
                ]
            }, words: "u.json does not say at which load it was measured; add --at u.json=200/s"),
        Refusal(
            evidence: {
                [
                    CalibrationEvidence(
                        name: "u.json", file: try series([("{\"pod\": \"db\"}", [(60, 45.5)])]),
                        level: "100/s")
                ]
            },
            words: "u.json: '{pod=\"db\"}' has the value 45.5, and a utilization is a share from 0"
                + " to 1; divide percentages by 100, and cores that are used by those there are"),
        Refusal(
            evidence: {
                [
                    CalibrationEvidence(
                        name: "u.json", file: try series([("{\"pod\": \"db\"}", [(60, -0.1)])]),
                        level: "100/s")
                ]
            },
            words: "u.json: '{pod=\"db\"}' has the value -0.1, and no utilization is negative"),
        Refusal(
            evidence: {
                [
                    CalibrationEvidence(
                        name: "u.json", file: try series([("{\"pod\": \"cache\"}", [(60, 0.1)])]),
                        level: "100/s")
                ]
            },
            words: "no name of the evidence is one of the scenario: the evidence has"
                + " '{pod=\"cache\"}', the scenario 'page', 'api', 'db'; say which is which, such"
                + " as --name \"{pod=\"cache\"}=page\""),
        Refusal(
            evidence: {
                [CalibrationEvidence(name: "a.json", file: try k6(150), level: "50 users")]
            },
            words: "the load '50 users' of a.json is none of this scenario; write --at"
                + " a.json=200/s"),
        Refusal(
            evidence: { [CalibrationEvidence(name: "a.json", file: try k6(150))] },
            names: ["x=page"], words: "--name 'x=page': no file has such a name; they have none"),
        Refusal(
            evidence: { [CalibrationEvidence(name: "a.json", file: try k6(150))] },
            names: ["x=pag"],
            words: "--name 'x=pag': the scenario has no 'pag'; it has 'page', 'api', 'db', 'load',"
                + " 'users'"),
        Refusal(
            evidence: { [CalibrationEvidence(name: "a.json", file: try k6(150))] }, names: ["x"],
            words: "'x' does not name two names; write --name \"GET /big=listing\""),
        Refusal(
            evidence: {
                let bill = "month,value\n2026-10,3\n"
                return [
                    CalibrationEvidence(
                        name: "m.csv", file: try ObservedFile.read(Array(bill.utf8)))
                ]
            },
            words: "m.csv is a history of usage, and it says nothing of speed or utilization; give"
                + " load tests and series of utilization"),
    ]

    @Test(arguments: refusals)
    private func refused(_ row: Refusal) throws {
        let error = #expect(throws: CalibrationError.self) {
            try Self.read(row.evidence(), names: row.names)
        }
        #expect(error?.description == row.words)
    }

    @Test func refusedStudies() throws {
        let shop = Shop()
        let levels = try [100.0, 200].map {
            CalibrationEvidence(name: "\($0)", file: try Self.k6($0))
        }
        func words(
            _ keys: [String], _ evidence: [CalibrationEvidence]
        ) throws -> String? {
            let parameters = try shop.parameters(keys, from: keys.map { _ in "3ms" })
            let error = #expect(throws: CalibrationError.self) {
                try Calibrator(
                    parameters, evidence: evidence,
                    settings: .init(seed: 1, threads: 1, repeats: 4, requests: 100),
                    load: shop.load
                ).fit()
            }
            return error?.description
        }
        #expect(
            try words(["db"], [levels[0]])
                == "all evidence is of one load, 100/s, which tells nothing of others; add a test"
                + " at another load")
        #expect(
            try words(["think"], levels)
                == "no figure of the evidence depends on think; leave it as it is, or add evidence"
                + " of what it changes")
        #expect(try words(["db", "db"], levels) == "db is freed twice; name it once")
        #expect(
            try words(["other"], levels)
                == "other cannot be 3.0369ms, so it cannot be fitted: no such key")
        #expect(
            try words([], levels)
                == "no parameter is free; name one with --free, such as"
                + " --free operations.login.steps.0.cpu.mean")
    }
}

@Suite struct FreeParameterTests {
    @Test(arguments: [
        ("3ms", "1ms..20ms" as String?, FreeParameter.Unit.time, 0.003, 0.001, 0.02),
        ("20%", "5%..90%", .share, 0.2, 0.05, 0.9),
        ("120/min", "1/s..4/s", .rate, 2, 1, 4),
        ("0.8", "0.5..1.5", .number, 0.8, 0.5, 1.5),
        ("2s", nil, .time, 2, 0.02, 200),
        ("60%", nil, .share, 0.6, 0.006, 1),
    ])
    func read(
        _ text: String, _ range: String?, _ unit: FreeParameter.Unit, _ start: Double,
        _ low: Double, _ high: Double
    ) throws {
        let parameter = try FreeParameter(key: "k", text: text, range: range)
        #expect(parameter.unit == unit)
        for (got, wanted) in [
            (parameter.start, start), (parameter.bounds.lowerBound, low),
            (parameter.bounds.upperBound, high),
        ] {
            #expect(abs(got - wanted) <= 1e-12 * wanted)
        }
    }

    @Test(arguments: [
        ("3ms", 0.00321456789, "k=3.21457ms"), ("20%", 0.2345678, "k=23.4568%"),
        ("2/s", 1.25, "k=1.25/s"), ("0.8", 0.000012345678, "k=0.0000123457"),
        ("4", 4.0492, "k=4.0492"),
    ])
    func written(_ text: String, _ value: Double, _ set: String) throws {
        #expect(try FreeParameter(key: "k", text: text, range: nil).set(to: value) == set)
    }

    @Test(arguments: [
        ("abc", nil as String?, "k is 'abc', and only one number with its unit can be fitted"),
        ("0ms", nil, "k is '0ms', and only one number"),
        ("3ms", "1ms", "the bounds of k are '1ms': these are not two numbers"),
        ("3ms", "9ms..1ms", "the bounds of k are '9ms..1ms': the lower is not below the upper"),
        ("3ms", "1%..9%", "the bounds of k are '1%..9%': the scenario has 3ms, a time"),
        ("3ms", "0s..9ms", "the bounds of k are '0s..9ms': the lower must be above 0"),
        ("3ms", "4ms..9ms", "k is 3ms in the scenario, outside its bounds 4ms..9ms"),
    ])
    func refused(_ text: String, _ range: String?, _ words: String) {
        let error = #expect(throws: CalibrationError.self) {
            try FreeParameter(key: "k", text: text, range: range)
        }
        #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
    }
}
