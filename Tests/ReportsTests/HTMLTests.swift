// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Reports

@Suite struct HTMLTests {
    private static let hostile = "<script>alert('1')</script> & \"x\" \u{1B}[2J\n</td>"

    private static let report = Report(
        identity: Identity(version: "1.2.3", command: "run", scenario: hostile),
        verdict: .breached, headline: "It \(hostile) breaks.", notes: [hostile],
        tables: [
            Table(
                id: "slo", title: hostile,
                columns: [.text("objective", hostile), .value("value", "Value", .duration)],
                rows: [
                    [.text(hostile), .value(0.25, .duration)],
                    [.word("breached", .bad), .absent],
                ]),
            Table(
                id: "more", title: "More", columns: [.text("a", "A")], rows: [[.text("1")]],
                audience: .folded),
            Table(
                id: "asked", title: "Asked for", columns: [.text("a", "A")], rows: [[.text("1")]],
                audience: .onRequest),
        ])

    @Test("Golden: a page with a picture") func golden() throws {
        let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n"
        let page = HTMLDocument(
            Self.report, pictures: [HTMLDocument.Picture(name: "empty", svg: svg)])
        try GoldenFile.check(page.text, "page.html")
    }

    @Test func nothingFromOutsideIsMarkup() {
        let text = HTMLDocument(Self.report).text
        #expect(!text.contains("<script") && !text.contains("alert('1')<"))
        #expect(text.contains("&lt;script&gt;alert('1')&lt;/script&gt; &amp; &quot;x&quot;"))
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("<td class=\"bad\">breached</td>"))
        #expect(!text.contains("Asked for"))
    }

    /// A character that begins with U+0D4E holds what follows it; markup is markup all the same.
    @Test(arguments: [("<", "&lt;"), (">", "&gt;"), ("&", "&amp;"), ("\"", "&quot;")])
    func nothingHidesInACharacter(_ mark: String, _ entity: String) {
        let escaped = HTMLDocument.escaped("\u{0D4E}" + mark)
        #expect(Array(escaped.unicodeScalars) == Array(("\u{0D4E}" + entity).unicodeScalars))
    }

    /// A quote that would end a field is doubled there too.
    @Test func fieldsEndWhereTheyShould() {
        let field = CSVRenderer.quoted("\u{0D4E}\",=1+1,")
        #expect(field.unicodeScalars.filter { $0 == "\"" }.count == 4)
    }
}
