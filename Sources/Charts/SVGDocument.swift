// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// An SVG document as gnuplot writes it, made fit for a page with others: without the program's
/// name, with a title for those who do not see it, and with ids of its own.
struct SVGDocument {
    let text: String

    /// Nil where the text is no whole document.
    init?(_ text: String, of script: GnuplotScript) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard lines.first?.hasPrefix("<?xml") == true, lines.last == "</svg>" else { return nil }
        var result: [String] = []
        for line in lines {
            if line.hasPrefix("<desc>") || Self.isEmptyGroup(line, after: &result) { continue }
            if line == "<title>Gnuplot</title>" {
                result.append("<title>\(Self.escaped(script.title))</title>")
            } else if line.hasPrefix("\t\t<text") {
                result.append(Self.label(line))
            } else {
                result.append(Self.mark(line, prefix: script.name + "-"))
            }
        }
        self.text = result.joined(separator: "\n") + "\n"
    }

    /// A group that holds nothing: gnuplot opens one for each change of colour.
    private static func isEmptyGroup(_ line: Substring, after lines: inout [String]) -> Bool {
        guard line == "</g>", let last = lines.last, last.hasPrefix("<g fill=\"none\""),
            last.hasSuffix("stroke-linejoin=\"miter\">")
        else { return false }
        lines.removeLast()
        return true
    }

    /// gnuplot escapes < and &, but not >, which may not follow ]] in XML.
    private static func label(_ line: Substring) -> String {
        let closing = "</text>"
        guard let opening = line.firstIndex(of: ">"), line.hasSuffix(closing) else {
            return String(line)
        }
        let inner = line[opening...].dropFirst().dropLast(closing.count)
        return line[...opening] + inner.replacing(">", with: "&gt;") + closing
    }

    private static func mark(_ line: Substring, prefix: String) -> String {
        var line = String(line)
        for opening in ["id='", "id=\"", "href='#", "url(#"] where line.contains(opening) {
            line = line.replacing(opening, with: opening + prefix)
        }
        // A tooltip with gnuplot's name for the data helps nobody.
        if let start = line.firstRange(of: "<title>$d"), let end = line.firstRange(of: "</title>") {
            line.removeSubrange(start.lowerBound..<end.upperBound)
        }
        return line.replacing(
            "font-family=\"sans-serif:Bold\"",
            with: "font-family=\"sans-serif\" font-weight=\"bold\"")
    }

    static func escaped(_ text: String) -> String {
        GnuplotText.printable(text).replacingScalars { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: nil
            }
        }
    }
}
