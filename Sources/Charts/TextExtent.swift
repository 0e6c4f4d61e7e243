// SPDX-License-Identifier: GPL-3.0-or-later

/// How much room text takes in pixels, from above: nobody knows the font that a reader has, so each
/// character counts as in the widest of the usual sans-serif fonts (Verdana, DejaVu Sans).
enum TextExtent {
    static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
        text.unicodeScalars.reduce(0) { $0 + em($1) } * size * (isBold ? 1.12 : 1)
    }

    /// Widths as fractions of the font size.
    private static func em(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", " ": 0.36
        case "f", "t", "r", "(", ")", "[", "]", "/", "\\", "-": 0.43
        case "m", "w", "M", "W", "@", "%", "…", "—": 0.98
        case "A"..."Z": 0.74
        case "0"..."9", "a"..."z": 0.64
        case "\u{0}"..."\u{7F}": 0.84
        case "\u{300}"..."\u{36F}": 0
        case "\u{80}"..."\u{10FF}": 0.8
        default: 1.05
        }
    }

    /// The text, or its beginning with an ellipsis where it is wider.
    static func cut(_ text: String, to width: Double, size: Double) -> String {
        guard self.width(text, size: size) > width else { return text }
        var kept = ""
        var used = self.width("…", size: size)
        for character in text {
            used += self.width(String(character), size: size)
            if used > width { break }
            kept.append(character)
        }
        while kept.last == " " { kept.removeLast() }
        return kept + "…"
    }

    /// The text, or its two ends with an ellipsis between them where it is wider: keys that begin
    /// alike often differ at their ends.
    static func middleCut(_ text: String, to width: Double, size: Double) -> String {
        guard self.width(text, size: size) > width else { return text }
        var (head, tail) = (Substring(), Substring())
        var rest = text[...]
        var used = self.width("…", size: size)
        while let next = head.count > tail.count ? rest.last : rest.first {
            used += self.width(String(next), size: size)
            if used > width { break }
            if head.count > tail.count {
                rest.removeLast()
                tail = text.suffix(tail.count + 1)
            } else {
                rest.removeFirst()
                head = text.prefix(head.count + 1)
            }
        }
        while head.last == " " { head.removeLast() }
        while tail.first == " " { tail.removeFirst() }
        return head + "…" + tail
    }

    /// A name on at most so many lines of that width, broken after spaces and points; where it does
    /// not fit, its middle is cut.
    static func name(_ text: String, to width: Double, size: Double, lines most: Int) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in text {
            piece.append(character)
            if character == " " || character == "." {
                pieces.append(piece)
                piece = ""
            }
        }
        if !piece.isEmpty { pieces.append(piece) }
        var lines: [String] = []
        var line = ""
        for piece in pieces {
            let fits = self.width((line + piece).trimmedEnd, size: size) <= width
            if fits || line.isEmpty || lines.count + 1 == most {
                line += piece
            } else {
                lines.append(line.trimmedEnd)
                line = piece
            }
        }
        return (lines + [line.trimmedEnd]).map { middleCut($0, to: width, size: size) }
    }

    /// Lines of at most that width, broken at spaces; what does not fit into so many is cut.
    static func wrapped(
        _ text: String, to width: Double, size: Double, isBold: Bool = false, lines most: Int
    ) -> [String] {
        let room = width / (isBold ? 1.12 : 1)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if self.width(longer, size: size) <= room || line.isEmpty || lines.count + 1 == most {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return (lines + [line]).map { cut($0, to: room, size: size) }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
