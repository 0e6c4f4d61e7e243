// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

/// A rule of the house, with a planted text that breaks it and an innocent one that does not:
/// a check that cannot fail is no check.
struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    let scope: @Sendable (SourceFile) -> Bool
    let find: @Sendable (SourceFile) -> [Violation]
    let planted: [SourceFile]
    let innocent: [SourceFile]

    var testDescription: String { name }

    func violations(in file: SourceFile) -> [Violation] { scope(file) ? find(file) : [] }

    static let all = shape + banned

    /// A pattern that no line of code may match, in the files in scope.
    static func ban(
        _ name: String, _ pattern: String,
        scope: @escaping @Sendable (SourceFile) -> Bool = inSources,
        planted: [String], innocent: [String], at path: String = "Sources/Model/Planted.swift"
    ) -> Rule {
        Rule(
            name: name, scope: scope,
            find: { $0.matches(pattern, saying: name) },
            planted: planted.map { SourceFile(path: path, text: $0) },
            innocent: innocent.map { SourceFile(path: path, text: $0) })
    }

    static let inSources: @Sendable (SourceFile) -> Bool = { $0.isSwift && $0.area == "Sources" }

    static let outsideTheProgram: @Sendable (SourceFile) -> Bool = {
        inSources($0) && $0.target != "plimsoll"
    }
}
