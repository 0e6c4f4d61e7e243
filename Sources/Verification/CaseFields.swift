// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Takes the keys of a case one by one, each of the type that the shape prescribes.
struct CaseFields {
    private var left: [JSONMember]
    private var id: String?

    init(_ members: [JSONMember]) { left = members }

    /// The id, which every later error names; then no number may be beyond all Doubles.
    mutating func identify() throws(VerificationError) -> String {
        let id = try string("id")
        guard !id.isEmpty else {
            throw error(.wrongType(key: "id", needed: "a string", got: "empty"))
        }
        self.id = id
        for member in left where !member.value.isFinite { throw error(.notFinite(key: member.key)) }
        return id
    }

    mutating func string(_ key: String) throws(VerificationError) -> String {
        let value = try take(key)
        guard case .string(let text) = value else { throw wrongType(key, "a string", value) }
        return text
    }

    mutating func optionalString(_ key: String) throws(VerificationError) {
        if left.contains(where: { $0.key == key }) { _ = try string(key) }
    }

    mutating func object(_ key: String) throws(VerificationError) -> [JSONMember] {
        let value = try take(key)
        guard case .object(let members) = value else { throw wrongType(key, "an object", value) }
        return members
    }

    /// Throws when a key was not taken.
    func finish() throws(VerificationError) {
        if let extra = left.first { throw error(.unknownKey(extra.key)) }
    }

    /// How nearly a simulation must meet what is expected where it is not judged by an interval.
    static let ofSimulation = "simulatedRelative"

    func simulatedTolerance(_ members: [JSONMember]) throws(VerificationError) -> Tolerance? {
        guard let member = members.first(where: { $0.key == Self.ofSimulation }) else {
            return nil
        }
        return try tolerance([JSONMember(key: "relative", value: member.value)])
    }

    func tolerance(_ members: [JSONMember]) throws(VerificationError) -> Tolerance {
        guard let member = members.first else { throw error(.missingKey("tolerance.relative")) }
        guard members.count == 1 else {
            throw error(
                .wrongType(
                    key: "tolerance", needed: "either relative or absolute",
                    got: members.map(\.key).joined(separator: " and ")))
        }
        let key = "tolerance.\(member.key)"
        guard case .number(let bound) = member.value else {
            throw wrongType(key, "a number", member.value)
        }
        guard bound >= 0 else {
            throw error(.outOfRange(key: key, value: bound, allowed: "0 or more"))
        }
        switch member.key {
        case "relative": return .relative(bound)
        case "absolute": return .absolute(bound)
        default:
            throw error(
                .wrongType(key: key, needed: "either relative or absolute", got: "neither"))
        }
    }

    /// One metric of `expected`, each of its numbers beside the closed form's.
    func expectations(
        _ member: JSONMember, of system: any KnownSystem, _ name: String
    ) throws(VerificationError) -> [Expectation] {
        let key = "expected.\(member.key)"
        guard
            let (metric, answer) = system.answers.first(where: { $0.metric.rawValue == member.key })
        else { throw error(.unknownMetric(member.key, system: name)) }
        switch answer {
        case .number(let number):
            guard case .number(let expected) = member.value else {
                throw wrongType(key, "a number", member.value)
            }
            return [Expectation(metric: metric, index: nil, expected: expected, answer: number)]
        case .list(let numbers):
            let expected = try self.numbers(member.value, key)
            guard expected.count == numbers.count else {
                throw error(
                    .wrongLength(key: key, count: expected.count, needed: numbers.count))
            }
            return pair(metric, expected, numbers)
        case .table(let rows):
            guard case .array(let elements) = member.value else {
                throw wrongType(key, "an array", member.value)
            }
            guard elements.count == rows.count else {
                throw error(.wrongLength(key: key, count: elements.count, needed: rows.count))
            }
            var pairs: [Expectation] = []
            for (index, (element, row)) in zip(elements, rows).enumerated() {
                let expected = try self.numbers(element, "\(key)[\(index)]")
                guard expected.count == row.count else {
                    throw error(
                        .wrongLength(
                            key: "\(key)[\(index)]", count: expected.count, needed: row.count))
                }
                pairs += pair(metric, expected, row, of: index)
            }
            return pairs
        case .states(let probabilities):
            let expected = try self.numbers(member.value, key)
            return pair(metric, expected, probabilities(expected.count))
        }
    }

    /// Element by element; `row` is the class where the elements are its stations.
    private func pair(
        _ metric: Metric, _ expected: [Double], _ answers: [Double], of row: Int? = nil
    ) -> [Expectation] {
        zip(expected, answers).enumerated().map { index, numbers in
            Expectation(
                metric: metric, index: row ?? index, station: row == nil ? nil : index,
                expected: numbers.0, answer: numbers.1)
        }
    }

    private func numbers(_ value: JSONValue, _ key: String) throws(VerificationError) -> [Double] {
        guard case .array(let elements) = value else { throw wrongType(key, "an array", value) }
        var numbers: [Double] = []
        for (index, element) in elements.enumerated() {
            guard case .number(let number) = element else {
                throw wrongType("\(key)[\(index)]", "a number", element)
            }
            numbers.append(number)
        }
        return numbers
    }

    private mutating func take(_ key: String) throws(VerificationError) -> JSONValue {
        guard let index = left.firstIndex(where: { $0.key == key }) else {
            throw error(.missingKey(key))
        }
        return left.remove(at: index).value
    }

    private func wrongType(
        _ key: String, _ needed: String, _ got: JSONValue
    ) -> VerificationError {
        error(.wrongType(key: key, needed: needed, got: got.kind))
    }

    private func error(_ fault: VerificationError.Fault) -> VerificationError {
        VerificationError(id, fault)
    }
}
