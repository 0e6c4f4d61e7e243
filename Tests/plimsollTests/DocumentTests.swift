// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// What documents show is what the program says.
@Suite("Documents")
struct DocumentTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Those of the README that take no time: every line that is shown, though not every line that
    /// is said.
    @Test(
        "Samples of the README",
        arguments: ["stress models/yardsticks/mm4.yaml", "pages models/atk/frontend.yaml"])
    func sample(command: String) throws {
        let readme = try Self.text("README.md")
        let start = try #require(readme.range(of: "    .build/release/plimsoll " + command))
        let rest = readme[start.lowerBound...].split(
            separator: "\n", omittingEmptySubsequences: false)
        let words = rest[0].split(separator: " ").dropFirst().map(String.init)
        let fences = rest.indices.filter { rest[$0] == "```" }
        try #require(fences.count > 1)
        let outcome = try Program.run(
            words.map { word in
                word.hasSuffix(".yaml") ? Self.root.appendingPathComponent(word).path : word
            } + ["--quiet"])
        let said = outcome.output.split(separator: "\n")
        let shown = rest[fences[0] + 1..<fences[1]].filter { !$0.isEmpty && $0 != "…" }
        #expect(shown.count > 5)
        for line in shown { #expect(said.contains(line), "\(line)\n\(outcome.output)") }
    }

    /// docs/reproduction.md is of the scenarios as they are; `make reproduction` writes it anew.
    @Test("Digests of the published figures")
    func reproduction() throws {
        let makefile = try Self.text("Makefile").split(separator: "\n")
        let list = try #require(makefile.first { $0.hasPrefix("PUBLISHED := ") })
        let page = try Self.text("docs/reproduction.md")
        for name in list.split(separator: " ").dropFirst(2) {
            let path = Self.root.appendingPathComponent("models/\(name).yaml").path
            let report = try Program.run("check", path, "--format", "json").output
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any])
            let digest = try #require(object["digest"] as? String)
            #expect(page.contains(digest), "\(name): write it anew by make reproduction")
        }
    }
}
