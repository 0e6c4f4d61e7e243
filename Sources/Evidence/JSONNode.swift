// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A value of another tool's JSON and where it stands in it, so that what is not as that tool
/// writes it has a place.
struct JSONNode {
    let value: JSONValue
    /// Such as `results.metrics[3].name`; empty for the whole.
    let path: String
    /// What the text should be, for an error.
    let origin: String

    init(_ value: JSONValue, origin: String, path: String = "") {
        self.value = value
        self.path = path
        self.origin = origin
    }

    init(_ bytes: [UInt8], origin: String) throws(EvidenceError) {
        do { self.init(try JSONReader.value(bytes), origin: origin) } catch {
            throw .badLine(
                line: error.line, column: error.column, text: "", reason: error.reason)
        }
    }

    /// In the order of the text.
    func members() throws(EvidenceError) -> [(key: String, node: JSONNode)] {
        guard case .object(let members) = value else { throw fault("an object") }
        return members.map { member in
            let path = path.isEmpty ? member.key : "\(path).\(member.key)"
            return (member.key, JSONNode(member.value, origin: origin, path: path))
        }
    }

    func elements() throws(EvidenceError) -> [JSONNode] {
        guard case .array(let elements) = value else { throw fault("an array") }
        return elements.enumerated().map { index, element in
            JSONNode(element, origin: origin, path: "\(path)[\(index)]")
        }
    }

    func member(_ key: String) throws(EvidenceError) -> JSONNode {
        guard let member = try members().first(where: { $0.key == key }) else {
            throw .badJSON(path: path, reason: "there is no '\(key)'; expected \(origin)")
        }
        return member.node
    }

    /// Nil where there is no such member, or it is null.
    func optional(_ key: String) throws(EvidenceError) -> JSONNode? {
        let node = try members().first { $0.key == key }?.node
        return node?.value == .null ? nil : node
    }

    func text() throws(EvidenceError) -> String {
        guard case .string(let text) = value else { throw fault("a string") }
        return text
    }

    func flag() throws(EvidenceError) -> Bool {
        guard case .bool(let flag) = value else { throw fault("true or false") }
        return flag
    }

    /// Finite.
    func number() throws(EvidenceError) -> Double {
        guard case .number(let number) = value, number.isFinite else { throw fault("a number") }
        return number
    }

    /// A whole number that is not negative.
    func count() throws(EvidenceError) -> Int {
        guard case .number(let number) = value, number >= 0, number <= 0x1p53,
            let count = Int(exactly: number)
        else { throw fault("a whole number up to 2^53") }
        return count
    }

    /// A time in that unit.
    func time(in unit: TimeUnit) throws(EvidenceError) -> SimTime {
        guard let time = unit.time(try number()) else {
            throw fault("a time from 0 to 100 years")
        }
        return time
    }

    func fault(_ expected: String) -> EvidenceError {
        .badJSON(path: path, reason: "\(value.kind), where \(origin) has \(expected)")
    }
}

/// In what another tool writes its times.
enum TimeUnit: Double {
    case seconds = 1e9
    case milliseconds = 1e6

    /// Nil where it is negative, or beyond 100 years.
    func time(_ value: Double) -> SimTime? {
        let seconds = value * (rawValue / 1e9)
        guard seconds >= 0, seconds <= 100 * 365.25 * 86_400 else { return nil }
        return SimTime(roundingSeconds: seconds)
    }
}
