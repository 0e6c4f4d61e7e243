// SPDX-License-Identifier: GPL-3.0-or-later

/// Writes a document as YAML that reads back as the same document: keys in their order, short lists
/// and maps on one line.
struct DocumentWriter {
    private static let widest = 100
    private var text = ""

    static func write(_ document: DocumentNode) -> String {
        var writer = DocumentWriter()
        if document.isEmpty, let inline = inline(document, room: widest) { return inline + "\n" }
        writer.write(document, indent: 0)
        return writer.text
    }

    /// The document on one line, such as `{mean: 1s}`.
    static func compact(_ document: DocumentNode) -> String {
        switch document.value {
        case .scalar(let scalar): scalar.text
        case .map, .list: inline(document, room: .max, levels: .max) ?? ""
        }
    }

    private mutating func write(_ node: DocumentNode, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        switch node.value {
        case .scalar(let scalar): text += margin + Self.scalar(scalar) + "\n"
        case .map(let entries):
            for entry in entries {
                text += margin
                writeEntry(entry, indent: indent)
            }
        case .list(let items):
            for item in items { writeItem(item, margin: margin, indent: indent) }
        }
    }

    private mutating func writeEntry(_ entry: DocumentNode.Entry, indent: Int) {
        let key = Self.scalar(.init(text: entry.key, isQuoted: true)) + ":"
        text += key
        if let inline = Self.inline(entry.value, room: Self.widest - indent - key.count - 1) {
            text += " " + inline + "\n"
        } else {
            text += "\n"
            write(entry.value, indent: indent + 2)
        }
    }

    private mutating func writeItem(_ item: DocumentNode, margin: String, indent: Int) {
        if let inline = Self.inline(item, room: Self.widest - indent - 2) {
            text += margin + "- " + inline + "\n"
        } else if case .map(let entries) = item.value, let first = entries.first {
            text += margin + "- "
            writeEntry(first, indent: indent + 2)
            let rest = DocumentNode(place: item.place, value: .map(Array(entries.dropFirst())))
            write(rest, indent: indent + 2)
        } else {
            text += margin + "-\n"
            write(item, indent: indent + 2)
        }
    }

    /// On one line; nil where that is longer than `room` or has more levels of maps and lists.
    private static func inline(_ node: DocumentNode, room: Int, levels: Int = 2) -> String? {
        switch node.value {
        case .scalar(let scalar): Self.scalar(scalar)
        case .list(let items):
            joined(items.map { (nil, $0) }, "[", "]", room: room, levels: levels)
        case .map(let entries):
            joined(entries.map { ($0.key, $0.value) }, "{", "}", room: room, levels: levels)
        }
    }

    private static func joined(
        _ parts: [(key: String?, node: DocumentNode)], _ open: String, _ close: String,
        room: Int, levels: Int
    ) -> String? {
        guard levels > 0 else { return nil }
        var line = open
        for (index, part) in parts.enumerated() {
            if index > 0 { line += ", " }
            if let key = part.key { line += scalar(.init(text: key, isQuoted: true)) + ": " }
            guard line.utf8.count <= room,
                let inner = inline(part.node, room: room, levels: levels - 1)
            else { return nil }
            line += inner
        }
        line += close
        return line.utf8.count <= room ? line : nil
    }

    // MARK: Scalars

    private static func scalar(_ scalar: DocumentNode.Scalar) -> String {
        if scalar.isRemoval || isPlain(scalar.text) { return scalar.text }
        var quoted = "\""
        for unit in scalar.text.unicodeScalars {
            switch unit {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where isHidden(unit): quoted += escape(unit)
            default: quoted.unicodeScalars.append(unit)
            }
        }
        return quoted + "\""
    }

    /// Whether a text stands without quotes anywhere, also within brackets.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            text != "null", text != "~", !text.hasPrefix("..."), first != " ", last != " ",
            last != ":"
        else { return false }
        if "-?:,[]{}#&*!|>'\"%@`=<".unicodeScalars.contains(first) { return false }
        var previous: Unicode.Scalar = first
        for unit in text.unicodeScalars {
            if ",[]{}\"\\\n\t".unicodeScalars.contains(unit) || isHidden(unit) { return false }
            if previous == ":", unit == " " { return false }
            if previous == " ", unit == "#" { return false }
            previous = unit
        }
        return true
    }

    private static func isHidden(_ unit: Unicode.Scalar) -> Bool {
        unit.value < 0x20 || (0x7F..<0xA0).contains(unit.value) || unit.value == 0xFEFF
            || (0x2028...0x2029).contains(unit.value)
            || unit.value >= 0xFFFE
                && unit.value <= 0xFFFF
    }

    private static func escape(_ unit: Unicode.Scalar) -> String {
        let digits = String(unit.value, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
