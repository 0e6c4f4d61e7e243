// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("Exit codes and messages")
struct ExitCodeTests {
    @Test(
        arguments: [
            (["run", "desk.yaml"], 0, "Meets its service level"),
            (["run", "desk.yaml", "--set", "slo.p95=2s"], 99, "Breaches its service level"),
            (["run", "desk.yaml", "--replications", "1"], 3, "Cannot tell"),
            (["run", "desk.yaml", "--set", "traffic.customers.rate=9/s"], 99, "Saturated: desk"),
            (["run", "desk.yaml", "--set", "slo=~"], 0, "no service level is stated"),
            (
                ["run", "desk.yaml", "--engine", "analytic"], 0,
                "Meets its service level at 3.2 req/s (by closed form, exact in the mean)"
            ),
            (
                [
                    "run", "desk.yaml", "--engine", "analytic", "--set",
                    "operations.visit.steps.0.time={mean: 1s, scv: 2}", "--set", "slo.p95=6.5s",
                ], 3, "Cannot tell at this precision"
            ),
            (
                [
                    "run", "desk.yaml", "--engine", "analytic", "--set",
                    "traffic.customers.rate=9/s",
                ], 99, "Saturated: desk carries at most 4 req/s (by closed form"
            ),
            (
                [
                    "compare", "desk.yaml", "--engine", "analytic", "--set",
                    "components.desk.servers=5",
                ], 0, "p95 latency falls"
            ),
            (["check", "desk.yaml"], 0, "Desk is valid"),
            (["check", "desk.yaml", "--resolved"], 0, "servers: 4"),
            (
                ["check", "desk.yaml", "--set", "run={batches: 32, replications: 1}"], 0,
                "32 batches, after 1m40s"
            ),
            (
                ["compare", "desk.yaml", "--set", "components.desk.servers=5"], 0,
                "p95 latency falls"
            ),
            (["compare", "desk.yaml", "desk.yaml"], 0, "p95 latency stays"),
            (
                [
                    "compare", "desk.yaml", "--set", "run.replications=3", "--set", "run.seed=8",
                    "--set", "components.desk.servers=5",
                ], 0, "seed 8, 3"
            ),
            (["explain", "desk.yaml"], 0, "Meets its service level"),
            (
                ["explain", "desk.yaml", "--set", "slo.p95=3.5s"], 99,
                "desk instead of 4 meet it"
            ),
            (["explain", "desk.yaml", "--replications", "1"], 3, "Cannot tell"),
            (
                [
                    "explain", "desk.yaml", "--variance-reduction", "control", "--replications",
                    "20",
                ], 0, "adjusted by control variates"
            ),
            (
                ["explain", "desk.yaml", "--set", "traffic.customers.rate=9/s"], 99,
                "Saturated: desk"
            ),
            (["stress", "desk.yaml", "--set", "slo.p95=6s"], 0, "times the load"),
            (["stress", "desk.yaml", "--set", "slo.p95=2s"], 99, "Does not carry its load"),
            (["stress", "desk.yaml", "--set", "slo=~", "--max", "1.1"], 0, "Holds at 1.1"),
            (
                [
                    "stress", "desk.yaml", "--max", "1.2", "--set",
                    "traffic={users: {count: 3, think: 1s}, customers: ~}",
                ], 0, "The largest load that was tried is 1 times the load (--max)."
            ),
            (["selfcheck", "--no-simulate"], 0, "known answers met"),
            (["selfcheck", "--system", "blob_excess"], 0, "by exact rule"),
            (["--version"], 0, "0.1.0"),
            (["--help"], 0, "USAGE: plimsoll"),
        ] as [([String], Int32, String)])
    func answers(arguments: [String], status: Int32, words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            arguments.map { $0.hasSuffix(".yaml") ? workspace.path($0) : $0 })
        #expect(outcome.status == status)
        #expect(outcome.output.contains(words))
        #expect(outcome.errors.isEmpty)
    }

    @Test(
        arguments: [
            (["run", "nothing.yaml"], "nothing.yaml"),
            (["run", "."], "directory"),
            (["run"], "<file>"),
            (["run", "desk.yaml", "--nonsense"], "--nonsense"),
            (["run", "desk.yaml", "--format", "pdf"], "pdf"),
            (
                ["run", "desk.yaml", "--table", "sloo"],
                "there is no table 'sloo'; this command has slo"
            ),
            (["run", "desk.yaml", "--table", "caches"], "nothing to fill it with; it has slo"),
            (["run", "desk.yaml", "--set", "run.seed"], "run.seed=8"),
            (["run", "desk.yaml", "--set", "components.desc.servers=5"], "desk"),
            (["run", "desk.yaml", "--set", "components.desk.servers=1e30"], "1e30"),
            (["run", "desk.yaml", "--replications", "0"], "run.replications"),
            (["run", "desk.yaml", "--threads", "0"], "from 1 to 1024"),
            (["run", "desk.yaml", "--seed", "-1"], "seed"),
            (["run", "desk.yaml", "--engine", "analytic", "--precision", "2%"], "a simulation"),
            (
                [
                    "run", "desk.yaml", "--engine", "analytic", "--set",
                    "components.desk.discipline=priority",
                ], "components.desk: it does not serve everybody first come, first served"
            ),
            (
                ["run", "desk.yaml", "--until-decided", "--set"]
                    + ["run={replications: 1, batches: 32}"],
                "run.batches cuts one replication, and --precision and --until-decided take several"
            ),
            (["check", "desk.yaml", "--resolved", "--format", "json"], "prints YAML"),
            (["check", "desk.yaml", "--resolved", "--out", "answer"], "prints YAML"),
            (["compare", "desk.yaml"], "Nothing differs"),
            (["explain", "desk.yaml", "--operation", "visits"], "the scenario has visit"),
            (["explain", "desk.yaml", "--budget", "60"], "--budget"),
            (["explain", "desk.yaml", "--budget", "0s"], "--budget is 0s; it must be above zero"),
            (["explain", "desk.yaml", "--table", "sloo"], "this command has changes"),
            (["power", "desk.yaml"], "no component of kind lambda"),
            (["power", "desk.yaml", "--memory", "64,128"], "from 128 to 10240"),
            (["power", "desk.yaml", "--memory", "512"], "2 to 64 memories"),
            (["stress", "desk.yaml", "--max", "0.5"], "--max is 0.5"),
            (["stress", "desk.yaml", "--max", "x"], "--max: 'x' is not a number"),
            (["stress", "desk.yaml", "--precision", "0%"], "from 0.1% to 100%"),
            (["stress", "desk.yaml", "--budget", "60"], "--budget: '60' has no unit"),
            (["stress", "desk.yaml", "--budget", "0s"], "--budget is 0s; it must be above zero"),
            (["reproduce", "desk.yaml"], "the scenario has no published figures"),
            (["stress", "desk.yaml", "--table", "step"], "this command has breaking-point"),
            (
                [
                    "stress", "desk.yaml", "--set", "slo=~", "--set",
                    "traffic={users: {count: 3, think: 1s}, customers: ~}",
                ], "nothing can break"
            ),
            (["selfcheck", "--vectors", "nothing.json"], "nothing.json: No such file"),
            (["selfcheck", "--vectors", "desk.yaml"], "no JSON"),
            (["selfcheck", "--system", "mm9"], "mm1"),
            (["frobnicate"], "frobnicate"),
        ] as [([String], String)])
    func refusals(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            arguments.map { $0.hasSuffix(".yaml") ? workspace.path($0) : $0 })
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    /// Pilot runs are simulations too.
    @Test func closedFormsDetectNoWarmUp() throws {
        let workspace = try Workspace()
        func notes(_ engine: String) throws -> String {
            try Program.run(
                "compare", workspace.path("desk.yaml"), "--engine", engine, "--set",
                "run.warmup=auto", "--set", "components.desk.servers=5"
            ).output
        }
        #expect(try notes("des").contains("was detected"))
        #expect(try !notes("analytic").contains("was detected"))
    }

    @Test func unknownSystemFails() throws {
        let workspace = try Workspace()
        try workspace.write(
            "cases.json",
            """
            [{"id": "X", "system": "gm1", "parameters": {}, "expected": {"meanWait": 1},
              "tolerance": {"relative": 0.1}}]
            """)
        let outcome = try Program.run("selfcheck", "--vectors", workspace.path("cases.json"))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("1 system unknown: gm1"))
    }
}

@Suite("Streams, bytes and colour")
struct StreamTests {
    @Test(arguments: ["table", "markdown", "csv", "json"])
    func sameBytes(format: String) throws {
        let workspace = try Workspace()
        let outputs = try ["1", "2", "2"].map { threads in
            try Program.run(
                "run", workspace.path("desk.yaml"), "--format", format, "--threads", threads
            ).output
        }
        #expect(!outputs[0].isEmpty)
        #expect(outputs[1] == outputs[0])
        #expect(outputs[2] == outputs[0])
    }

    @Test func jsonIsJSON() throws {
        let workspace = try Workspace()
        let text = try Program.run("run", workspace.path("desk.yaml"), "--format", "json").output
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "plimsoll", "command", "scenario", "digest", "seed", "replications", "prices",
                "verdict", "headline",
                "notes", "tables",
            ])
        #expect(object["verdict"] as? String == "met")
        let tables = try #require(object["tables"] as? [[String: Any]])
        let ids = tables.compactMap { $0["id"] as? String }
        #expect(ids.contains("laws") && ids.contains("costs") && ids.contains("assumptions"))
        for table in tables {
            let columns = try #require(table["columns"] as? [[String: String]])
            let rows = try #require(table["rows"] as? [[Any]])
            #expect(rows.allSatisfy { $0.count == columns.count })
        }
    }

    /// Column ids are interface: names that look alike in them are numbered.
    @Test func columnsDiffer() throws {
        let workspace = try Workspace()
        try workspace.write(
            "alike.yaml",
            """
            extends: desk.yaml
            operations: {visit: {steps: [{on: a b, time: 1s}, {on: a-b, time: 1s}]}}
            components:
              a b: {kind: station, servers: 8}
              a-b: {kind: station, servers: 8}
            run: {timeline: 500s}
            """)
        let outcome = try Program.run(
            "run", workspace.path("alike.yaml"), "--table", "timeline", "--format", "csv")
        let header = outcome.output.split(whereSeparator: \.isNewline).first ?? ""
        let ids = header.split(separator: ",")
        #expect(ids.count == Set(ids).count, "\(header)")
        #expect(ids.contains("a_b_utilization") && ids.contains("a_b_2_utilization"), "\(header)")
    }

    /// 100,000 rows would not matter: the reader leaves after one line.
    @Test(arguments: ["run --format json", "run", "check --resolved", "--help"])
    func closedPipe(arguments: String) throws {
        let workspace = try Workspace()
        let words = arguments.split(separator: " ").map(String.init)
        let file = words[0].hasPrefix("-") ? "" : workspace.path("desk.yaml")
        let command = ([Program.path, words[0], file] + words.dropFirst()).joined(separator: " ")
        let outcome = try Program.shell("\(command) | true; echo ${PIPESTATUS[0]}")
        #expect(outcome.output == "0\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test func fullDiskIsTold() throws {
        let workspace = try Workspace()
        let outcome = try Program.shell(
            "\(Program.path) check \(workspace.path("desk.yaml")) > /dev/full")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("cannot write 'standard output'"))
    }

    /// No file that is opened later may take the place of a stream that is closed.
    @Test(arguments: [(">&-", 2), ("2>&-", 0), ("<&-", 0)] as [(String, Int32)])
    func closedStreams(redirection: String, status: Int32) throws {
        let workspace = try Workspace()
        let outcome = try Program.shell(
            "cd \(workspace.folder) && \(Program.path) run desk.yaml --out answer \(redirection)")
        #expect(outcome.status == status)
        #expect(outcome.errors.contains("standard output") == (status == 2))
        #expect(try workspace.read("answer/report.json").hasSuffix("}\n"))
    }

    @Test(
        arguments: [
            ([], [:], false), (["--color", "always"], [:], true),
            (["--color", "never"], [:], false),
            (["--color", "always"], ["NO_COLOR": "1"], true),
        ] as [([String], [String: String], Bool)])
    func colour(arguments: [String], environment: [String: String], isColoured: Bool) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            ["run", workspace.path("desk.yaml")] + arguments, environment: environment)
        #expect(outcome.output.contains("\u{1B}[") == isColoured)
    }
}

@Suite("Golden: the help of each command")
struct GoldenHelpTests {
    @Test(
        arguments: [
            "", "run", "check", "compare", "explain", "stress", "capacity", "size", "runway",
            "backtest", "cost", "breakeven", "batch", "power", "tradeoffs", "reproduce", "audit",
            "pages", "gas", "gas diff", "observe", "calibrate", "ledger", "ledger add",
            "ledger list", "ledger score", "notebook", "review", "prices", "prices list",
            "prices check", "selfcheck", "schema", "new",
        ])
    func help(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try Program.run(words + ["--help"])
        #expect(outcome.status == 0)
        try GoldenFile.check(
            outcome.output, (["help"] + words).joined(separator: "-") + ".txt")
    }
}

@Suite("--out writes all or nothing")
struct OutputDirectoryTests {
    @Test func newDirectory() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "run", workspace.path("desk.yaml"), "--out", workspace.path("answer/"))
        #expect(outcome.status == 0)
        let files = try workspace.list("answer")
        for name in ["slo.csv", "laws.csv", "costs.csv", "report.md", "report.json"] {
            #expect(files.contains(name))
        }
        #expect(try workspace.list() == ["answer", "desk.yaml", "prices.yaml"])
        #expect(try workspace.read("answer/slo.csv").hasPrefix("objective,measured,measured_low"))
    }

    @Test func existingDirectoryKeepsTheRest() throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(
            atPath: workspace.path("answer"), withIntermediateDirectories: true)
        try workspace.write("answer/notes.txt", "mine")
        try workspace.write("answer/slo.csv", "old")
        let outcome = try Program.run(
            "run", workspace.path("desk.yaml"), "--out", workspace.path("answer"))
        #expect(outcome.status == 0)
        #expect(try workspace.read("answer/notes.txt") == "mine")
        #expect(try workspace.read("answer/slo.csv") != "old")
        #expect(try !workspace.list("answer").contains { $0.hasPrefix(".") })
    }

    /// A file where a directory should be, a parent that is none, a parent that is missing, and a
    /// file system that takes no files.
    @Test(arguments: ["desk.yaml", "desk.yaml/answer", "missing/answer", "/proc/answer", ""])
    func unwritable(path: String) throws {
        let workspace = try Workspace()
        let target = path.isEmpty || path.hasPrefix("/") ? path : workspace.path(path)
        let outcome = try Program.run("run", workspace.path("desk.yaml"), "--out", target)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("cannot write '\(target)'"))
        #expect(outcome.output.isEmpty)
        #expect(try workspace.list() == ["desk.yaml", "prices.yaml"])
    }

    @Test func aDirectoryInTheWay() throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(
            atPath: workspace.path("answer/slo.csv"), withIntermediateDirectories: true)
        let outcome = try Program.run(
            "run", workspace.path("desk.yaml"), "--out", workspace.path("answer"))
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("it is a directory"))
        #expect(try workspace.list("answer") == ["slo.csv"])
    }

    /// What `nohup` has a process ignore does not end it.
    @Test func anIgnoredSignalStaysIgnored() throws {
        let workspace = try Workspace()
        let outcome = try Program.shell(
            """
            cd \(workspace.folder); trap '' HUP
            \(Program.path) run desk.yaml --set run.duration=5000000s --out answer > table.txt &
            child=$!
            until [ -d answer.plimsoll-$child ]; do sleep 0.02; done
            kill -HUP $child; wait $child; echo $?
            """)
        #expect(outcome.output == "0\n")
        #expect(try workspace.list("answer").contains("report.json"))
    }

    /// Ctrl-C in the middle of a long run: no output, no directory, 130.
    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func interrupted(signal: Int32, status: Int32) throws {
        let workspace = try Workspace()
        let process = try Program.start([
            "run", workspace.path("desk.yaml"), "--set", "run.duration=100000000s", "--out",
            workspace.path("answer"),
        ])
        var waited = 0
        while try workspace.list().count < 3, waited < 500 {
            usleep(20_000)
            waited += 1
        }
        #expect(try workspace.list().contains { $0.hasPrefix("answer.plimsoll-") })
        kill(process.processIdentifier, signal)
        let outcome = try Program.finish(process)
        #expect(outcome.status == status)
        #expect(outcome.output.isEmpty)
        #expect(try workspace.list() == ["desk.yaml", "prices.yaml"])
    }
}
