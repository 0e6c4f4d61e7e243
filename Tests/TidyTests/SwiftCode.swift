// SPDX-License-Identifier: GPL-3.0-or-later

/// Just enough of Swift's lexical rules to tell code from comments and strings.
enum SwiftCode {
    /// The same text with every character of a comment or a string literal blanked; line breaks
    /// stay, and so does the code inside `\( )`.
    static func blanked(_ text: String) -> String {
        var scanner = Scanner(text)
        return scanner.blanked()
    }

    /// Walks the bytes with a stack of the things that are open.
    private struct Scanner {
        private enum Open {
            case code(parentheses: Int)
            case string(hashes: Int, multiline: Bool)
            case lineComment
            case blockComment(depth: Int)
        }

        private let bytes: [UInt8]
        private var out: [UInt8] = []
        private var at = 0
        private var open: [Open] = [.code(parentheses: 0)]

        init(_ text: String) {
            bytes = Array(text.utf8)
            out.reserveCapacity(bytes.count)
        }

        mutating func blanked() -> String {
            while at < bytes.count {
                switch open.last ?? .code(parentheses: 0) {
                case .code(let parentheses): stepInCode(parentheses)
                case .string(let hashes, let multiline): stepInString(hashes, multiline)
                case .lineComment:
                    if bytes[at] == UInt8(ascii: "\n") { open.removeLast() }
                    blank(1)
                case .blockComment(let depth): stepInBlockComment(depth)
                }
            }
            return String(decoding: out, as: UTF8.self)
        }

        private mutating func stepInCode(_ parentheses: Int) {
            if starts("//") { return enter(.lineComment, skipping: 2) }
            if starts("/*") { return enter(.blockComment(depth: 1), skipping: 2) }
            var hashes = 0
            while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
            if starts("\"\"\"", from: hashes) {
                return enter(.string(hashes: hashes, multiline: true), skipping: hashes + 3)
            }
            if starts("\"", from: hashes) {
                return enter(.string(hashes: hashes, multiline: false), skipping: hashes + 1)
            }
            if bytes[at] == UInt8(ascii: "(") {
                open[open.count - 1] = .code(parentheses: parentheses + 1)
            } else if bytes[at] == UInt8(ascii: ")") {
                // The parenthesis that closes an interpolation goes back to its string.
                if parentheses == 0, open.count > 1 {
                    open.removeLast()
                } else {
                    open[open.count - 1] = .code(parentheses: parentheses - 1)
                }
            }
            keep(max(hashes, 1))
        }

        private mutating func stepInString(_ hashes: Int, _ multiline: Bool) {
            let hash = String(repeating: "#", count: hashes)
            let quote = (multiline ? "\"\"\"" : "\"") + hash
            if starts("\\" + hash + "(") {
                blank(1 + hashes)
                keep(1)
                open.append(.code(parentheses: 0))
            } else if starts("\\" + hash) {
                blank(min(2 + hashes, bytes.count - at))
            } else if starts(quote) || (!multiline && bytes[at] == UInt8(ascii: "\n")) {
                open.removeLast()
                blank(starts(quote) ? quote.utf8.count : 1)
            } else {
                blank(1)
            }
        }

        private mutating func stepInBlockComment(_ depth: Int) {
            let deeper = starts("/*")
            let higher = starts("*/")
            if deeper || higher {
                let now = depth + (deeper ? 1 : -1)
                if now == 0 {
                    open.removeLast()
                } else {
                    open[open.count - 1] = .blockComment(depth: now)
                }
            }
            blank(deeper || higher ? 2 : 1)
        }

        private mutating func enter(_ inside: Open, skipping count: Int) {
            open.append(inside)
            blank(count)
        }

        private func starts(_ prefix: String, from offset: Int = 0) -> Bool {
            bytes[min(at + offset, bytes.count)...].starts(with: prefix.utf8)
        }

        private mutating func keep(_ count: Int) {
            out.append(contentsOf: bytes[at..<min(at + count, bytes.count)])
            at += count
        }

        private mutating func blank(_ count: Int) {
            for byte in bytes[at..<min(at + count, bytes.count)] {
                out.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
            }
            at += count
        }
    }
}
