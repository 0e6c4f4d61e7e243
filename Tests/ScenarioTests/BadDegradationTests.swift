// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// Slips in stages of degradation, and what is said about them.
@Suite struct BadDegradationTests {
    @Test("A good file is read")
    func good() { #expect(messages(["x.yaml": Fixtures.degradation]).isEmpty) }

    static let slips = [
        // What is watched, and when it is judged
        BadInput("{utilization: [", "{utilisation: [", "22:11", "did you mean 'utilization'?"),
        BadInput("[api, db bouncer]", "apl", "22:24", "did you mean 'api'?"),
        BadInput("[api, db bouncer]", "[api, db pool]", "22:24", "there is no db pool here"),
        BadInput("[api, db bouncer]", "[]", "22:24", "watched resources is 0"),
        BadInput("bouncer]", "bouncer, cpu]", "22:42", "utilization.2", "no resource 'cpu'"),
        BadInput("  watch: {utilization: [api, db bouncer]}\n", "", "21:1", "'watch' is missing"),
        BadInput("every: 5s", "every: 5", "23:10", "'5' has no unit"),
        BadInput("every: 5s", "every: 0s", "23:10", "660us at least"),
        BadInput("below: 70%, ", "", "24:3", "'below' is missing"),
        BadInput("below: 70%", "below: 85%", "24:20", "at most 80%, the threshold of stage 1"),
        BadInput("below: 70%", "below: 0%", "24:20", "above 0%"),
        BadInput("below: 70%", "below: 170%", "24:20", "more than 100%"),
        BadInput("for: 5m}", "for: 5}", "24:30", "'5' has no unit"),
        // Those who are given up
        BadInput("timeout: withdraw", "timeout: withdrew", "11:37", "did you mean 'withdraw'?"),
        BadInput("timeout: 2s, on", "on", "11:12", "nothing times out here", "add a 'timeout'"),
        // Thresholds
        BadInput("above: 90%", "above: 75%", "27:15", "above 80%, that of the stage before it"),
        BadInput("above: 90%", "above: 80%", "27:15", "stages.1.above", "stage 2 is 80%"),
        BadInput("above: 95%", "above: 100%", "28:15", "utilization cannot exceed"),
        BadInput("above: 95%, ", "", "28:7", "'above' is missing"),
        // What a stage does
        BadInput(", hold: [buy, look]", "", "28:7", "stages.2", "no action of this stage"),
        BadInput("hold: [buy, look]", "hold: []", "28:7", "no action of this stage"),
        BadInput("{above: 95%, hold: [buy, look]}", "95%", "28:7", "this is a single value"),
        BadInput("hold: [buy, look]", "hold: buy", "28:26", "a list of operations"),
        BadInput("hold: [buy, look]", "hold: [by]", "28:27", "did you mean 'buy'?"),
        BadInput("hold: [buy, look]", "hold: [buy, buy]", "28:26", "'buy' is used twice"),
        BadInput("hold: [buy", "refuse: [buy], hold: [buy", "28:41", "refuses and holds 'buy'"),
        BadInput("refuse: [look]", "refuse: [lok]", "27:61", "did you mean 'look'?"),
        BadInput("refuse: [look]", "reject: [look]", "27:52", "there is no key 'reject' here"),
        BadInput("pause: [reports]", "pause: [report]", "26:60", "did you mean 'reports'?"),
        BadInput("pause: [reports]", "pause: [reports, reports]", "26:59", "used twice"),
        BadInput("{redis: 10m}", "{rediss: 10m}", "26:26", "did you mean 'redis'?"),
        BadInput("{redis: 10m}", "{db: 10m}", "26:26", "there is no cache 'db'"),
        BadInput("{redis: 10m}", "{held: 10m}", "26:32", "no key of 'held'", "a 'ttl'"),
        BadInput("{redis: 10m}", "{edge: 10m}", "26:32", "no key of 'edge'"),
        BadInput("{redis: 10m}", "{redis: 0s}", "26:33", "ttl.redis", "above zero"),
        BadInput("{redis: 10m}", "10m", "26:25", "a map such as {redis: 10m}"),
        BadInput("limits: 75%", "limits: 0%", "26:47", "above 0% and at most 100%"),
        BadInput("limits: 75%", "limits: 0.75", "26:47", "'0.75' has no unit"),
        BadInput("limits: 75%", "limits: 120%", "26:47", "more than 100%"),
        BadInput(
            "    limits: [{per: all, rate: 100/min, burst: 10}]\n", "", "25:47",
            "no rate limit that the stage could lower"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Fixtures.degradation)
    }

    /// Users who are refused at once and do not think would ask for ever at one moment.
    @Test func noTimePasses() {
        let text = Fixtures.degradation.changing("think: 1s", to: "think: 0s")
        #expect(messages(["x.yaml": text]).isEmpty)
        let found = messages([
            "x.yaml": text.changing("refuse: [look]", to: "refuse: [report]")
        ])
        #expect(found.contains { $0.contains("traffic.reports.think") }, "\(found)")
    }
}
