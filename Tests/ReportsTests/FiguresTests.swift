// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Reports

@Suite("Numbers as people read them")
struct FiguresTests {
    @Test(
        arguments: [
            (0.1853, nil, Cell.Dimension.duration, "185 ms"),
            (0.185, 0.002, .duration, "185 ms ± 2"),
            (0.0000042, nil, .duration, "4.2 µs"), (1.85, 0.31, .duration, "1.9 s ± 0.3"),
            (0.09996, nil, .duration, "100 ms"), (0.9999, nil, .duration, "1.00 s"),
            (90, nil, .duration, "90 s"), (7200, nil, .duration, "2 h"),
            (0, nil, .duration, "0 ms"),
            (0.6234, 0.0012, .ratio, "62.3% ± 0.1"), (0.99987, nil, .ratio, "99.99%"),
            (0.0002, nil, .ratio, "0.02%"), (-0.25, nil, .ratio, "-25%"), (1, nil, .ratio, "100%"),
            (3421.7, 12.0, .rate, "3,422/s ± 12"), (0.5, nil, .rate, "0.5/s"),
            (1_234_567, nil, .number, "1,234,567"), (0.0002, 0.003, .number, "0.000 ± 0.003"),
            (12.345, nil, .dollars, "12.35 USD"), (0.1369, nil, .dollars, "0.1369 USD"),
            (0.5, nil, .dollars, "0.50 USD"), (3.14159265, nil, .precise, "3.14159"),
            (14_286, 1e-7, .number, "14,286"), (0, 6.7e-6, .ratio, "0% ± 0.0007"),
            (0, 0, .ratio, "0%"), (0.999999, nil, .ratio, "99.9999%"),
            (0.99999999, nil, .ratio, "100%"),
        ] as [(Double, Double?, Cell.Dimension, String)])
    func text(value: Double, halfWidth: Double?, dimension: Cell.Dimension, expected: String) {
        #expect(Figures.text(value, halfWidth: halfWidth, dimension).joined == expected)
    }

    /// One window of five minutes does not make the others thousandths of a minute.
    @Test(
        "The unit that columns share",
        arguments: [
            ([300], 20, " ms"), ([300, 200], 20, " ms"), ([300, 200, 250], 20, " min"),
            ([300], 5, " min"), ([30], 20, " s"), ([], 20, " ms"), ([0.001], 20, " ms"),
        ] as [([Double], Int, String)])
    func unit(outliers: [Double], others: Int, symbol: String) {
        let values = outliers + Array(repeating: 0.19, count: others) + [0, 0]
        #expect(Figures.Scale(forColumns: values, .duration).symbol == symbol)
    }

    @Test(
        arguments: [
            (0.0131, 0.0004, Cell.Dimension.duration, "+13.1 ms ± 0.4"),
            (-0.0131, nil, .duration, "-13.1 ms"), (0.031, 0.0005, .ratio, "+3.1 pp ± 0.05"),
            (0, 0, .ratio, "0 pp"), (0, 1e-9, .ratio, "0 pp"), (0, 2e-4, .ratio, "0 pp ± 0.02"),
            (0.0000001, nil, .ratio, "<0.001 pp"),
        ] as [(Double, Double?, Cell.Dimension, String)])
    func change(value: Double, halfWidth: Double?, dimension: Cell.Dimension, expected: String) {
        #expect(Figures.change(value, halfWidth: halfWidth, dimension).joined == expected)
    }

    @Test(arguments: [
        ("9.67", false, "9.67 USD"), ("7059.12", true, "7,059 USD"),
        ("7059.12", false, "7,059.12 USD"),
        ("0.0784", false, "0.078 USD"), ("0.00000107", false, "0.0000011 USD"),
        ("0", false, "0.00 USD"),
    ])
    func money(amount: String, isBrief: Bool, expected: String) throws {
        #expect(Words.money(try Money(parsing: amount + " USD"), isBrief: isBrief) == expected)
    }

    @Test(arguments: [(0.5, "p50"), (0.95, "p95"), (0.999, "p99.9")])
    func quantileNames(fraction: Double, expected: String) {
        #expect(Words.quantile(.fraction(fraction)) == expected)
    }
}

@Suite("Intervals as people read them")
struct IntervalTests {
    /// What follows ± reaches the farther end of an interval that lies unevenly.
    @Test(
        arguments: [
            (0, 0...6.7e-6, Cell.Dimension.ratio, "0% ± 0.0007"),
            (0.10, 0.09...0.14, .dollars, "0.10 USD ± 0.04"),
            (0.185, 0.183...0.187, .duration, "185 ms ± 2"),
        ] as [(Double, ClosedRange<Double>, Cell.Dimension, String)])
    func farEnd(
        value: Double, interval: ClosedRange<Double>, dimension: Cell.Dimension, expected: String
    ) {
        #expect(Cell.estimate(value, interval: interval, dimension).text().joined == expected)
    }

    /// An interval of a factor: by ± where that says the same to a tenth, else by its ends.
    @Test(
        arguments: [
            (1.0, 0.4...2.5, Cell.Dimension.duration, "1.0 s [0.4, 2.5]"),
            (0.1, 0.095...0.1053, .duration, "100 ms ± 5"),
            (0.995, 0.98...1, .ratio, "99.5% [98.0, 100.0]"),
            (250, nil, .rate, "250/s"),
        ] as [(Double, ClosedRange<Double>?, Cell.Dimension, String)])
    func factors(
        value: Double, interval: ClosedRange<Double>?, dimension: Cell.Dimension, expected: String
    ) {
        #expect(Cell.factor(value, interval: interval, dimension).text().joined == expected)
    }
}

/// What a formula gives, in each format: its band in brackets, its kind and method in JSON.
@Suite("Figures of closed forms")
struct ComputedFigureTests {
    @Test(
        arguments: [
            (0.185, 0.181...0.192, "convolution", Cell.Dimension.duration, "185 ms [181, 192]"),
            (0.62, 0.6...0.65, "decomposition", .ratio, "62% [60, 65]"),
            (3.2, 3.2...3.2, nil, .rate, "3.2/s"),
            (0, 0...0.002, "decomposition", .duration, "0 ms [0, 2]"),
        ] as [(Double, ClosedRange<Double>, String?, Cell.Dimension, String)])
    func bands(
        value: Double, band: ClosedRange<Double>, method: String?, dimension: Cell.Dimension,
        expected: String
    ) {
        let cell = Cell.computed(value, band: band, method: method, dimension)
        #expect(cell.text().joined == expected)
    }

    @Test func data() {
        let cells: [[Cell]] = [
            [.computed(2, band: 1...4, method: "loss", .number)],
            [.computed(3, band: 3...3, method: nil, .number)],
        ]
        let table = Table(
            id: "t", title: "T", columns: [.estimate("a", "A", .number)], rows: cells)
        let report = Report(
            identity: Identity(version: "1", command: "run"), verdict: nil, headline: "",
            notes: [], tables: [table])
        #expect(Format.csv.render(report, only: table) == "a,a_low,a_high\r\n2,1,4\r\n3,3,3\r\n")
        let json = Format.json.render(report, only: table)
        #expect(
            json.contains(
                #"{"value": 2, "low": 1, "high": 4, "kind": "approximate", "method": "loss"}"#))
        #expect(json.contains(#"{"value": 3, "low": 3, "high": 3, "kind": "exact"}"#))
    }
}

@Suite("Texts that would break a page, a table or a spreadsheet")
struct HostileTextTests {
    private static func report(_ text: String) -> Report {
        Report(
            identity: Identity(version: "1", command: "run", scenario: text), verdict: nil,
            headline: text, notes: [text],
            tables: [
                Table(
                    id: "t", title: text,
                    columns: [.text("a", "A"), .value("b", "B", .number)],
                    rows: [[.text(text), .value(1, .number)], [.text("x"), .absent]])
            ])
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("a=1", "a=1"),
        ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("\tx", "'\tx"),
    ])
    func csv(text: String, field: String) throws {
        let table = try #require(Self.report(text).table("t"))
        let csv = Format.csv.render(Self.report(text), only: table)
        #expect(csv == "a,b\r\n\(field),1\r\nx,\r\n")
    }

    @Test(arguments: [
        ("\u{1B}[31mred", #""\u001b[31mred""#), ("a\"b\\c", #""a\"b\\c""#),
        ("line\nbreak\u{2028}", #""line\nbreak\u2028""#), ("café 漢字", "\"café 漢字\""),
    ])
    func json(text: String, string: String) {
        #expect(Format.json.render(Self.report(text)).contains("\"headline\": \(string),"))
    }

    @Test(arguments: [("a|b", #"a\|b"#), ("<b>", "&lt;b&gt;"), ("*a* `b`", #"\*a\* \`b\`"#)])
    func markdown(text: String, escaped: String) {
        let markdown = Format.markdown.render(Self.report(text))
        #expect(markdown.contains("| \(escaped) "))
        #expect(markdown.hasPrefix("# \(escaped)\n"))
    }

    @Test func terminalShowsNoControlCharacter() {
        let text = Format.table.render(Self.report("\u{1B}[2Jgone\r\u{7}\u{2028}"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(!text.unicodeScalars.contains("\u{2028}"))
    }

    /// Wide and combining characters keep the second column in its place.
    @Test(arguments: ["漢字漢字", "e\u{301}clair", "🚀", "ascii"])
    func columnsStayAligned(text: String) throws {
        let table = try #require(Self.report(text).table("t"))
        let lines = Format.table.render(Self.report(text), only: table).split(separator: "\n")
        let widths = Set(lines.suffix(2).map { TextWidth.of(String($0)) })
        #expect(widths.count == 1)
    }

    /// Breaking a name gains nothing where the numbers alone are wider than the page.
    @Test(arguments: [(20, false), (60, true)])
    func namesBreakWhereThatHelps(digits: Int, isWhole: Bool) throws {
        let name = "processor-sharing-multiserver"
        let number = Cell.text(String(repeating: "7", count: digits))
        let table = Table(
            id: "t", title: "T",
            columns: [.text("a", "A"), .number("b", "B", unit: "1")], rows: [[.text(name), number]])
        let report = Report(
            identity: Identity(version: "1", command: "run"), verdict: nil, headline: "",
            notes: [], tables: [table])
        let text = Format.table.render(report, only: table, page: Page(width: 45))
        #expect(text.contains(name) == isWhole)
    }

    @Test(arguments: [20, 40, 60, 100])
    func longTextIsWrapped(width: Int) throws {
        let long = String(repeating: "word ", count: 60) + String(repeating: "x", count: 150)
        let page = Page(width: width)
        let text = Format.table.render(Self.report(long), page: page)
        let widest = text.split(separator: "\n").map { TextWidth.of(String($0)) }.max()
        #expect(try #require(widest) <= page.width)
    }
}
