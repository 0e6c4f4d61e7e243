// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// Whether a text is well-formed XML, as far as gnuplot's output goes: no comments, no CDATA.
enum XMLText {
    /// What is wrong with it; nil where nothing is.
    static func fault(_ text: String) -> String? {
        var open: [Substring] = []
        var ids: Set<Substring> = []
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            if let fault = faultOfText(rest[..<start]) { return fault }
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("?") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "closes \(tag)" }
                continue
            }
            guard let match = tag.wholeMatch(of: Self.opening) else { return "tag <\(tag)>" }
            for id in tag.matches(of: Self.id) where !ids.insert(id.output.1).inserted {
                return "id \(id.output.1) twice"
            }
            if match.output.2.isEmpty { open.append(match.output.1) }
        }
        if let fault = faultOfText(rest) { return fault }
        return open.isEmpty ? nil : "\(open) is open"
    }

    private static func faultOfText(_ text: Substring) -> String? {
        if text.contains("]]>") || text.contains(">") { return "a bare > in '\(text)'" }
        let bare = text.replacing(Self.entity, with: "")
        if bare.contains("&") { return "a bare & in '\(text)'" }
        let isLawful = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF
                || "\n\t".unicodeScalars.contains($0)
        }
        return isLawful ? nil : "a character that XML does not allow"
    }

    private nonisolated(unsafe) static let opening =
        /([A-Za-z][\w:]*)(?:\s+[A-Za-z][\w:\-]*\s*=\s*(?:'[^'<&]*'|"[^"<&]*"))*\s*(\/?)/
    private nonisolated(unsafe) static let id = /\sid\s*=\s*['"]([^'"]*)['"]/
    private nonisolated(unsafe) static let entity = /&(amp|lt|gt|quot|apos|#\d+);/
}

@Suite struct XMLTextTests {
    @Test(arguments: [
        ("<a b='1' c=\"2\"><d/>x &amp; y</a>", true), ("<a><b></a></b>", false),
        ("<a>x & y</a>", false), ("<a>x > y</a>", false), ("<a b=1/>", false), ("<a>", false),
        ("<a><b id='x'/><c id=\"x\"/></a>", false), ("<a>\u{1}</a>", false),
    ])
    func faults(_ text: String, _ isLawful: Bool) {
        #expect((XMLText.fault(text) == nil) == isLawful)
    }
}
