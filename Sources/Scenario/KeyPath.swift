// SPDX-License-Identifier: GPL-3.0-or-later

/// The way to a value: keys and list positions, such as `operations.x.steps.0.cpu.mean`.
struct KeyPath: Sendable, Hashable {
    /// A key with points, such as `p99.9`, may be written as it is where the document has it.
    static let mostPartsOfKey = 8
    private static let mostParts = 64

    let parts: [String]

    init(parts: [String]) { self.parts = parts }

    /// Splits at points; a part in double quotes may hold points. Nil for an empty part, a quote
    /// that stays open, or an absurd depth.
    init?(parsing text: String) {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted:
                parts.append(part)
                part = ""
            default: part.append(character)
            }
        }
        parts.append(part)
        guard !isQuoted, parts.count <= Self.mostParts, !parts.contains(where: \.isEmpty) else {
            return nil
        }
        self.parts = parts
    }

    var description: String { parts.joined(separator: ".") }
}
