// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("capacity and size")
struct CapacityCommandTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("models/atk/capacity.yaml").path
    /// The ATK platform for some seconds, with few keys.
    private static let short = [
        "--set", "run={warmup: 1s, duration: 2s, replications: 3, seed: 7}", "--set",
        "keyspaces.assets.keys=50000", "--budget", "2s", "--quiet",
    ]

    /// One run in every format: the table on stdout, the others as files.
    private func everyFormat(_ command: String, _ arguments: [String]) throws {
        let workspace = try Workspace()
        let folder = workspace.path("out")
        let outcome = try Program.run(
            [command, Self.file] + arguments + Self.short + ["--out", folder])
        #expect([0, 3, 99].contains(outcome.status) && outcome.errors.isEmpty)
        try GoldenFile.check(outcome.output, "\(command).table.txt")
        for name in try workspace.list("out") {
            try GoldenFile.check(try workspace.read("out/\(name)"), "\(command).\(name).txt")
        }
    }

    @Test("Golden: capacity in every format") func capacity() throws {
        try everyFormat("capacity", ["--peak", "1.2", "--max", "2"])
    }

    @Test("Golden: size in every format") func size() throws {
        try everyFormat(
            "size",
            [
                "--knob", "api.pods=1..5", "--knob", "redis.nodes=1..4", "--knob",
                "db.bouncer.connections=8,16",
            ])
    }

    /// M/M/4 at 3.2 a second saturates at 1.25 times that.
    @Test func runsOutNow() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "capacity", workspace.path("desk.yaml"), "--budget", "5s", "--peak", "2")
        #expect(outcome.status == 99)
        #expect(outcome.output.hasPrefix("Runs out in the busy hour"), "\(outcome.output)")
    }

    @Test func neverFull() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "capacity", workspace.path("desk.yaml"), "--budget", "5s", "--max", "1", "--set",
            "components.desk.servers=40")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("Carries at least 1 times its load"))
    }

    /// A p95 of 4.7 s with 4 clerks: 6 s take no more, 3.2 s take more.
    @Test func cheapest() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "size", workspace.path("desk.yaml"), "--set", "slo.p95=6s", "--knob",
            "desk.servers=1..12", "--budget", "10s")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("components.desk.servers=4, 87,600.00 USD a month"))
    }

    @Test(arguments: [
        (["--knob", "desk.servers"], "has no values"),
        (["--knob", "desk.servers=9..4"], "empty range"),
        (
            ["--knob", "desk.servers=1..6", "--knob", "components.desk.servers=2..5"],
            "'components.desk.servers=2..5' turns components.desk.servers, and so does"
        ),
        (["--knob", "desk.clerks=1..4"], "'clerks'"),
        (["--knob", "components.dask.servers=1..4"], "there is no 'dask' in components"),
        (["--knob", "desk.servers=x,y"], "'x' is not a number"),
        (["--knob", "a=1..900", "--knob", "b=1..900"], "810000 configurations"),
        (["--knob", "desk.servers=1..4", "--confidence", "99.999%"], "--confidence is"),
        (["--knob", "desk.servers=1..4", "--budget", "0s"], "--budget is 0s"),
        (["--knob", "desk.servers=1..4", "--set", "slo=~"], "states no service level"),
        (
            ["--knob", "desk.servers=4..5", "--set", "components.desk.price=~"],
            "no configuration costs anything"
        ),
        ([], "--knob"),
    ])
    func badKnobs(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["size", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test(arguments: [
        (["--peak", "0"], "--peak is 0"), (["--max", "0.5"], "--max is 0.5"),
        (["--precision", "0%"], "--precision is"), (["--budget", "0s"], "--budget is 0s"),
        (["--table", "x"], "this command has capacity, parts"),
        (
            ["--set", "components.desk.hard limit=3"],
            "the hard limit is 3"
        ),
        (["--set", "components.desk.storage={used: 1GB}"], "'size' is missing"),
    ])
    func badArguments(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["capacity", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
