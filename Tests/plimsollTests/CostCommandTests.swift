// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("cost bills months")
struct CostCommandTests {
    /// The desk's four clerks at 30 USD/h: 720 h in November, 672 in February, 730 by the book.
    @Test(
        arguments: [
            ([], 0, "87,600 USD a month"),
            (["--months", "2026-11"], 0, "2026-11 costs 86,400 USD"),
            (["--months", "2027-02"], 0, "2027-02 costs 80,640 USD"),
            (["--months", "2026-11..2027-10"], 0, "1,051,200 USD, 87,600 USD a month"),
            (["--engine", "analytic"], 0, "Computed by closed form"),
            (["--set", "components.desk.price=~"], 0, "Nothing is billed"),
            (["--months", "2026-11", "--table", "month-costs"], 0, "server-hours"),
            (["--months", "2026-11..2026-12", "--growth", "10%/month"], 0, "grow by 10%/month"),
            (["--months", "2026-11..2026-12", "--set", "growth=10%/month"], 0, "to 1.1 times"),
            (["--replications", "1"], 0, "One replication gives no range"),
            (["--set", "budgets.cost.total=87600 USD/month"], 0, "Keeps its budget."),
            (
                ["--set", "budgets.cost.total=87599 USD/month"], 99,
                "Breaches its budget: total 87,600 USD (at most 87,599 USD)."
            ),
            (
                [
                    "--months", "2026-11..2027-02", "--set", "budgets.cost.total=87599 USD/month",
                ], 99, "total 89,280 USD in 2026-12"
            ),
            (["--set", "budgets.cost.layers.gas=0 USD/month"], 0, "Keeps its budget."),
            (
                [
                    "--set", "components.desk.tags={team: front}", "--set",
                    "budgets.cost.tags={team: {front: 1 USD/month}}",
                ], 99, "team: front 87,600 USD"
            ),
            (["--set", "active users=876"], 0, "active user a month"),
            (["--table", "allocation"], 0, "service time"),
            (
                ["--months", "2026-11", "--format", "focus"], 0,
                "2026-12-01T00:00:00Z,2026-11-01T00:00:00Z,Usage"
            ),
        ] as [([String], Int32, String)])
    func answers(arguments: [String], status: Int32, words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["cost", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == status, "\(outcome)")
        let flat = outcome.output.replacingOccurrences(of: "\n", with: " ")
        #expect(flat.contains(words), "\(outcome)")
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [
        (["--months", "2026-13"], "months from 01 to 12"),
        (["--months", "2027-01..2026-01"], "2026-01 is before 2027-01"),
        (["--growth", "5%"], "--growth: '5%' has no unit"),
        (["--budget", "0s"], "--budget is 0s; it must be above zero"),
        (["--set", "growth=-100%/month"], "from -99% to 1000%"),
        (["--set", "budgets.cost.layers.gass=1 USD/month"], "did you mean 'gas'?"),
        (["--set", "budgets.cost.tags.team.front=1 USD/month"], "there is no tag 'team'"),
        (["--set", "budgets.cost.total=1 USD"], "has no unit"),
        (["--format", "focus"], "name the months, such as --months 2026-11"),
        (["--format", "focus", "--months", "2026-11", "--table", "layers"], "leave --table out"),
        (["--table", "month"], "this command has budgets, months"),
        (["--table", "months"], "nothing to fill it with"),
    ])
    func refuses(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["cost", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    /// Months, their layers and their lines show the same cents.
    @Test func centsAgree() throws {
        let workspace = try Workspace()
        func amounts(_ table: String) throws -> [Substring] {
            let outcome = try Program.run([
                "cost", workspace.path("desk.yaml"), "--months", "2026-11..2026-12", "--set",
                "components.desk.servers=1", "--set", "components.desk.price=~", "--set",
                "components.desk.charges={a: {price: tiny, count: 1}, b: {price: tiny, count: 2}}",
                "--set", "prices=tiny.yaml", "--table", table,
            ])
            #expect(outcome.status == 0, "\(outcome)")
            return outcome.output.split(separator: "\n").filter { $0.contains("2026-1") }
        }
        try workspace.write(
            "tiny.yaml",
            "plimsoll prices: 1\nname: tiny\nas of: 2026-01-31\nprices:\n"
                + "  tiny: {price: 0.0015 USD/month, source: a test}\n")
        let shown = try ["months", "month-layers", "month-costs"].map { table in
            try amounts(table).map { $0.contains("0.01") }
        }
        // 0.0045 USD twice: a cent in all, of the first month, and of its larger line.
        #expect(shown == [[true, false], [true, false], [false, true, false, false]])
    }

    /// A directory gets a file a table, and one for the tools of finance where months have dates.
    @Test func writesFiles() throws {
        let workspace = try Workspace()
        let out = workspace.path("bill")
        for months in [[], ["--months", "2026-11..2026-12"]] {
            let outcome = try Program.run(
                ["cost", workspace.path("desk.yaml"), "--out", out, "--quiet"] + months)
            #expect(outcome.status == 0, "\(outcome)")
            let files = try workspace.list("bill")
            #expect(files.contains("costs.csv") && files.contains("operations.csv"))
            #expect(files.contains("focus.csv") == !months.isEmpty)
        }
        #expect(try workspace.read("bill/focus.csv").split(separator: "\r\n").count == 3)
    }

    /// Whoever reads has what they wanted.
    @Test func closedPipe() throws {
        let workspace = try Workspace()
        let file = workspace.path("desk.yaml")
        let outcome = try Program.shell(
            "'\(Program.path)' cost '\(file)' --format csv | head -n 1; exit ${PIPESTATUS[0]}")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
    }

    /// Also where the load grows and only some of its levels are simulated.
    @Test func sameBytesOnAnyThreads() throws {
        let workspace = try Workspace()
        let outputs = try ["1", "2"].map { threads in
            try Program.run(
                "cost", workspace.path("desk.yaml"), "--months", "2026-11..2027-04", "--growth",
                "1%/month", "--format", "csv", "--threads", threads
            ).output
        }
        #expect(outputs[0].contains("between"))
        #expect(outputs[0] == outputs[1])
    }
}
