// SPDX-License-Identifier: GPL-3.0-or-later

/// The shape of files: licence, imports, and how long things are.
extension Rule {
    static let shape = [licence, imports, fileLength, functionLength, lineLength]

    static let licence = Rule(
        name: "every source file names its licence in its first two lines",
        scope: { _ in true },
        find: { file in
            let head = file.lines().prefix(2)
            return head.contains { $0.hasSuffix("SPDX-License-Identifier: GPL-3.0-or-later") }
                ? [] : [Violation(path: file.path, line: 1, remark: "no SPDX line")]
        },
        planted: [SourceFile(path: "Sources/Model/A.swift", text: "import Quantities\n")],
        innocent: [
            SourceFile(
                path: "Package.swift",
                text: "// swift-tools-version: 6.1\n// SPDX-License-Identifier: GPL-3.0-or-later\n")
        ])

    static let imports = Rule(
        name: "a target imports what the table allows",
        scope: { $0.isSwift },
        find: ImportTable.violations,
        planted: [
            SourceFile(path: "Sources/Quantities/A.swift", text: "import Foundation\n"),
            SourceFile(path: "Sources/Engine/A.swift", text: "internal import struct Cost.Bill\n"),
            SourceFile(path: "Sources/Engine/A.swift", text: "@preconcurrency import CGSL\n"),
            SourceFile(path: "Sources/Cost/A.swift", text: "import Glibc.math\n"),
            SourceFile(path: "Sources/Reports/A.swift", text: "import Yams\n"),
            SourceFile(path: "Sources/Scenario/A.swift", text: "import ArgumentParser\n"),
            SourceFile(path: "Sources/Unheard/A.swift", text: "let a = 1\n"),
            SourceFile(path: "Tests/ModelTests/A.swift", text: "@testable import Reports\n"),
        ],
        innocent: [
            SourceFile(path: "Sources/Statistics/A.swift", text: "import CGSL\n"),
            SourceFile(path: "Sources/Scenario/A.swift", text: "import Foundation\nimport Yams\n"),
            SourceFile(path: "Sources/Quantities/A.swift", text: "// import Foundation\n"),
            SourceFile(path: "Tests/ModelTests/A.swift", text: "@testable import Model\n"),
        ])

    /// Tables of literals, which nobody reads line by line.
    static let literalTables: Set<String> = ["ZigguratTables+Literals.swift"]
    static let longestFile = 400
    static let longestFunction = 60
    static let longestLine = 100

    static let fileLength = Rule(
        name: "a file has at most \(longestFile) lines",
        scope: { !literalTables.contains($0.name) },
        find: { file in
            let count = file.lines().count - (file.text.hasSuffix("\n") ? 1 : 0)
            return count <= longestFile
                ? [] : [Violation(path: file.path, line: count, remark: "\(count) lines")]
        },
        planted: [
            SourceFile(
                path: "Sources/Model/A.swift",
                text: String(repeating: "\n", count: longestFile + 1))
        ],
        innocent: [
            SourceFile(
                path: "Sources/Model/A.swift", text: String(repeating: "\n", count: longestFile)),
            SourceFile(
                path: "Sources/Statistics/ZigguratTables+Literals.swift",
                text: String(repeating: "\n", count: longestFile + 1)),
        ])

    static let functionLength = Rule(
        name: "a function has at most \(longestFunction) lines",
        scope: { $0.isSwift },
        find: { file in
            FunctionSpan.all(inCode: file.code).filter { $0.length > longestFunction }.map {
                Violation(
                    path: file.path, line: $0.firstLine, remark: "\($0.name): \($0.length) lines")
            }
        },
        planted: [
            function(lines: longestFunction + 1, opening: "func long(of count: Int) -> Int {"),
            function(lines: longestFunction + 1, opening: "init(_ a: [Int] = { [1] }()) {"),
        ],
        innocent: [
            function(lines: longestFunction, opening: "func enough() {"),
            SourceFile(
                path: "Sources/Model/A.swift",
                text: "protocol P {\n    func p()\n" + String(repeating: "\n", count: 70) + "}\n"),
        ])

    private static func function(lines: Int, opening: String) -> SourceFile {
        let body = String(repeating: "    step() // }\n", count: lines - 2)
        return SourceFile(path: "Sources/Model/A.swift", text: opening + "\n" + body + "}\n")
    }

    static let lineLength = Rule(
        name: "a line has at most \(longestLine) columns",
        scope: { $0.name != "Makefile" || $0.area.isEmpty },
        find: { file in
            file.lines().enumerated().filter { $0.element.count > longestLine }.map {
                Violation(
                    path: file.path, line: $0.offset + 1, remark: "\($0.element.count) columns")
            }
        },
        planted: [
            SourceFile(
                path: "Benchmarks/a.c", text: String(repeating: "x", count: longestLine + 1))
        ],
        innocent: [
            SourceFile(path: "Benchmarks/a.c", text: String(repeating: "é", count: longestLine))
        ])
}
