// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities
import Testing

@testable import Calibration

/// Which files are one test, and that the order in which they are named says nothing.
@Suite struct JoinedLevelTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let words: String
        let evidence: @Sendable () throws -> [CalibrationEvidence]
        /// Files by level.
        let levels: [[String]]
        var testDescription: String { words }
    }

    private static func test(
        _ name: String, _ rate: Double, seconds: Double = 100, isHeldOut: Bool = false
    ) throws -> CalibrationEvidence {
        CalibrationEvidence(
            name: name, file: try EvidenceSample.k6(rate, mean: 10 + rate, seconds: seconds),
            isHeldOut: isHeldOut)
    }

    private static func watched(
        _ name: String, _ component: String, at level: String, seconds: Int = 0,
        isHeldOut: Bool = false
    ) throws -> CalibrationEvidence {
        CalibrationEvidence(
            name: name,
            file: try EvidenceSample.watched(component, name == "v" ? 0.5 : 0.4, seconds: seconds),
            level: level, isHeldOut: isHeldOut)
    }

    private static let rows: [Row] = [
        Row(
            words: "a series at the told load of one test is of it",
            evidence: {
                [
                    try test("a", 150), try watched("u", "db", at: "150.5/s"), try test("c", 160),
                    try test("d", 150.1, isHeldOut: true),
                ]
            }, levels: [["a", "u"], ["c"], ["d"]]),
        Row(
            words: "two tests at about one load are two draws of chance",
            evidence: { [try test("a", 150), try test("b", 151, seconds: 900)] },
            levels: [["a"], ["b"]]),
        Row(
            words: "a series that may be of two tests is of none",
            evidence: {
                [try test("a", 150), try test("b", 151), try watched("u", "db", at: "150/s")]
            }, levels: [["a"], ["u"], ["b"]]),
        Row(
            words: "a series that was watched for an hour is of no test of 100 s",
            evidence: {
                [try test("a", 150), try watched("u", "db", at: "150/s", seconds: 3_600)]
            },
            levels: [["a"], ["u"]]),
        Row(
            words: "a test that is told its load has the series of just that load",
            evidence: {
                [
                    CalibrationEvidence(
                        name: "a", file: try EvidenceSample.k6(149), level: "150/s"),
                    try watched("u", "db", at: "150/s"), try watched("v", "api", at: "151/s"),
                ]
            }, levels: [["a", "u"], ["v"]]),
        Row(
            words: "series of other components at one told load are one",
            evidence: {
                [try watched("u", "db", at: "150/s"), try watched("v", "api", at: "150/s")]
            }, levels: [["u", "v"]]),
        Row(
            words: "two series of one component are two draws of chance",
            evidence: {
                [
                    try test("a", 150), try watched("u", "db", at: "150/s"),
                    try watched("v", "db", at: "150/s"), try watched("w", "api", at: "150/s"),
                ]
            }, levels: [["a", "w"], ["u"], ["v"]]),
        Row(
            words: "what is held out is no part of what is fitted",
            evidence: {
                [try test("a", 150), try watched("u", "db", at: "150/s", isHeldOut: true)]
            }, levels: [["a"], ["u"]]),
        Row(
            words: "a series with its own load keeps it",
            evidence: {
                let points = (0..<6).map { ($0 * 60, 0.4 + 0.01 * Double($0 % 2)) }
                return [
                    try test("a", 150),
                    CalibrationEvidence(
                        name: "u",
                        file: try EvidenceSample.series([
                            ("{\"__name__\": \"load\"}", points.map { ($0.0, 150) }),
                            ("{\"pod\": \"db\"}", points),
                        ])),
                ]
            }, levels: [["a"], ["u"]]),
    ]

    @Test(arguments: rows)
    private func joined(_ row: Row) throws {
        let evidence = try row.evidence()
        let orders = evidence.indices.map { Array(evidence[$0...] + evidence[..<$0]) }
        let joined = try (orders + orders.map { $0.reversed() }).map { order in
            var reader = try LevelReader(
                EvidenceSample.model(), resources: EvidenceSample.resources, names: [])
            try reader.read(order)
            return reader.levels.joined()
        }
        for levels in joined {
            #expect(
                levels.map { level in
                    level.figures.map(\.file).reduce(into: [String]()) { files, file in
                        if files.last != file { files.append(file) }
                    }
                } == row.levels)
            #expect(levels == joined[0])
        }
    }

    @Test("A level has the load and the length of its test, a figure how long it was watched")
    func lengths() throws {
        var reader = try LevelReader(
            EvidenceSample.model(), resources: EvidenceSample.resources, names: [])
        try reader.read([
            Self.watched("u", "db", at: "150/s", seconds: 50), Self.test("a", 151),
            Self.test("b", 152, seconds: 900), Self.watched("v", "api", at: "153.9/s"),
        ])
        let levels = reader.levels.joined()
        // 150/s is nearer than 2% to both, 153.9/s too.
        #expect(levels.map(\.duration) == [.seconds(50), .seconds(100), .seconds(900), nil])
        #expect(levels.map(\.repetition) == [0, 0, 0, 0])
        reader.levels.removeAll { $0.duration == .seconds(900) }
        let one = try #require(reader.levels.joined().first)
        #expect(one.level == .rate(.perSecond(151)) && one.duration == .seconds(100))
        #expect(one.figures.map(\.duration) == [nil, .seconds(50), nil])
    }

    /// What scatters by chance in 25 s scatters twice as much as in 100 s.
    @Test func stretch() throws {
        func deviations(_ watched: SimTime?) throws -> [Double] {
            let level = ObservedLevel(
                level: .rate(.perSecond(100)), isMeasured: false, duration: .seconds(100),
                figures: [
                    ObservedFigure(
                        file: "u", metric: .utilization(EvidenceSample.resources[0]), value: 0.5,
                        scatter: 0, duration: watched)
                ], isHeldOut: false)
            let test = RepeatedTest(seed: 3, threads: 1, repeats: 4, requests: 1_000)
            return try test.run(EvidenceSample.model(), level, by: nil).deviations.map { $0[0] }
        }
        let (whole, part) = try (deviations(nil), deviations(.seconds(25)))
        #expect(whole.contains { $0 != 0 })
        #expect(zip(whole, part).allSatisfy { abs($1 - 2 * $0) < 1e-12 })
    }

    @Test("Two tests of one load are repeated with other random numbers")
    func repetitions() throws {
        var levels = ["a", "b"].map { file in
            ObservedLevel(
                level: .rate(.perSecond(100)), isMeasured: true, duration: .seconds(10),
                figures: [ObservedFigure(file: file, metric: .mean(nil), value: 1, scatter: 0)],
                isHeldOut: false)
        }.joined()
        #expect(levels.map(\.repetition) == [0, 1])
        let test = RepeatedTest(seed: 3, threads: 1, repeats: 4, requests: 100)
        let first = try test.run(EvidenceSample.model(), levels[0], by: nil)
        #expect(try test.run(EvidenceSample.model(), levels[1], by: nil).means != first.means)
        levels[1].repetition = 0
        #expect(try test.run(EvidenceSample.model(), levels[1], by: nil).means == first.means)
    }

    /// Two tests at a load, one of them longer, a series that may be of either, and another load.
    @Test func everyOrderFitsAlike() throws {
        let truth = Shop()
        let long = try ShopTests(truth, at: 101, count: 2, duration: .seconds(60), seed: 31)
        var evidence = try truth.evidence(at: [100, 250], seed: 95)
        evidence.append(
            CalibrationEvidence(
                name: "again.json", file: try long.k6(0, duration: .seconds(60))))
        let orders = evidence.indices.map { Array(evidence[$0...] + evidence[..<$0]) }
        let fits = try (orders + [evidence.reversed()]).map { order in
            try Calibrator(
                truth.parameters(["db"], from: ["2ms"]), evidence: order,
                settings: .init(seed: 3, threads: 2, repeats: 4, requests: 1_000),
                load: truth.load
            ).fit()
        }
        for fit in fits {
            #expect(fit.parameters == fits[0].parameters)
            #expect(fit.rows == fits[0].rows)
            #expect(fit.goodness == fits[0].goodness)
            #expect(fit.unused == fits[0].unused)
            #expect(fit.sets == fits[0].sets)
        }
    }
}
