// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Text as gnuplot's scripts carry it.
enum GnuplotText {
    /// A string between single quotes, in which gnuplot replaces nothing: no escapes, no macros, no
    /// commands between backquotes. Only a quote is doubled, and nothing may end the line.
    static func quoted(_ text: String) -> String {
        "'" + printable(text).replacingScalars { $0 == "'" ? "''" : nil } + "'"
    }

    /// One line: control characters, line separators and what XML does not allow become spaces;
    /// what would turn the direction of the text around it is left out.
    static func printable(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
                clean.append(" ")
            case .format: break
            default: clean.append(scalar)
            }
        }
        return String(clean)
    }
}
