// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A JSON value of a schema; maps keep their order.
indirect enum SchemaValue {
    case text(String)
    case number(String)
    case flag(Bool)
    case list([SchemaValue])
    case map([(key: String, value: SchemaValue)])

    static func texts(_ texts: [String]) -> SchemaValue { .list(texts.map(SchemaValue.text)) }

    private static let longestLine = 96

    /// Two spaces a level; on one line what is short.
    func json(indent: String = "") -> String {
        let line = line
        if indent.count + line.count <= Self.longestLine { return line }
        let inner = indent + "  "
        switch self {
        case .text, .number, .flag: return line
        case .list(let items):
            let lines = items.map { inner + $0.json(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
        case .map(let entries):
            let lines = entries.map {
                inner + JSONValue.quoted($0.key) + ": " + $0.value.json(indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        }
    }

    private var line: String {
        switch self {
        case .text(let text): JSONValue.quoted(text)
        case .number(let number): number
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): "[" + items.map(\.line).joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map { JSONValue.quoted($0.key) + ": " + $0.value.line }
                .joined(separator: ", ") + "}"
        }
    }
}
