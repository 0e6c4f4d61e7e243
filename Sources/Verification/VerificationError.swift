// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// Why known answers cannot be read, and in which case.
public struct VerificationError: Error, Equatable, Sendable {
    /// Absent where the fault comes before the case has said its id.
    public let caseID: String?
    public let fault: Fault

    public enum Fault: Equatable, Sendable {
        case tooLarge(bytes: Int, limit: Int)
        /// No JSON; `after` is the id of the last case that could be read.
        case syntax(line: Int, column: Int, reason: String, after: String?)
        /// No CSV, or not with our columns.
        case table(line: Int, reason: String)
        case missingKey(String)
        case unknownKey(String)
        case wrongType(key: String, needed: String, got: String)
        case notFinite(key: String)
        case duplicateID
        case missingParameter(String, system: String)
        case extraParameter(String, system: String)
        case outOfRange(key: String, value: Double, allowed: String)
        case wrongText(key: String, value: String, needed: String)
        case unknownMetric(String, system: String)
        case wrongLength(key: String, count: Int, needed: Int)
        case closedForm(AnalyticError)
        case engine(String)
        /// What the parameters ask has no answer, in words.
        case unanswerable(String)
    }

    init(_ caseID: String?, _ fault: Fault) {
        self.caseID = caseID
        self.fault = fault
    }
}

extension VerificationError: CustomStringConvertible {
    public var description: String {
        (caseID.map { "case '\($0)': " } ?? "") + fault.description
    }
}

extension VerificationError.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let bytes, let limit):
            return "\(bytes) bytes; a file of known answers has at most \(limit)"
        case .syntax(let line, let column, let reason, let after):
            let place = after.map { " (after case '\($0)')" } ?? ""
            return "line \(line), column \(column)\(place): no JSON: \(reason)"
        case .table(let line, let reason):
            return "line \(line): \(reason)"
        case .missingKey(let key):
            return "the key '\(key)' is missing"
        case .unknownKey(let key):
            return "the key '\(key)' is unknown; a case has id, system, parameters, expected,"
                + " tolerance, source and note"
        case .wrongType(let key, let needed, let got):
            return "'\(key)' is \(got); it must be \(needed)"
        case .notFinite(let key):
            return "'\(key)' holds a number beyond 1.8e308"
        case .duplicateID:
            return "another case has this id; ids must differ"
        case .missingParameter(let name, let system):
            return "the parameter '\(name)' of \(system) is missing"
        case .extraParameter(let name, let system):
            return "\(system) has no parameter '\(name)'; remove it"
        case .outOfRange(let key, let value, let allowed):
            return "'\(key)' is \(value); it must be \(allowed)"
        case .wrongText(let key, let value, let needed):
            let shown = value.count > 40 ? value.prefix(40) + "…" : value
            return "'\(key)' has '\(shown)'; it must be \(needed)"
        case .unknownMetric(let name, let system):
            return "\(system) has no metric '\(name)'"
        case .wrongLength(let key, let count, let needed):
            return "'\(key)' has \(count) entries; it must have \(needed)"
        case .closedForm(let error):
            return error.description
        case .engine(let words):
            return "the simulation failed: \(words)"
        case .unanswerable(let words):
            return words
        }
    }
}
