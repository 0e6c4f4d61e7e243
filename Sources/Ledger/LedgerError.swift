// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a ledger cannot be read or written, or a row has no place in it.
public enum LedgerError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(path: String)
    /// No database, or another program's.
    case foreign(path: String, found: String)
    /// Written by a newer program.
    case newer(path: String, version: Int, known: Int)
    /// Another process writes and goes on writing.
    case busy(path: String)
    case readOnly(path: String)
    case full(path: String)
    case damaged(path: String, reason: String)
    case unusable(path: String, reason: String)
    /// A line whose numbers have another unit in the ledger. The row counts from 0 among those that
    /// were added; absent where a run's were.
    case unit(line: String, given: String, known: String, row: Int? = nil)
    /// A row of a line that several scenarios have, which does not say of which it is in the
    /// column for that; rows count as above.
    case whose(line: String, scenarios: [String], column: String, row: Int? = nil)
    /// What a row cannot say.
    case badRow(key: String, value: String, reason: String)
    /// The same of a table; line and column count from 1, columns in bytes.
    case badCell(line: Int, column: Int, text: String, reason: String)

    /// The row that is refused, among those that were added; nil where it is none of these.
    public var row: Int? {
        switch self {
        case .unit(_, _, _, let row), .whose(_, _, _, let row): row
        case .missing, .foreign, .newer, .busy, .readOnly, .full, .damaged, .unusable, .badRow,
            .badCell:
            nil
        }
    }

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): there is no ledger; 'plimsoll ledger add' begins one, --ledger names another"
        case .foreign(let path, let found):
            "\(path): it is no ledger of Plimsoll, but \(found); name another by --ledger"
        case .newer(let path, let version, let known):
            "\(path): its schema is version \(version), and this program knows \(known);"
                + " install a newer plimsoll"
        case .busy(let path):
            "\(path): another program holds it, and nothing was written; try again when it is done"
        case .readOnly(let path):
            "\(path): it may not be written; give yourself the right, or name another by --ledger"
        case .full(let path):
            "\(path): the disk is full, and nothing was written; make room and try again"
        case .damaged(let path, let reason):
            "\(path): it is damaged: \(reason); bring back a copy of it"
        case .unusable(let path, let reason):
            "\(path): it cannot be used: \(reason); check its folder, or name another by --ledger"
        case .unit(let line, let given, let known, _):
            "'\(line)' is in \(known) so far, not in \(given); convert it, or take another name"
        case .whose(let line, let scenarios, let column, _):
            "'\(line)' is of \(scenarios.count) scenarios in the ledger"
                + " (\(scenarios.prefix(3).joined(separator: "; "))"
                + "\(scenarios.count > 3 ? "; ..." : "")); say of which in a column '\(column)'"
        case .badRow(let key, let value, let reason):
            "\(key) '\(value)': \(reason)"
        case .badCell(let line, let column, let text, let reason):
            "\(line):\(column): " + (text.isEmpty ? "" : "'\(text)': ") + reason
        }
    }
}
