// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("calibrate")
struct CalibrateCommandTests {
    /// Hours of the desk whose clerks take 1.1 s, and not 1 s as its scenario says: simulated at
    /// 1.6, 2.4 and 3.2 visits a second, from seed 3.
    private static let tests: [(name: String, rate: String, count: Int, times: [String])] = [
        (
            "low.json", "1.61833", 5_826,
            ["1183.332", "844.553", "2698.615", "3511.192", "5349.751"]
        ),
        ("mid.json", "2.41556", 8_696, ["1450.22", "1104.5", "3180.96", "4045.826", "6006.579"]),
        (
            "high.json", "3.2125", 11_565,
            ["2902.241", "2222.028", "6262.096", "7604.972", "11621.578"]
        ),
    ]

    static func workspace() throws -> Workspace {
        let workspace = try Workspace()
        for test in tests {
            let times = zip(["avg", "med", "p(90)", "p(95)", "p(99)"], test.times)
                .map { "\"\($0)\": \($1)" }.joined(separator: ", ")
            try workspace.write(
                test.name,
                """
                {"metrics": {"http_req_duration": {\(times)},
                  "http_reqs": {"count": \(test.count), "rate": \(test.rate)}}}

                """)
        }
        try workspace.write(
            "cpu.json",
            """
            [{"metric": {"pod": "clerks"},
              "values": [[1793491200, "0.6742"], [1793494800, "0.6761"]]}]

            """)
        try workspace.write(
            "two.yaml",
            workspace.read("desk.yaml").replacingOccurrences(
                of: "      - {on: desk, time: {mean: 1s}}",
                with: """
                          - {on: desk, time: {mean: 1s}}
                          - {delay: {mean: 100ms}, name: out}
                          - {delay: {mean: 200ms}, name: back}
                    """))
        return workspace
    }

    /// From within the folder, so that the paths are the same everywhere.
    private static func run(_ workspace: Workspace, _ arguments: String) throws -> Program.Outcome {
        try Program.shell(
            "cd '\(workspace.folder)' && COLUMNS=100 SOURCE_DATE_EPOCH=1782777600"
                + " \(Program.path) calibrate \(arguments)")
    }

    private static let fit =
        "desk.yaml --from low.json mid.json cpu.json --at cpu.json=2.4/s --name"
        + " '{pod=\"clerks\"}=desk' --hold-out high.json --free"
        + " operations.visit.steps.0.time.mean --quiet"

    @Test("Golden: every format", arguments: ["table", "markdown", "csv", "json"])
    func golden(format: String) throws {
        let outcome = try Self.run(Self.workspace(), Self.fit + " --format \(format)")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        try GoldenFile.check(outcome.output, "calibrate.\(format).txt")
    }

    /// 1.1 s is within the interval, and `run` takes what was written; another file stays.
    @Test func overlay() throws {
        let workspace = try Self.workspace()
        let outcome = try Self.run(workspace, Self.fit + " --write fitted.yaml --format json")
        #expect(outcome.status == 0)
        let text = try workspace.read("fitted.yaml")
        let line = try #require(text.split(separator: "\n").last)
        let value = try #require(
            Double(line.drop { $0 != " " }.dropFirst().prefix { $0 != "s" }))
        #expect(abs(value - 1.1) < 0.06, "\(text)")
        #expect(text.hasPrefix("# Fitted by 'plimsoll calibrate desk.yaml"))
        let set = line.replacingOccurrences(of: ": ", with: "=")
        let both = try ["--overlay \(workspace.path("fitted.yaml"))", "--set \(set)"].map {
            try Program.shell(
                "\(Program.path) check \(workspace.path("desk.yaml")) --resolved \($0)"
            ).output
        }
        #expect(both[0] == both[1] && both[0].contains("mean: \(value)s"))
        let again = try Self.run(workspace, Self.fit + " --write fitted.yaml")
        #expect(again.status == 2 && again.errors.contains("there is a 'fitted.yaml' already"))
        #expect(try workspace.read("fitted.yaml") == text)
    }

    @Test("The order of files changes nothing")
    func order() throws {
        let workspace = try Self.workspace()
        let turned = Self.fit.replacingOccurrences(
            of: "low.json mid.json cpu.json", with: "cpu.json mid.json low.json")
        let outputs = try [Self.fit, turned].map {
            try Self.run(workspace, $0 + " --format json").output
        }
        #expect(turned != Self.fit && !outputs[0].isEmpty)
        #expect(outputs[0] == outputs[1])
    }

    /// One load is too few for a fit, which is told after what cannot be written.
    @Test(
        "What cannot be written is told before the fit",
        arguments: [
            ("desk.yaml", "there is a 'desk.yaml' already"),
            ("none/fitted.yaml", "none/fitted.yaml"),
        ])
    func unwritable(path: String, words: String) throws {
        let outcome = try Self.run(
            Self.workspace(),
            "desk.yaml --from low.json --free operations.visit.steps.0.time.mean --write \(path)")
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test("Without its report there is no overlay")
    func noReport() throws {
        let workspace = try Self.workspace()
        let before = try workspace.list()
        let outcome = try Self.run(
            workspace, Self.fit + " --write fitted.yaml --out all --table apart")
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("apart"), "\(outcome.errors)")
        #expect(try workspace.list() == before)
    }

    /// Means of M/M/4 at 1.6 and 2.4 visits a second of 1 s each, and 0.3 s for both delays. By
    /// Erlang's C formula 1 + 0.0907/2.4 and 1 + 0.2870/1.6.
    @Test("Two delays in a row cannot be told apart: exit code 3")
    func sum() throws {
        let workspace = try Self.workspace()
        for (name, rate, mean) in [("a.json", 1.6, 1_337.8), ("b.json", 2.4, 1_479.4)] {
            try workspace.write(
                name,
                """
                {"metrics": {"http_req_duration": {"avg": \(mean)},
                  "http_reqs": {"count": \(Int(rate * 3_600)), "rate": \(rate)}}}

                """)
        }
        let outcome = try Self.run(
            workspace,
            "two.yaml --from a.json b.json --quiet --free operations.visit.steps.1.delay.mean"
                + " --free operations.visit.steps.2.delay.mean")
        #expect(outcome.status == 3, "\(outcome.errors)")
        #expect(outcome.output.contains("only their sum is known: 30"), "\(outcome.output)")
    }

    /// The same with M/M/4 at 3.2 visits a second too, 1 + 0.5965/0.8, and a third delay.
    @Test("Of three delays in a row the sum is told, and nothing of two of them")
    func sumOfThree() throws {
        let workspace = try Self.workspace()
        let means = [("a.json", 1.6, 1_337.8), ("b.json", 2.4, 1_479.4), ("c.json", 3.2, 2_045.6)]
        for (name, rate, mean) in means {
            try workspace.write(
                name,
                """
                {"metrics": {"http_req_duration": {"avg": \(mean)},
                  "http_reqs": {"count": \(Int(rate * 3_600)), "rate": \(rate)}}}

                """)
        }
        try workspace.write(
            "three.yaml",
            workspace.read("two.yaml").replacingOccurrences(
                of: "      - {delay: {mean: 200ms}, name: back}",
                with: """
                          - {delay: {mean: 150ms}, name: back}
                          - {delay: {mean: 50ms}, name: last}
                    """))
        let keys = [1, 2, 3].map { "operations.visit.steps.\($0).delay.mean" }
        let outcome = try Self.run(
            workspace,
            "three.yaml --from a.json b.json c.json --quiet"
                + keys.map { " --free \($0)" }.joined())
        #expect(outcome.status == 3, "\(outcome.errors)")
        let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            words.contains(
                "cannot tell apart \(keys[0]), \(keys[1]) and \(keys[2]); only their sum is"
                    + " known:"),
            "\(outcome.output)")
        #expect(!words.contains("combination") && !words.contains("It also"))
    }

    @Test("A scenario that cannot be as the tests were does not fit: exit code 99")
    func misfit() throws {
        let outcome = try Self.run(
            Self.workspace(),
            "desk.yaml --from low.json mid.json high.json --quiet --set components.desk.servers=9"
                + " --free operations.visit.steps.0.time.mean")
        #expect(outcome.status == 99, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("The scenario does not fit what was observed"))
    }

    @Test(arguments: [
        ("low.json mid.json --free operations.visit.steps.0.time.men", "did you mean 'operations"),
        ("low.json mid.json --free operations.visit.steps.0.time", "name one value of it"),
        ("low.json mid.json --free components.desk.servers", "components.desk.servers cannot be"),
        ("low.json mid.json --free traffic.customers.rate", "no figure of the evidence depends on"),
        ("low.json --free operations.visit.steps.0.time.mean", "all evidence is of one load"),
        ("low.json mid.json", "no parameter is free"),
        (
            "low.json cpu.json --name '{pod=\"clerks\"}=desk'"
                + " --free operations.visit.steps.0.time.mean",
            "cpu.json does not say at which load"
        ),
        (
            "low.json mid.json --free operations.visit.steps.0.time.mean=3s..2s",
            "not below the upper"
        ),
        ("low.json mid.json --at x=3/s", "--at names 'x'"),
        (
            "low.json mid.json --at low.json=5 --free operations.visit.steps.0.time.mean",
            "low.json=200/s"
        ),
        ("none.json --free run.seed", "none.json: "),
        ("desk.yaml --free run.seed", "desk.yaml:1:1"),
        ("low.json mid.json --table x", "this command has parameters"),
        ("low.json mid.json --overlay none.yaml", "none.yaml: there is no such file"),
    ])
    func refused(arguments: String, words: String) throws {
        let outcome = try Self.run(Self.workspace(), "desk.yaml --from " + arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
