// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// One text file of the repository, as the rules read it.
struct SourceFile: Sendable, CustomStringConvertible {
    /// Relative to the repository's root, with forward slashes.
    let path: String
    let text: String
    /// The text with comments and the insides of string literals blanked, line for line.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        self.code = path.hasSuffix(".swift") ? SwiftCode.blanked(text) : text
    }

    var description: String { path }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The first folder: `Sources`, `Tests`, `Benchmarks`; empty for a file at the root.
    var area: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : ""
    }

    /// The folder below `Sources` or `Tests` that holds the file: its target.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    func lines(ofCode: Bool = false) -> [Substring] {
        (ofCode ? code : text).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// One violation for each match of the pattern, in the code or in the whole text.
    func matches(_ pattern: String, inComments: Bool = false, saying remark: String) -> [Violation]
    {
        guard let expression = try? NSRegularExpression(pattern: pattern) else {
            return [Violation(path: path, line: 0, remark: "not a pattern: \(pattern)")]
        }
        return lines(ofCode: !inComments).enumerated().compactMap { index, line in
            let line = String(line)
            let range = NSRange(line.startIndex..., in: line)
            guard expression.firstMatch(in: line, range: range) != nil else { return nil }
            return Violation(path: path, line: index + 1, remark: remark)
        }
    }
}

/// A place where the source breaks a rule.
struct Violation: Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let remark: String

    var description: String { "\(path):\(line): \(remark)" }
}

/// The repository on disk, read once.
enum SourceTree {
    static let root: URL = {
        let here = URL(fileURLWithPath: #filePath)
        return here.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }()

    /// Every source file below the four places that hold code, in path order.
    static let files: [SourceFile] = {
        var paths = ["Package.swift", "Makefile", ".ci/run"].filter(exists)
        for area in ["Sources", "Tests", "Benchmarks", "scripts"] where exists(area) {
            paths += below(area)
        }
        return paths.sorted().compactMap(read)
    }()

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    static func read(_ path: String) -> SourceFile? {
        let place = root.appendingPathComponent(path)
        guard let data = try? Data(contentsOf: place) else { return nil }
        return String(data: data, encoding: .utf8).map { SourceFile(path: path, text: $0) }
    }

    private static let kinds = ["swift", "c", "h", "modulemap", "py", "sh"]

    private static func below(_ area: String) -> [String] {
        let place = root.appendingPathComponent(area).path
        guard let walk = FileManager.default.enumerator(atPath: place) else { return [] }
        return walk.compactMap { $0 as? String }
            .filter { path in kinds.contains { path.hasSuffix("." + $0) } }
            .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .map { area + "/" + $0 }
    }
}
