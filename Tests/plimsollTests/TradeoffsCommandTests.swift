// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("tradeoffs weighs options")
struct TradeoffsCommandTests {
    private static let options = """
        extends: desk.yaml
        options:
          quicker clerks: {"operations.visit.steps.0.time": {mean: 900ms}}
          two more: {components.desk.servers: 6}
        """

    @Test(arguments: ["table", "markdown", "csv", "json"])
    func golden(format: String) throws {
        let workspace = try Workspace()
        try workspace.write("options.yaml", Self.options)
        let outcome = try Program.run(
            "tradeoffs", workspace.path("options.yaml"), "--format", format, "--quiet")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let ending = ["table": "txt", "markdown": "md"][format] ?? format
        try GoldenFile.check(outcome.output, "tradeoffs.\(ending)")
        let again = try Program.run(
            "tradeoffs", workspace.path("options.yaml"), "--format", format, "--threads", "1")
        #expect(again.output == outcome.output)
    }

    @Test(
        arguments: [
            (["--named-only"], "Of 2 options"),
            (["--most-options", "1"], "3 options were left out"),
            (["--set", "options=~"], "Of 2 options"),
            (["--named-only", "--set", "options=~"], "There is no option to weigh"),
            (["--replications", "1"], "One replication tells no difference"),
            (["--table", "tradeoffs", "--format", "csv"], "components.desk.servers=6"),
            (
                [
                    "--format", "csv", "--set",
                    "options.slow={operations.visit.steps.0.time.mean: 1300ms}",
                ], "saturates desk"
            ),
        ] as [([String], String)])
    func answers(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        try workspace.write("options.yaml", Self.options)
        let outcome = try Program.run(
            ["tradeoffs", workspace.path("options.yaml"), "--set", "run.duration=400s"]
                + arguments)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains(words), "\(outcome.output)")
    }

    /// Of a platform with pods, replicas, caches and their lives; of functions, of calls, of pages.
    @Test(
        arguments: [
            ("atk/tradeoffs", "no read replicas,"),
            ("atk/steady", "redis: a time to live of 10m instead of 5m,"),
            ("onchain-services/cold-starts", "alert: 1 provisioned instead of 0,"),
            ("atk/asset-page", "page: its calls one by one,"),
            ("atk/frontend", "images at half their size,"),
        ])
    func models(path: String, words: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let outcome = try Program.run([
            "tradeoffs", root.appendingPathComponent("models/\(path).yaml").path, "--format",
            "csv", "--table", "tradeoffs", "--replications", "2", "--set", "run.warmup=1s",
            "--set", "run.duration=2s", "--budget", "1s", "--set", "run.timeline=1s",
        ])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains("\n\(words)"), "\(outcome.output)")
    }

    /// A page whose HTML an operation makes has its percentile measured; one that is made by an
    /// operation alike differs by chance alone, and that is said.
    @Test func pagesOfOperations() throws {
        let workspace = try Workspace()
        let pages = """

            regions: {here: {instances: 1, round trips: {home: 10ms}}}
            places: {home: 100%}
            devices: {desktop: {share: 100%}}
            connections: {fibre: {share: 100%, round trip: 4ms, bandwidth: 20Mbit/s}}
            pages:
              start:
                operation: visit
                html: 25KB
                images: {hero: {desktop: 900KB, mobile: 900KB}}
            options:
              another: {pages.start.operation: call}
            """
        try workspace.write("pages.yaml", Self.twins + pages)
        let outcome = try Program.run([
            "tradeoffs", workspace.path("pages.yaml"), "--format", "csv", "--table", "tradeoffs",
        ])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let rows = outcome.output.split(whereSeparator: \.isNewline)
        let images = try #require(rows.first { $0.hasPrefix("images at half") })
        #expect(images.contains("on the frontier"), "\(outcome.output)")
        let another = try #require(rows.first { $0.hasPrefix("another,") })
        #expect(another.contains("changes neither cost nor latency"), "\(outcome.output)")
    }

    private static let twins = """
        plimsoll: 1
        name: twins
        traffic: {people: {rate: 20/s, mix: {visit: 50%, call: 50%}}}
        components: {desk: {kind: station, servers: 2}}
        operations:
          visit: {steps: [{on: desk, time: {mean: 30ms}}]}
          call: {steps: [{on: desk, time: {mean: 30ms}}]}
        run: {warmup: 5s, duration: 40s, replications: 6, seed: 3}
        """

    /// A slip in an option is told with its place, before anything is simulated, by check too.
    @Test(
        arguments: [
            ("two more: {components.desk.servers: 6}", "{components.desk.servers: six}", "4:39"),
            ("two more: {components.desk.servers: 6}", "{components.desc.servers: 6}", "4:39"),
            ("two more: {components.desk.servers: 6}", "{components.desk.severs: 6}", "severs"),
        ])
    func refusals(part: String, becomes: String, words: String) throws {
        let workspace = try Workspace()
        let text = Self.options.replacingOccurrences(of: part, with: "two more: " + becomes)
        try workspace.write("options.yaml", text)
        for command in ["tradeoffs", "check"] {
            let outcome = try Program.run(command, workspace.path("options.yaml"))
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
        }
    }

    @Test(arguments: [
        (["--most-options", "0"], "--most-options is 0"), (["--budget", "60"], "has no unit"),
        (["--budget", "0s"], "--budget is 0s; it must be above zero"),
        (["--table", "x"], "this command has tradeoffs"),
        (["--set", "run={batches: 32, replications: 1}"], "--replications 5"),
    ])
    func badArguments(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["tradeoffs", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
