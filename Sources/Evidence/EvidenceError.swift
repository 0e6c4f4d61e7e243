// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a file of another tool tells nothing.
public enum EvidenceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Line and column count from 1, columns in characters.
    case badLine(line: Int, column: Int, text: String, reason: String)
    /// A JSON text, by the path to what is wrong.
    case badJSON(path: String, reason: String)
    case duplicate(name: String)
    case empty(expected: String)
    /// What a live server is asked for is none of its questions.
    case badQuestion(key: String, value: String, reason: String)
    /// What a live server answered instead, and its status of HTTP.
    case refused(status: Int, reason: String)

    /// k6 and Foundry compress where they are asked to (gzip, RFC 1952).
    static func refuseCompressed(_ bytes: [UInt8]) throws(EvidenceError) {
        guard !bytes.starts(with: [0x1F, 0x8B]) else {
            throw .empty(expected: "text; it is compressed, so run gunzip first")
        }
    }

    /// Whether its words begin with line and column.
    public var isPlaced: Bool {
        if case .badLine = self { true } else { false }
    }

    /// The same of a text that is one line of a file.
    func onLine(_ number: Int) -> EvidenceError {
        switch self {
        case .badLine(_, let column, let text, let reason):
            .badLine(line: number, column: column, text: text, reason: reason)
        case .badJSON(let path, let reason):
            .badLine(line: number, column: 1, text: path, reason: reason)
        case .duplicate, .empty, .badQuestion, .refused: self
        }
    }

    public var description: String {
        switch self {
        case .badLine(let line, let column, let text, let reason):
            "\(line):\(column): " + (text.isEmpty ? "" : "'\(text)': ") + reason
        case .badJSON(let path, let reason):
            (path.isEmpty ? "" : path + ": ") + reason
        case .duplicate(let name):
            "'\(name)' stands twice; keep one of the two"
        case .empty(let expected):
            "it holds no measurement; expected \(expected)"
        case .badQuestion(let key, let value, let reason):
            "\(key) '\(value.prefix(80))': \(reason)"
        case .refused(let status, let reason): "it answered HTTP \(status): \(reason)"
        }
    }
}
