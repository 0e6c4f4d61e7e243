// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("audit recomputes published figures")
struct AuditCommandTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = root.appendingPathComponent("datasets/published-figures").path
    private static let published = ["audit", folder + "/figures.csv"]
    private static let reproduction = ["--reproduction", folder + "/reproduction.csv"]

    private static let small = """
        id,statement,value,unit,kind,formula,assumptions
        S1,gas of a transfer,50000,gas,parameter,,
        S2,its price,2,gwei,parameter,,
        S3,ether,3000,USD/ETH,parameter,,
        S4,cost of a transfer,0.10,USD,derived,S1 * S2 * S3,at 1000 USD: S1 * S2 * 1000 USD/ETH
        S5,cost of ten,1.00,USD,derived,10 * S4,
        S6,a wish,7,USD,derived,,
        S7,transfers a second,12,1/s,measurement,,
        X1,ten cost ten times one,,USD,check,S5 = 10 * S4,
        X2,less than ether,,USD,check,S4 > 3 USD,

        """

    @Test("Golden: every format", arguments: ["table", "markdown", "csv", "json"])
    func golden(format: String) throws {
        let workspace = try Workspace()
        try workspace.write("small.csv", Self.small)
        let outcome = try Program.run("audit", workspace.path("small.csv"), "--format", format)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        try GoldenFile.check(outcome.output, "audit.\(format).txt")
    }

    /// docs/audit.md is what the command prints; `make audit` writes it anew.
    @Test("The page of the five documents")
    func page() throws {
        let outcome = try Program.run(
            Self.published + Self.reproduction + ["--format", "markdown"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("docs/audit.md"), encoding: .utf8)
        #expect(page == outcome.output, "write it anew by make audit")
    }

    /// The table of the reproduction is that of docs/reproduction.md: every figure in its row.
    @Test func reproductionIsThatOfThePage() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("docs/reproduction.md"), encoding: .utf8)
        let table = try String(contentsOfFile: Self.folder + "/reproduction.csv", encoding: .utf8)
        let rows = table.split(whereSeparator: \.isNewline).dropFirst()
        #expect(rows.count == 30)
        #expect(page.contains("Of \(rows.count) published figures"))
        for (verdict, words) in [
            ("reproduced", "reproduced"), ("forbidden", "forbidden"),
            ("implausible", "implausible"), ("differs", "differ"),
        ] {
            let count = rows.count { $0.contains("," + verdict + ",") }
            #expect(page.contains("\(count) \(words)"))
        }
    }

    @Test(
        arguments: [
            ([], 0, "Of 3 derived figures: 1 follows, 1 does not follow, 1 not derivable."),
            (["--strict"], 99, "Of 2 checks: 1 does not hold."),
            (["--table", "implied", "--format", "csv"], 0, "S3,ether,"),
            (["--hours-per-month", "730"], 0, "A month has 730 h"),
        ] as [([String], Int32, String)])
    func answers(options: [String], status: Int32, words: String) throws {
        let workspace = try Workspace()
        try workspace.write("small.csv", Self.small)
        let outcome = try Program.run(["audit", workspace.path("small.csv")] + options)
        #expect(outcome.status == status, "\(outcome)")
        let said = outcome.output.replacingOccurrences(of: "\n  ", with: " ")
        #expect(said.contains(words), "\(outcome.output)")
    }

    @Test(arguments: [
        ("S1,5,moth,parameter,", [], "small.csv:2:6: unit: 'moth': no unit here"),
        ("S1,5,s,derived,S9", [], "small.csv:2:16: formula: 'S9': there is no figure of this id"),
        ("S1,5,s,derived,1 s", ["--hours-per-month", "8"], "it must be from 600 to 800"),
        ("S1,5,s,derived,1 s", ["--table", "bill"], "there is no table 'bill'"),
        ("S1,5,s,derived,1 s", ["--reproduction", "none.csv"], "none.csv: No such file"),
        ("S1,5,s,derived,1 s", ["--reproduction", "desk.yaml"], "no CSV"),
        ("S1,5,s,derived,S1 + 1 s", [], "it derives from itself: S1 from S1"),
        (
            (1...30).map { "T,\($0),s,limit," }.joined(separator: "\n"), [],
            "and 10 more"
        ),
    ])
    func refusals(rows: String, options: [String], words: String) throws {
        let workspace = try Workspace()
        try workspace.write("small.csv", "id,value,unit,kind,formula\n" + rows + "\n")
        let outcome = try Program.run(
            ["audit", workspace.path("small.csv")]
                + options.map { $0.contains(".") ? workspace.path($0) : $0 })
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }
}
