// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Scenario

/// A text, and what is said about it; the text may be too long to name the test.
struct BadFile: Sendable, CustomTestStringConvertible {
    let text: String
    let words: String

    init(_ text: String, _ words: String) {
        self.text = text
        self.words = words
    }

    var testDescription: String { words }
}

/// Files that are refused before any key of them is read.
@Suite struct BadFileTests {
    static let bombLines =
        ["a: &a [x, x, x, x, x, x, x, x, x]"]
        + zip("bcdefghi", "abcdefgh").map { name, last in
            "\(name): &\(name) [" + Array(repeating: "*\(last)", count: 9).joined(separator: ", ")
                + "]"
        }

    @Test(arguments: [
        BadFile("", "x.yaml: the file is empty"),
        BadFile("# nothing\n", "x.yaml: the file is empty"),
        BadFile("---\n", "x.yaml: the file is empty"),
        BadFile("just words", "x.yaml:1:1: the file holds a single value"),
        BadFile("- a\n- b\n", "x.yaml:1:1: the file holds a list"),
        BadFile("plimsoll: 1\u{0}", "x.yaml: the file is binary"),
        BadFile("plimsoll: 1\nname: \u{1B}[31m\n", "x.yaml:2:7: a control character"),
        BadFile("plimsoll: 1\n---\nplimsoll: 1\n", "x.yaml:2:1: the file holds a second document"),
        BadFile("plimsoll: 1\nname: \"open\n", "this is not YAML"),
        BadFile("plimsoll: 1\n\tname: x\n", "x.yaml:2:1: this is not YAML"),
        BadFile("a: [1, 2\nb: 3\n", "this is not YAML"),
        BadFile(bombLines.joined(separator: "\n"), "x.yaml:1:4: an anchor (&) or alias (*)"),
        BadFile("name: x\nnotes: [*a]\n", "x.yaml:2:9: an anchor (&) or alias (*)"),
        BadFile("name: 'a'\nb: {<<: *x}\n", "x.yaml:2:9: an anchor (&) or alias (*)"),
        BadFile("? [&a x, *a]\n: 1\n", "x.yaml:1:1: a complex key"),
        BadFile("name: !!str x\n", "x.yaml:1:7: a tag (!)"),
        BadFile("%YAML 1.1\n---\nname: x\n", "x.yaml:1:1: a directive (%)"),
        BadFile("name: |\n  text\n *b\n", "x.yaml:3:2: an anchor (&) or alias (*)"),
        BadFile("name: |2\n   text\n", "x.yaml:1:8: an indentation indicator"),
        BadFile(String(repeating: "[", count: 100_000), "x.yaml:1:64: more than 64 levels"),
        BadFile(String(repeating: "- ", count: 100_000), "x.yaml:1:129: more than 64 levels"),
        BadFile(String(repeating: "{a: ", count: 100_000), "x.yaml:1:"),
        BadFile(
            (0..<500).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
            "x.yaml:65:65: more than 64 levels"
        ),
        BadFile(
            String(repeating: "a: 1\n", count: 1 << 20), "x.yaml: the file is larger than 4 MiB"
        ),
    ])
    func refused(_ file: BadFile) {
        let found = messages(["x.yaml": file.text])
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(file.words) == true, "\(found)")
    }

    /// What looks like an alias or a bracket within a text is neither.
    @Test(arguments: [
        "name: R&D *and* [brackets] {braces", "name: \"& * ! [ [ {\"", "name: '& it''s * ! [ {'",
        "name: |\n  & first\n  * second\n\n  [[[ third", "name: >-\n  & folded\n  * text",
        "name: x # &a *b !c [[[",
    ])
    func accepted(_ name: String) {
        let text = Fixtures.mm4.changing("name: M/M/4", to: name)
        #expect(messages(["x.yaml": text]) == [])
    }

    @Test func invalidUTF8() {
        let reader = FileReader.memory(["x.yaml": [0x61, 0x3A, 0x20, 0xFF, 0xFE]])
        #expect(throws: ScenarioErrors.self) {
            try ScenarioFile.load(path: "x.yaml", reader: reader)
        }
    }

    @Test func onTheDisk() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "scenario-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("x.yaml")
        try Fixtures.mm4.write(to: file, atomically: true, encoding: .utf8)
        #expect(try ScenarioFile.load(path: file.path).model.name == "M/M/4")

        let huge = folder.appendingPathComponent("huge.yaml")
        _ = FileManager.default.createFile(atPath: huge.path, contents: nil)
        let handle = try FileHandle(forWritingTo: huge)
        try handle.truncate(atOffset: 100 << 20)
        try handle.close()
        for (path, words) in [
            (folder.path, "this is a directory"), (folder.path + "/no.yaml", "no such file"),
            (huge.path, "larger than 4 MiB"), ("/dev/zero", "larger than 4 MiB"),
        ] {
            #expect {
                try ScenarioFile.load(path: path)
            } throws: {
                "\($0)".contains("\(path): ") && "\($0)".contains(words)
            }
        }
    }

    /// As many nodes as 4 MiB can hold end in an answer.
    @Test func crowded() {
        let items = String(repeating: "a,", count: 100_000)
        #expect(messages(["x.yaml": "notes: [\(items)]"]).count == 4)
        let keys = (0..<20_000).map { "k\($0): 1" }.joined(separator: "\n")
        #expect(messages(["x.yaml": keys]).count == Problems.mostListed)
    }
}
