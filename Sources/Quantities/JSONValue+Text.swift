// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONValue {
    /// A JSON string of a text, with its quotes (RFC 8259, section 7).
    public static func quoted(_ text: String) -> String {
        let inner = text.replacingScalars { scalar in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\u{00}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return nil
            }
        }
        return "\"" + inner + "\""
    }
}
