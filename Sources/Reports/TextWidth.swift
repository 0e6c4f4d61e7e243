// SPDX-License-Identifier: GPL-3.0-or-later

/// How many columns of a terminal a text takes, and texts made to fit.
enum TextWidth {
    static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// 0 for what only modifies its neighbour, 2 for wide East Asian characters and emoji.
    private static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.properties.isEmojiPresentation
            || character.unicodeScalars.contains("\u{FE0F}") || isWide(first.value)
        {
            return 2
        }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }

    /// East Asian Width W and F (Unicode Standard Annex 11), in blocks.
    private static func isWide(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - of(text)))
    }

    static func padded(left text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - of(text))) + text
    }

    /// Control characters, which could move the cursor or break a line, become spaces.
    static func printable(_ text: String) -> String {
        let isClean = text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !$0.isLineSeparator
        }
        if isClean { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let breaks = scalar.properties.generalCategory == .control || scalar.isLineSeparator
            clean.append(breaks ? " " : scalar)
        }
        return String(clean)
    }

    /// Lines of at most that width, broken at spaces; a longer word is cut.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        let width = max(width, 1)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var rest = String(word)
            if !line.isEmpty, of(line) + 1 + of(rest) <= width {
                line += " " + rest
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while of(rest) > width {
                let head = prefix(of: rest, fitting: width)
                lines.append(String(head))
                rest = String(rest.dropFirst(head.count))
            }
            line = rest
        }
        lines.append(line)
        return lines
    }

    /// At least one character, so that wrapping ends.
    private static func prefix(of text: String, fitting width: Int) -> Substring {
        var used = 0
        var count = 0
        for character in text {
            used += of(character)
            if used > width { break }
            count += 1
        }
        return text.prefix(max(count, 1))
    }
}

extension Unicode.Scalar {
    fileprivate var isLineSeparator: Bool { self == "\u{2028}" || self == "\u{2029}" }
}
