// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audit

@Suite struct FigureReaderTests {
    private static let header = "id,value,unit,kind,formula,assumptions\n"

    static func audit(_ rows: String, header: String = header) throws(AuditErrors) -> FigureAudit {
        try FigureAudit(Array((header + rows).utf8))
    }

    /// Line, column, the column's name, and a word of the reason.
    @Test(
        arguments: [
            ("S1,5,usd,parameter,,", 2, 6, "unit", "no unit here"),
            ("S1,5,USD,parametre,,", 2, 10, "kind", "no such kind"),
            ("total,5,USD,parameter,,", 2, 1, "id", "letters and digits"),
            (",5,USD,parameter,,", 2, 1, "id", "letters and digits"),
            ("S-1,5,USD,parameter,,", 2, 1, "id", "letters and digits"),
            ("S1,5,,limit,,\nS1,6,,limit,,", 3, 1, "id", "ids must differ"),
            ("S1,5,USD,parameter,2 * 3 USD,", 2, 20, "formula", "only figures of kind"),
            ("S1,5,USD,derived,S2 * 2,", 2, 18, "formula", "no figure of this id"),
            ("S1,5,USD,derived,3 USD * (2,", 2, 28, "formula", "closing parenthesis"),
            ("S1,5,USD,derived,\"max(2 USD, 3)\",", 2, 19, "formula", "mixed units"),
            ("S1,5,USD,derived,3 s,", 2, 18, "formula", "it gives s, and 'USD' is USD"),
            ("S1,\"5,000\",USD,derived,3 USD,", 2, 5, "value", "without grouping"),
            ("S1,3-4,USD,derived,3 USD,", 2, 4, "value", "a plain number"),
            ("S1,5,USD,derived,1 USD / 0,", 2, 24, "formula", "division by zero"),
            ("S1,5,USD,derived,9^999 * 1 USD,", 2, 19, "formula", "too large"),
            ("S1,5,s,derived,S2,\nS2,3-4,s,parameter,,", 2, 16, "formula", "no number"),
            ("S1,5,USD,check,1 = 1,", 2, 4, "value", "a check has no value"),
            ("S1,,USD,check,,", 2, 15, "formula", "compares two"),
            ("S1,,USD,check,1 USD,", 2, 20, "formula", "one of = < > <= >="),
            ("S1,,USD,check,1 USD = 1 s,", 2, 22, "formula", "it gives s"),
            ("S1,5,,derived,,ten: 10", 2, 16, "assumptions", "give the formula"),
            ("S1,5,,derived,5,ten", 2, 17, "assumptions", "words: formula"),
            ("S1,5,,derived,5,ten: 10; 11", 2, 25, "assumptions", "words: formula"),
            ("S1,5,,derived,5,ten:", 2, 17, "assumptions", "no formula behind"),
            ("S1,5,,derived,5,ten: 10 +", 2, 26, "assumptions", "must be here"),
            ("S1,5,,derived,5,\"a: 1; b: S9\"", 2, 27, "assumptions", "no figure of this id"),
            ("S1,5,,derived,5,no: 1/0", 2, 22, "formula", "division by zero"),
            ("1a,5,,unit,,\nS1,5,,limit,,", 2, 1, "id", "letters only"),
            ("USD,5,,unit,,\nS1,5,,limit,,", 2, 1, "id", "a unit of this name"),
            ("ton,-5,KB,unit,,\nS1,5,,limit,,", 2, 5, "value", "above zero"),
            ("", 1, 1, "", "no figure"),
            ("S1,5,USD\n", 2, 1, "", "no CSV: 3 fields"),
            ("\"S1,5,USD,derived", 2, 1, "", "no CSV: a quote opens"),
        ] as [(String, Int, Int, String, String)])
    func refusals(rows: String, line: Int, column: Int, key: String, words: String) {
        do {
            _ = try Self.audit(rows)
            Issue.record("\(rows) is read")
        } catch {
            #expect(error.all.count == 1, "\(error)")
            let first = error.all[0]
            #expect((first.line, first.column) == (line, column), "\(first)")
            #expect(first.key == key, "\(first)")
            #expect(first.reason.contains(words), "\(first)")
        }
    }

    @Test(arguments: [
        ("", "the file is empty"), ("id,value,unit\n", "'kind': the column is missing"),
        ("id,value,unit,kind,fomula\n", "1:20: 'fomula': there is no such column"),
        ("id,value,unit,kind,id\n", "1:20: 'id': the column stands twice"),
    ])
    func headers(text: String, words: String) {
        do {
            _ = try Self.audit("", header: text)
            Issue.record("\(text) is read")
        } catch {
            #expect(error.all[0].description.contains(words), "\(error)")
        }
    }

    /// All that is wrong comes at once, in the order of the lines.
    @Test func allErrors() {
        let rows = "S1,5,USD,derived,S9,\nS2,5,ussd,limit,,\nS2,5,,limit,,\nS3,,,check,1,\n"
        do {
            _ = try Self.audit(rows)
            Issue.record("it is read")
        } catch {
            #expect(error.all.map(\.line) == [2, 3, 4, 5])
        }
    }

    @Test func cycles() {
        let rows = "S1,5,,derived,S2,\nS2,5,,derived,S3 + 1,\nS3,5,,derived,2 * S2,\n"
        do {
            _ = try Self.audit(rows)
            Issue.record("it is computed")
        } catch {
            #expect(
                error.all[0].description
                    == "3:15: formula: 'S2': it derives from itself: S2 from S3 from S2; let one of"
                    + " them be given")
        }
        #expect(throws: AuditErrors.self) { try Self.audit("S1,5,,derived,S1,\n") }
    }

    /// Quotes, CR LF, a byte order mark and columns in another order.
    @Test func forms() throws {
        let text =
            "\u{FEFF}kind,unit,formula,id,value,statement\r\n"
            + "parameter,USD,,S1,2.50,\"a \"\"price\"\",\r\nof two lines\"\r\n"
            + "derived,USD,\"max(S1, 2 * S1)\",S2,5.00,twice"
        let audit = try FigureAudit(Array(text.utf8))
        #expect(audit.figures[0].statement == "a \"price\",\r\nof two lines")
        #expect(audit.derived.map(\.verdict) == [.follows])
        #expect(audit.figures[1].line == 4)
    }

    @Test func ownUnits() throws {
        let audit = try Self.audit(
            "S1,3,cup/h,derived,18 ton / 1 day,\nton,2,cup,unit,,\ncup,0.5,USD,unit,,\n"
                .split(separator: "\n").reversed().joined(separator: "\n"))
        #expect(audit.derived[0].computation?.factor == 2)
        #expect(audit.figures.count == 1)
    }

    /// A chain as long as the file, given from its end.
    @Test func longFiles() throws {
        let count = 100_000
        var rows = "S0,1,,parameter,,\n"
        for index in (1...count).reversed() {
            rows += "S\(index),\(index + 1),,derived,S\(index - 1) + 1,\n"
        }
        let audit = try Self.audit(rows)
        #expect(audit.derived.count == count)
        #expect(audit.derived.allSatisfy { $0.verdict == .follows && !$0.restsOnMisses })
    }
}
