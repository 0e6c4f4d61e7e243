// SPDX-License-Identifier: GPL-3.0-or-later

/// What is wrong at one place of a file of figures.
public struct AuditError: Error, Equatable, Sendable, CustomStringConvertible {
    /// From 1; columns in bytes.
    public let line: Int
    public let column: Int
    /// The column's name; empty where the line as a whole is meant.
    public let key: String
    /// What stands there; may be empty.
    public let text: String
    /// What is wrong, and the remedy.
    public let reason: String

    public var description: String {
        let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
        return "\(line):\(column): " + (key.isEmpty ? "" : key + ": ")
            + (text.isEmpty ? "" : "'\(shown)': ") + reason
    }
}

/// All that is wrong with a file of figures, in the order of its lines; one at least.
public struct AuditErrors: Error, Equatable, Sendable {
    public let all: [AuditError]

    /// More are not listed.
    public static let mostListed = 20
}
