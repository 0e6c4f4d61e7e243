// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

/// Takes the parameters of a case one by one, each of the type that its system needs; what is left
/// at the end is one too many.
struct Parameters {
    let caseID: String
    let system: String
    /// Where these parameters stand, such as `stations[2].`; empty at the top.
    private let path: String
    private var left: [JSONMember]

    init(caseID: String, system: String, members: [JSONMember]) {
        self.init(caseID: caseID, system: system, path: "", members: members)
    }

    private init(caseID: String, system: String, path: String, members: [JSONMember]) {
        self.caseID = caseID
        self.system = system
        self.path = path
        left = members
    }

    /// Throws when a parameter was not taken.
    func finish() throws(VerificationError) {
        if let extra = left.first { throw error(.extraParameter(path + extra.key, system: system)) }
    }

    /// Whether it is still there to be taken.
    func has(_ key: String) -> Bool { left.contains { $0.key == key } }

    /// Finite and not negative, as are all parameters.
    mutating func number(_ key: String) throws(VerificationError) -> Double {
        try number(in: take(key), key)
    }

    mutating func rate(_ key: String) throws(VerificationError) -> Rate {
        .perSecond(try number(key))
    }

    mutating func time(_ key: String) throws(VerificationError) -> AnalyticTime {
        .seconds(try number(key))
    }

    mutating func ratio(_ key: String) throws(VerificationError) -> Ratio {
        .fraction(try number(key))
    }

    /// A whole number up to 2^53.
    mutating func count(_ key: String) throws(VerificationError) -> Int {
        let value = try number(key)
        guard value <= 0x1p53, let whole = Int(exactly: value) else {
            throw error(.outOfRange(key: path + key, value: value, allowed: "a whole number"))
        }
        return whole
    }

    mutating func string(_ key: String) throws(VerificationError) -> String {
        let value = try take(key)
        guard case .string(let text) = value else { throw wrongType(key, "a string", value) }
        return text
    }

    mutating func numbers(_ key: String) throws(VerificationError) -> [Double] {
        try numbers(in: take(key), key)
    }

    /// Finite, of either sign.
    mutating func signedNumbers(_ key: String) throws(VerificationError) -> [Double] {
        var numbers: [Double] = []
        for (index, element) in try elements(in: take(key), key).enumerated() {
            guard case .number(let number) = element else {
                throw wrongType("\(key)[\(index)]", "a number", element)
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Finite, of either sign.
    mutating func signedNumber(_ key: String) throws(VerificationError) -> Double {
        let value = try take(key)
        guard case .number(let number) = value else { throw wrongType(key, "a number", value) }
        return number
    }

    /// A number as it was written, of either sign; of more than 15 digits a Double, which is what
    /// JSON numbers are read to, would not keep all.
    mutating func decimal(_ key: String) throws(VerificationError) -> ExactDecimal {
        let number = try signedNumber(key)
        if let decimal = ExactDecimal(written: number) { return decimal }
        throw error(
            .outOfRange(
                key: path + key, value: number,
                allowed: "a decimal of at most 15 digits, 18 of them after the point"))
    }

    mutating func matrix(_ key: String) throws(VerificationError) -> [[Double]] {
        var rows: [[Double]] = []
        for (index, row) in try elements(in: take(key), key).enumerated() {
            rows.append(try numbers(in: row, "\(key)[\(index)]"))
        }
        return rows
    }

    /// Each object of an array, its members taken by `read`.
    mutating func objects<Element>(
        _ key: String, _ read: (inout Parameters) throws(VerificationError) -> Element
    ) throws(VerificationError) -> [Element] {
        var elements: [Element] = []
        for (index, value) in try self.elements(in: take(key), key).enumerated() {
            guard case .object(let members) = value else {
                throw wrongType("\(key)[\(index)]", "an object", value)
            }
            var inner = Parameters(
                caseID: caseID, system: system, path: "\(path)\(key)[\(index)].", members: members)
            elements.append(try read(&inner))
            try inner.finish()
        }
        return elements
    }

    /// An error of this case.
    func error(_ fault: VerificationError.Fault) -> VerificationError {
        VerificationError(caseID, fault)
    }

    private mutating func take(_ key: String) throws(VerificationError) -> JSONValue {
        guard let index = left.firstIndex(where: { $0.key == key }) else {
            throw error(.missingParameter(path + key, system: system))
        }
        return left.remove(at: index).value
    }

    private func number(in value: JSONValue, _ key: String) throws(VerificationError) -> Double {
        guard case .number(let number) = value else { throw wrongType(key, "a number", value) }
        guard number.isFinite, number >= 0 else {
            throw error(
                .outOfRange(key: path + key, value: number, allowed: "finite and not negative"))
        }
        return number
    }

    private func elements(
        in value: JSONValue, _ key: String
    ) throws(VerificationError) -> [JSONValue] {
        guard case .array(let elements) = value else { throw wrongType(key, "an array", value) }
        return elements
    }

    private func numbers(
        in value: JSONValue, _ key: String
    ) throws(VerificationError) -> [Double] {
        var numbers: [Double] = []
        for (index, element) in try elements(in: value, key).enumerated() {
            numbers.append(try number(in: element, "\(key)[\(index)]"))
        }
        return numbers
    }

    private func wrongType(
        _ key: String, _ needed: String, _ got: JSONValue
    ) -> VerificationError {
        error(.wrongType(key: path + key, needed: needed, got: got.kind))
    }
}
