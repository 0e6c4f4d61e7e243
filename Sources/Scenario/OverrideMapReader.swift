// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads changes from a map of keys, as `--set` takes them, and values.
struct OverrideMapReader {
    /// Whose changes they are, such as `an option`.
    let subject: String
    /// Sections of a scenario that it may not change.
    let fixed: [String]

    func read(_ map: MapReader) -> [Override]? {
        all(map.fields.map { change($0.key, $0.field) })
    }

    private func change(_ key: String, _ field: Field) -> Override? {
        guard let path = KeyPath(parsing: key), !key.contains("=") else {
            field.note(
                at: field.keyPlace, "\(quoted(key)) is no path of keys",
                "write it as --set does, such as components.api.replicas", value: key)
            return nil
        }
        if let first = path.parts.first, fixed.contains(first) {
            field.note(
                at: field.keyPlace, "\(subject) cannot change \(quoted(first))",
                "change traffic, operations, components or pages", value: key)
            return nil
        }
        return Override(path: path, text: "\(key)=\(field.node.flowText)", at: field.node.place)
    }
}

extension DocumentNode {
    /// On one line, as `--set` takes it.
    fileprivate var flowText: String {
        if case .scalar(let scalar) = value { return scalar.text }
        return innerText
    }

    private var innerText: String {
        switch value {
        case .scalar(let scalar): scalar.isRemoval ? "~" : Self.word(scalar.text)
        case .list(let items): "[" + items.map(\.innerText).joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map { Self.word($0.key) + ": " + $0.value.innerText }
                .joined(separator: ", ") + "}"
        }
    }

    /// As it is where nobody could take it for something else, else in double quotes.
    private static func word(_ text: String) -> String {
        let isPlain =
            text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0)
                    || " ./%_-+".contains("\($0)")
            } && text.first.map { $0.isLetter || $0.isNumber } ?? false && !text.hasSuffix(" ")
        if isPlain, text != "null" { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
