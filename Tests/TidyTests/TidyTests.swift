// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite struct TidyTests {
    @Test(arguments: Rule.all) func sourcesKeep(_ rule: Rule) {
        let found = SourceTree.files.flatMap(rule.violations)
        #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
    }

    @Test(arguments: Rule.all) func planted(_ rule: Rule) {
        #expect(!rule.planted.isEmpty && !rule.innocent.isEmpty)
        for file in rule.planted {
            #expect(!rule.violations(in: file).isEmpty, "missed: \(file.text.prefix(80))")
        }
        for file in rule.innocent {
            #expect(rule.violations(in: file).isEmpty, "accused: \(file.text.prefix(80))")
        }
    }

    @Test func theTreeIsRead() {
        let paths = SourceTree.files.map(\.path)
        #expect(paths.contains("Package.swift"))
        #expect(paths.contains("Sources/Quantities/Money.swift"))
        #expect(paths.contains("Tests/TidyTests/TidyTests.swift"))
    }

    @Test func manifestHoldsTheTable() throws {
        let manifest = try #require(SourceTree.read("Package.swift"))
        let declared = ImportTable.declared(inManifest: manifest.text)
        let table = ImportTable.rooms.map {
            ImportTable.Room($0.target, own: $0.own, packages: $0.packages)
        }
        #expect(declared == table)
    }

    @Test func manifestTableIsParsed() {
        let row = #"("A", ["B", "C"], [.product(name: "D", package: "e")]), ("F", [], []),"#
        #expect(
            ImportTable.declared(inManifest: row)
                == [.init("A", own: ["B", "C"], packages: ["D"]), .init("F")])
    }

    @Test(arguments: [
        ("a // b!\nc", "a      \nc"),
        ("a /* b /* c */ \n */ d", "a              \n    d"),
        (#"x("b\(c!)d") y"#, "x(   (c!)  ) y"),
        (##"x(#"b\(c)\#(d)"#) y"##, "x(         (d)  ) y"),
        ("\"\"\"\na \"b\" c\n\"\"\" d", "   \n       \n    d"),
        (#""\"" a"#, "     a"),
        (#""\(f("(", g(1)))" a"#, "  (f(   , g(1)))  a"),
    ])
    func blanking(text: String, code: String) {
        #expect(
            SwiftCode.blanked(text).trimmingCharacters(in: .whitespaces)
                == code.trimmingCharacters(in: .whitespaces))
        #expect(SwiftCode.blanked(text).count == text.count)
    }

    @Test(arguments: [
        ("func a() {\n}\n", [FunctionSpan(name: "a", firstLine: 1, lastLine: 2)]),
        (
            "protocol P {\n func a()\n}\nfunc b() {}\n",
            [.init(name: "b", firstLine: 4, lastLine: 4)]
        ),
        (
            "func a(\n b: Int = { 1 }()\n) {\n func c() {\n }\n}\n",
            [
                .init(name: "a", firstLine: 1, lastLine: 6),
                .init(name: "c", firstLine: 4, lastLine: 5),
            ]
        ),
        (
            "self.init(a)\nlet b = .init(1) { c }\ninit?() {\n}",
            [.init(name: "init", firstLine: 3, lastLine: 4)]
        ),
    ])
    func functionsAreMeasured(code: String, spans: [FunctionSpan]) {
        #expect(FunctionSpan.all(inCode: code) == spans)
    }
}
