// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

/// How people write a load that moves, and what becomes of it.
@Suite struct TrafficShapeTests {
    private func demand(_ source: String, start: String = "Mon") throws -> Demand {
        let text = Fixtures.mm4.changing("{rate: 3.2/s}", to: source)
            .changing("seed: 7", to: "seed: 7, start: \(start)")
        return try load(["x.yaml": text]).model.sources[0].demand
    }

    /// The level at the start, and each stage as `over target`.
    private func levels(_ demand: Demand) -> [String] {
        switch demand {
        case .open(let open):
            ["\(open.rate)"] + open.stages.map { "\($0.duration) \($0.target)" }
        case .closed(let closed):
            ["\(closed.users)"] + closed.stages.map { "\($0.duration) \($0.target)" }
        }
    }

    @Test(
        arguments: [
            // k6's own words for a stage
            (
                "{count: 5, think: 1s, stages: [{duration: 5m, target: 9}, {over: 1s, count: 2}]}",
                ["5", "5m 9", "1s 2"]
            ),
            ("{rate: 2/s, stages: [{duration: 5m, target: 9/s}]}", ["2/s", "5m 9/s"]),
            // k6 executors
            (
                "{k6: {executor: constant-vus, vus: 7, duration: 30s}, think: 1s}",
                ["7", "30s 7", "0s 0"]
            ),
            (
                "{k6: {executor: ramping-vus, startTime: 9s, stages: [{duration: 9s, target: 9}]}}",
                ["0", "9s 0", "0s 1", "9s 9", "0s 0"]
            ),
            (
                "{k6: {executor: constant-arrival-rate, rate: 300, timeUnit: 1m, duration: 30s}}",
                ["5/s", "30s 5/s", "0s 0/s"]
            ),
            (
                "{k6: {executor: ramping-arrival-rate, stages: [{duration: 1m, target: 8}]}}",
                ["0/s", "1m 8/s", "0s 0/s"]
            ),
            // Locust
            (
                "{locust: {users: 100, spawn rate: 10/s}, think: {low: 1s, high: 5s}}",
                ["0", "10s 100"]
            ),
            (
                "{locust: {users: 100, spawn rate: 10/s, run time: 1m}, think: 1s}",
                ["0", "10s 100", "50s 100", "0s 0"]
            ),
            (
                "{locust: {users: 100, spawn rate: 10/s, run time: 4s}, think: 1s}",
                ["0", "4s 40", "0s 0"]
            ),
            // Profiles
            (
                "{rate: 1/s, profile: {ramp: {to: 3/s, over: 5m, at: 1m}}}",
                ["1/s", "1m 1/s", "5m 3/s"]
            ),
            ("{count: 1, think: 1s, profile: {step: {to: 3, at: 1m}}}", ["1", "1m 1", "0s 3"]),
            (
                "{count: 1, think: 1s, profile: {spike: {to: 9, at: 1m, over: 10s, for: 2m}}}",
                ["1", "1m 1", "10s 9", "2m 9", "10s 1"]
            ),
            (
                "{count: 5, think: 1s, profile: {soak: {over: 1m, for: 1d}}}",
                ["5", "0s 0", "1m 5", "1d 5", "1m 0"]
            ),
            (
                "{rate: 10/s, profile: {stress: {to: 20/s, steps: 2, every: 1m, over: 5s}}}",
                ["10/s", "1m 10/s", "5s 15/s", "55s 15/s", "5s 20/s", "55s 20/s"]
            ),
        ] as [(String, [String])])
    func stages(source: String, expected: [String]) throws {
        #expect(levels(try demand(source)) == expected)
    }

    @Test func arrivalsOfK6AreRegular() throws {
        let source = "{k6: {executor: constant-arrival-rate, rate: 3, duration: 30s}}"
        guard case .open(let open) = try demand(source) else { preconditionFailure("open") }
        #expect(open.law == .deterministic)
    }

    private func cycle(_ shape: String, start: String = "Mon") throws -> LoadCycle {
        let demand = try demand("{rate: 2/s, shape: \(shape)}", start: start)
        guard case .open(let open) = demand else { preconditionFailure("open") }
        return try #require(open.cycle)
    }

    private static let hours = (0..<24).map { "\($0)%" }.joined(separator: ", ")
    private static let week = "[100%, 100%, 50%, 50%, 50%, 0%, 0%]"

    @Test func dayIsStraightBetweenItsHours() throws {
        let cycle = try cycle("{daily: [\(Self.hours)]}", start: "14:30")
        #expect(cycle.pieces.count == 25)
        #expect(cycle.period == .days(1))
        #expect(cycle.pieces[0].duration == .minutes(30))
        #expect(abs(cycle.pieces[0].from.fraction - 0.145) < 1e-12)
        #expect(abs(cycle.pieces[0].to.fraction - 0.15) < 1e-12)
        // A mean of the 24 values, whenever it starts.
        #expect(abs(cycle.integral(upTo: 86_400) / 86_400 - 0.115) < 1e-12)
    }

    @Test func weekStepsAtMidnight() throws {
        let cycle = try cycle("{weekly: \(Self.week)}", start: "Tue 12:00")
        #expect(cycle.period == .days(7))
        #expect(
            cycle.pieces.map { "\($0.duration) \($0.from)" } == [
                "12h 100%", "3d 50%", "2d 0%", "1d12h 100%",
            ])
    }

    /// The wave is 100% at its peak, `low` 12 hours later, and half-way at 6.
    @Test func waveHasItsPeak() throws {
        let cycle = try cycle("{daily: {low: 40%, peak at: 14:00}}", start: "14:00")
        let levels = cycle.pieces.map(\.from.fraction)
        for (hour, level) in [(0, 1.0), (6, 0.7), (12, 0.4), (18, 0.7), (4, 0.85), (20, 0.85)] {
            #expect(abs(levels[hour] - level) < 1e-12, "\(hour)")
        }
        let both = try self.cycle(
            "{daily: {low: 40%, peak at: 14:20}, weekly: \(Self.week)}", start: "Sun")
        #expect(both.period == .days(7))
        // Sunday and Saturday off: 2 of 7 days; the mean of the wave is 70%, of the week 50%.
        #expect(abs(both.integral(upTo: 604_800) / 604_800 - 0.35) < 0.001)
        #expect(both.integral(upTo: 86_400) == 0)
    }

    @Test func onAndOff() throws {
        let cycle = try cycle("{on: 30s, off: 5m}")
        #expect(cycle.pieces.map { "\($0.duration) \($0.to)" } == ["30s 100%", "5m 0%"])
    }

    /// Slips in a source, the column of the place, and the words.
    @Test(arguments: [
        BadInput("", "{rate: 2/s, shape: {daily: [1%, 2%]}}", "4:41", "these are 2 shares", "24"),
        BadInput("", "{rate: 2/s, shape: {weekly: [1%]}}", "4:42", "write a list of 7 percentages"),
        BadInput("", "{rate: 2/s, shape: {}}", "4:33", "the shape is empty"),
        BadInput("", "{rate: 2/s, shape: {on: 30s}}", "4:33", "'on' and 'off' go together"),
        BadInput("", "{rate: 2/s, shape: {on: 0s, off: 1s}}", "4:33", "length of a piece is 0s"),
        BadInput("", "{rate: 2/s, shape: {on: 1s, off: 1s, weekly: []}}", "4:51", "'weekly'"),
        BadInput(
            "", "{rate: 2/s, shape: {daily: {low: 140%, peak at: 14h}}}", "4:41", "'low' at most"),
        BadInput(
            "", "{rate: 2/s, shape: {daily: {low: 40%, peak at: 24:00}}}", "4:61", "24 hours"),
        BadInput(
            "", "{rate: 2/s, shape: {daily: {low: 40%, peak at: Mon 14:00}}}", "4:61",
            "leave out the day"),
        BadInput("", "{rate: 2/s, shape: {daily: {low: 40%}}}", "4:34", "'peak at' is missing"),
        BadInput("", "{rate: 2/s, shape: {weekl: []}}", "4:34", "did you mean 'weekly'?"),
        BadInput(
            "", "{rate: 2/s, shape: {weekly: [0%, 0%, 0%, 0%, 0%, 0%, 0%]}}", "4:33",
            "the largest share is 0%"),
        BadInput(
            "", "{rate: 2/s, stages: [], shape: {on: 1s, off: 1s}}", "4:38",
            "'stages' and 'shape'"),
        BadInput(
            "", "{rate: 2/s, stages: [{over: 1s, duration: 2s, target: 3/s}]}", "4:35",
            "do not make a stage"),
        BadInput("", "{rate: 2/s, stages: [{duration: 2s}]}", "4:35", "'over' and 'rate'"),
        BadInput("", "{rate: 2/s, stages: [{duration: 2s, target: 3}]}", "4:58", "'3' has no unit"),
        BadInput("", "{rate: 2/s, profile: {}}", "4:35", "a profile is one of ramp, step"),
        BadInput("", "{rate: 2/s, profile: {spice: {}}}", "4:36", "did you mean 'spike'?"),
        BadInput("", "{rate: 2/s, profile: {ramp: {to: 3/s}}}", "4:36", "'over' is missing"),
        BadInput(
            "", "{rate: 2/s, profile: {stress: {to: 3/s, steps: 0, every: 1m}}}", "4:61",
            "from 1 to 1000"),
        BadInput(
            "", "{rate: 2/s, profile: {stress: {to: 3/s, steps: 3, every: 1m, over: 2m}}}", "4:44",
            "make 'over' at most 'every'"),
        BadInput(
            "", "{k6: {executor: constant-vu, vus: 3}}", "4:30", "did you mean 'constant-vus'?"),
        BadInput("", "{k6: {executor: constant-vus, vus: 3}}", "4:15", "'duration' is missing"),
        BadInput(
            "", "{k6: {executor: constant-arrival-rate, rate: 3/s, duration: 1s}}", "4:59",
            "'3/s'"),
        BadInput(
            "", "{k6: {executor: constant-arrival-rate, rate: 3, timeUnit: 0s, duration: 1s}}",
            "4:72",
            "no iterations fit"),
        BadInput(
            "", "{k6: {executor: constant-arrival-rate, rate: 3, maxVUs: 9, duration: 1s}}", "4:62",
            "'maxVUs'", "leave it out"),
        BadInput(
            "", "{locust: {users: 100, spawn rate: 0/s}, think: 1s}", "4:48",
            "more than 100 years"),
        BadInput(
            "", "{locust: {users: 0, spawn rate: 1/s}, think: 1s}", "4:31", "'0' is out of range"),
        BadInput("", "{locust: {users: 9, spawn: 1/s}, think: 1s}", "4:34", "no key 'spawn'"),
        BadInput("", "{k6: {vus: 3, duration: 1s}}", "4:15", "'executor' is missing"),
        BadInput(
            "", "{k6: {executor: constant-arrival-rate, rate: 3, duration: 1s}, think: 1s}",
            "4:77", "nobody thinks"),
        BadInput("", "{k6: {executor: constant-vus, duration: 1s}, rate: 3/s}", "4:59", "no key"),
        BadInput(
            "", "{bursts: [{rate: 1/s, mean: 1s}], shape: {on: 1s, off: 1s}}", "4:48",
            "'bursts' and 'shape'"),
    ])
    func slip(_ input: BadInput) {
        let text = Fixtures.mm4.changing("{rate: 3.2/s}", to: input.becomes)
        let found = messages(["x.yaml": text])
        let hit = found.first { $0.hasPrefix("x.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }

    @Test(
        arguments: [
            ("Mon", 0), ("sunday", 6 * 24 * 60), ("Tue 08:30", 24 * 60 + 510), ("14h30m", 870),
            ("0:05", 5),
        ] as [(String, Int64)])
    func weekTime(text: String, minutes: Int64) throws {
        #expect(try WeekTime(parsing: text).sinceMonday == .minutes(minutes))
    }

    @Test(arguments: ["", "Mond", "8", "24:00", "12:60", "Mon Tue", "8:3:1", "-1h", "Mon 9:00 x"])
    func noWeekTime(text: String) {
        #expect(throws: QuantityError.self) { try WeekTime(parsing: text) }
    }
}
