// SPDX-License-Identifier: GPL-3.0-or-later

/// Looks through a text before the YAML parser sees it, for what would make a parser expand or
/// recurse without bound, and for what scenarios do not need: anchors and aliases, tags,
/// directives, complex keys, and nesting of more than `deepest` levels.
///
/// It follows YAML's lexical rules only as far as it must, to know where a token may begin. Where
/// it is in doubt it takes a token for one, so that nothing slips through.
struct DocumentGuard {
    static let deepest = 64

    struct Fault: Error, Hashable {
        let line: Int
        let column: Int
        let problem: String
        let remedy: String
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    /// Open brackets and braces.
    private var flowDepth = 0
    /// Columns (from 0) at which the open block collections began.
    private var indents: [Int] = []
    /// Column of the last dash or key on this line.
    private var structureColumn: Int?
    /// Whether something other than dashes stands on this line.
    private var hasKey = false
    private var lineIndent = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes must be valid UTF-8.
    static func check(_ bytes: [UInt8]) throws(Fault) {
        var scan = DocumentGuard(bytes)
        try scan.checkCharacters()
        while scan.index < bytes.count { try scan.scanLine() }
    }

    // MARK: Lines and tokens

    private mutating func scanLine() throws(Fault) {
        structureColumn = nil
        hasKey = false
        while byte() == .space { index += 1 }
        lineIndent = index - lineStart
        if lineIndent == 0 {
            if byte() == .percent {
                throw fault("a directive (%)", "leave it out")
            }
            if starts(with: "---") || starts(with: "...") { index += 3 }
        }
        while let next = byte(), !next.isBreak { try scanToken(next) }
        endLine()
    }

    private mutating func scanToken(_ first: UInt8) throws(Fault) {
        switch first {
        case .space, .tab: index += 1
        case .hash: skipToBreak()
        case .ampersand, .asterisk:
            throw fault(
                "an anchor (&) or alias (*)",
                "write the value out, or put the text in quotes")
        case .exclamation:
            throw fault("a tag (!)", "leave it out, or put the text in quotes")
        case .quote, .doubleQuote:
            try openBlock(at: column)
            skipQuoted(first)
        case .openBracket, .openBrace:
            if flowDepth == 0 { try openBlock(at: column) }
            flowDepth += 1
            try checkDepth()
            index += 1
        case .closeBracket, .closeBrace:
            flowDepth = max(0, flowDepth - 1)
            index += 1
        case .comma where flowDepth > 0: index += 1
        case .colon where flowDepth > 0 || isBlank(at: index + 1): index += 1
        case .dash where flowDepth == 0 && isBlank(at: index + 1):
            try openBlock(at: column, always: true)
            index += 1
        case .question where isBlank(at: index + 1):
            throw fault("a complex key (?)", "write the key before a colon")
        case .question where flowDepth > 0: index += 1
        case .bar where flowDepth == 0, .greater where flowDepth == 0: try skipBlockScalar()
        default:
            try openBlock(at: column)
            skipPlain()
        }
    }

    /// Notes that a block collection may begin at a column: each dash, and a line's first key.
    private mutating func openBlock(at column: Int, always: Bool = false) throws(Fault) {
        guard flowDepth == 0 else { return }
        if hasKey, !always { return }
        hasKey = !always
        structureColumn = column
        while let last = indents.last, last >= column { indents.removeLast() }
        indents.append(column)
        try checkDepth()
    }

    private func checkDepth() throws(Fault) {
        guard indents.count + flowDepth > Self.deepest else { return }
        throw fault("more than \(Self.deepest) levels of nesting", "nest less deeply")
    }

    // MARK: Scalars

    private mutating func skipPlain() {
        index += 1
        while let next = byte(), !next.isBreak {
            if flowDepth > 0, next.isFlowIndicator { return }
            if next == .colon {
                if isBlank(at: index + 1) { return }
                if flowDepth > 0, let after = byte(at: index + 1), after.isFlowIndicator { return }
            }
            if next == .hash, isBlank(at: index - 1) { return }
            index += 1
        }
    }

    private mutating func skipQuoted(_ quote: UInt8) {
        index += 1
        while let next = byte() {
            if next.isBreak {
                endLine()
            } else if next == .backslash, quote == .doubleQuote {
                index += 1
                if let escaped = byte(), !escaped.isBreak { index += 1 }
            } else if next == quote {
                index += 1
                guard quote == .quote, byte() == quote else { return }
                index += 1
            } else {
                index += 1
            }
        }
    }

    /// Skips the lines of a literal or folded text: those indented at least as its first line.
    private mutating func skipBlockScalar() throws(Fault) {
        let parent = max(0, structureColumn ?? lineIndent - 1)
        index += 1
        while let next = byte(), !next.isBreak {
            if next == .hash { break }
            if next.isDigit {
                throw fault("an indentation indicator", "indent the text by its first line")
            }
            index += 1
        }
        skipToBreak()
        endLine()
        var indent = 0
        var hasText = false
        while index < bytes.count {
            var end = index
            while byte(at: end) == .space { end += 1 }
            let width = end - index
            let isEmpty = byte(at: end)?.isBreak ?? true
            if !hasText {
                indent = max(indent, width)
                hasText = !isEmpty
                if hasText, indent <= parent { return }
            }
            if !isEmpty, width < indent { return }
            skipToBreak()
            endLine()
        }
    }

    // MARK: Characters

    /// Control characters, and line breaks that people do not see, make a file binary.
    private mutating func checkCharacters() throws(Fault) {
        while let next = byte() {
            if next.isBreak {
                endLine()
                continue
            }
            let isControl = (next < 0x20 && next != .tab) || next == 0x7F
            let isHidden =
                (next == 0xC2 && (byte(at: index + 1) ?? 0xFF) < 0xA0)
                || (next == 0xE2 && byte(at: index + 1) == 0x80
                    && [0xA8, 0xA9].contains(byte(at: index + 2)))
            if isControl || isHidden {
                throw fault("a control character", "give a text file")
            }
            index += 1
        }
        index = 0
        line = 1
        lineStart = 0
    }

    private mutating func skipToBreak() {
        while let next = byte(), !next.isBreak { index += 1 }
    }

    private mutating func endLine() {
        guard let next = byte(), next.isBreak else { return }
        index += next == .carriageReturn && byte(at: index + 1) == .newline ? 2 : 1
        line += 1
        lineStart = index
    }

    private var column: Int { index - lineStart }

    private func byte() -> UInt8? { byte(at: index) }

    private func byte(at position: Int) -> UInt8? {
        bytes.indices.contains(position) ? bytes[position] : nil
    }

    /// Whether a blank, a line break or the end stands there.
    private func isBlank(at position: Int) -> Bool {
        guard let byte = byte(at: position) else { return true }
        return byte == .space || byte == .tab || byte.isBreak
    }

    private func starts(with marker: String) -> Bool {
        bytes[index...].starts(with: marker.utf8) && isBlank(at: index + 3)
    }

    private func fault(_ what: String, _ remedy: String) -> Fault {
        let scalars = bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 }
        return Fault(
            line: line, column: scalars + 1, problem: "\(what) cannot stand in a scenario",
            remedy: remedy)
    }
}

extension UInt8 {
    fileprivate static let tab = UInt8(ascii: "\t")
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let exclamation = UInt8(ascii: "!")
    fileprivate static let doubleQuote = UInt8(ascii: "\"")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let percent = UInt8(ascii: "%")
    fileprivate static let ampersand = UInt8(ascii: "&")
    fileprivate static let quote = UInt8(ascii: "'")
    fileprivate static let asterisk = UInt8(ascii: "*")
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let dash = UInt8(ascii: "-")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let greater = UInt8(ascii: ">")
    fileprivate static let question = UInt8(ascii: "?")
    fileprivate static let openBracket = UInt8(ascii: "[")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let closeBracket = UInt8(ascii: "]")
    fileprivate static let openBrace = UInt8(ascii: "{")
    fileprivate static let bar = UInt8(ascii: "|")
    fileprivate static let closeBrace = UInt8(ascii: "}")

    fileprivate var isBreak: Bool { self == .newline || self == .carriageReturn }
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isFlowIndicator: Bool {
        self == .comma || self == .openBracket || self == .closeBracket || self == .openBrace
            || self == .closeBrace
    }
}
