// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a value was written: a position in a file, a file as a whole, or a `--set`.
public enum Place: Hashable, Sendable {
    /// Line and column count from 1; columns count Unicode scalars.
    case position(file: String, line: Int, column: Int)
    case file(String)
    /// The text of the override, such as `run.seed=8`.
    case override(String)
}

extension Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .position(let file, let line, let column): "\(file):\(line):\(column)"
        case .file(let file): file
        case .override(let text): "--set \(printable(text, limit: 200))"
        }
    }
}

/// One thing that is wrong with a scenario: where, what, and what to write instead.
public struct ScenarioError: Error, Hashable, Sendable {
    public let place: Place
    /// Such as `components.api.replicas`; empty for the document as a whole.
    public let keyPath: String
    /// What was written, where one value is at fault.
    public let value: String?
    public let problem: String
    public let remedy: String

    public init(place: Place, keyPath: String, value: String?, problem: String, remedy: String) {
        self.place = place
        self.keyPath = keyPath
        self.value = value
        self.problem = problem
        self.remedy = remedy
    }

    /// The file in which the fault stands; absent for a `--set`.
    public var file: String? {
        switch place {
        case .position(let file, _, _), .file(let file): file
        case .override: nil
        }
    }

    public var line: Int? {
        guard case .position(_, let line, _) = place else { return nil }
        return line
    }

    public var column: Int? {
        guard case .position(_, _, let column) = place else { return nil }
        return column
    }
}

extension ScenarioError: CustomStringConvertible {
    /// `models/x.yaml:12:7: components.api.replicas: '1e30' is …; write …`, on one line.
    public var description: String {
        let key = keyPath.isEmpty ? "" : "\(printable(keyPath, limit: 200)): "
        return "\(place): \(key)\(problem); \(remedy)"
    }
}

/// Everything that is wrong with a scenario, in the order of its files and lines.
public struct ScenarioErrors: Error, Sendable {
    public let errors: [ScenarioError]
    /// Errors beyond those listed.
    public let omitted: Int
}

extension ScenarioErrors: CustomStringConvertible {
    public var description: String {
        let lines = errors.map(\.description)
        return (omitted > 0 ? lines + ["and \(omitted) more errors"] : lines)
            .joined(separator: "\n")
    }
}

/// The text in quotes on one line, shortened: what was written may be anything.
func quoted(_ text: String) -> String { "'" + printable(text, limit: 40) + "'" }

func printable(_ text: String, limit: Int) -> String {
    var shown = ""
    for (position, scalar) in text.unicodeScalars.enumerated() {
        if position == limit { return shown + "…" }
        let isControl =
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            || scalar.value == 0x2028 || scalar.value == 0x2029
        shown.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
    }
    return shown
}
