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
        (["--table", "month"], "this command has months"),
        (["--table", "months"], "nothing to fill it with"),
    ])
    func refuses(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["cost", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
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
