// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// Takes the inputs of a fee rule one by one, each of the type that it needs; what is left at the
/// end is one too many.
struct FeeInputs {
    let caseID: String
    let mechanism: String
    private var left: [(key: Substring, value: Substring)]

    /// `key=value` pairs joined by `;`.
    init(caseID: String, mechanism: String, text: String) throws(VerificationError) {
        self.caseID = caseID
        self.mechanism = mechanism
        left = []
        for pair in text.split(separator: ";", omittingEmptySubsequences: false) where text != "" {
            guard let sign = pair.firstIndex(of: "="), sign > pair.startIndex else {
                throw error(.wrongText(key: "inputs", value: "\(pair)", needed: "key=value"))
            }
            let key = pair[..<sign]
            if left.contains(where: { $0.key == key }) {
                throw error(.wrongText(key: "inputs", value: "\(key)", needed: "there once"))
            }
            left.append((key, pair[pair.index(after: sign)...]))
        }
    }

    /// Throws when an input was not taken.
    func finish() throws(VerificationError) {
        if let extra = left.first {
            throw error(.extraParameter("\(extra.key)", system: mechanism))
        }
    }

    mutating func natural(
        _ key: String, default standard: Natural? = nil, below limit: Natural? = nil
    ) throws(VerificationError) -> Natural {
        guard let text = try take(key, isOptional: standard != nil) else {
            return standard ?? .zero
        }
        return try natural(text, key, below: limit)
    }

    /// Below 2^64.
    mutating func count(
        _ key: String, default standard: UInt64? = nil
    ) throws(VerificationError) -> UInt64 {
        let number = try natural(
            key, default: standard.map { Natural($0) }, below: Self.limitOfCount)
        return number.asUInt64 ?? .max
    }

    mutating func gas(
        _ key: String, default standard: Gas? = nil
    ) throws(VerificationError) -> Gas {
        Gas(try count(key, default: standard?.units))
    }

    /// Below 2^128.
    mutating func wei(_ key: String) throws(VerificationError) -> Wei {
        Wei(try wide(key, default: nil))
    }

    mutating func price(
        _ key: String, default standard: WeiPerGas? = nil
    ) throws(VerificationError) -> WeiPerGas {
        WeiPerGas(wei: try wide(key, default: standard?.wei))
    }

    private mutating func wide(
        _ key: String, default standard: UInt128?
    ) throws(VerificationError) -> UInt128 {
        let limit = Natural(UInt128.max) + .one
        let number = try natural(key, default: standard.map { Natural($0) }, below: limit)
        return number.asUInt128 ?? .max
    }

    /// Within 64 bits with a sign.
    mutating func signed(_ key: String) throws(VerificationError) -> Int64 {
        let text = try take(key, isOptional: false) ?? ""
        guard let number = Int64(text), !text.hasPrefix("+") else {
            throw wrong(key, text, "a whole number from \(Int64.min) to \(Int64.max)")
        }
        return number
    }

    /// 0 or 1.
    mutating func flag(
        _ key: String, default standard: Bool? = nil
    ) throws(VerificationError) -> Bool {
        guard let text = try take(key, isOptional: standard != nil) else {
            return standard ?? false
        }
        switch text {
        case "0": return false
        case "1": return true
        default: throw wrong(key, text, "0 or 1")
        }
    }

    mutating func fork(_ key: String) throws(VerificationError) -> Fork {
        let text = try take(key, isOptional: false) ?? ""
        guard let fork = Fork(rawValue: String(text)) else {
            throw wrong(
                key, text, "one of " + Fork.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return fork
    }

    /// Counts joined by a vertical bar; none where the text is empty.
    mutating func counts(_ key: String) throws(VerificationError) -> [UInt64] {
        let text = try take(key, isOptional: false) ?? ""
        var counts: [UInt64] = []
        for part in text.split(separator: "|", omittingEmptySubsequences: false) where text != "" {
            counts.append(try natural(part, key, below: Self.limitOfCount).asUInt64 ?? .max)
        }
        return counts
    }

    private static let mostRepeats = 1 << 24

    /// Either `hex`, digits without 0x, or `repeat`, a byte and how often it comes: `1x1000`.
    mutating func bytes() throws(VerificationError) -> [UInt8] {
        if let text = try take("hex", isOptional: true) {
            guard let bytes = Self.hexadecimal(text) else {
                throw wrong("hex", text, "pairs of hexadecimal digits without 0x")
            }
            return bytes
        }
        let text = try take("repeat", isOptional: false) ?? ""
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let byte = UInt8(parts[0]), let count = Int(parts[1]),
            (0...Self.mostRepeats).contains(count)
        else {
            throw wrong(
                "repeat", text,
                "a byte from 0 to 255, x and a count up to \(Self.mostRepeats), such as 1x1000")
        }
        return [UInt8](repeating: byte, count: count)
    }

    private static func hexadecimal(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }

    private static let limitOfCount = Natural(1 << 64 as UInt128)

    private func natural(
        _ text: Substring, _ key: String, below limit: Natural?
    ) throws(VerificationError) -> Natural {
        guard let number = Natural(decimal: text), limit.map({ number < $0 }) ?? true else {
            let most = limit.map { " up to \($0.lessOrZero(.one))" } ?? ""
            throw wrong(key, text, "a whole number\(most), without sign")
        }
        return number
    }

    private mutating func take(
        _ key: String, isOptional: Bool
    ) throws(VerificationError) -> Substring? {
        guard let index = left.firstIndex(where: { $0.key == key }) else {
            if isOptional { return nil }
            throw error(.missingParameter(key, system: mechanism))
        }
        return left.remove(at: index).value
    }

    private func wrong(_ key: String, _ text: Substring, _ needed: String) -> VerificationError {
        error(.wrongText(key: key, value: "\(text)", needed: needed))
    }

    private func error(_ fault: VerificationError.Fault) -> VerificationError {
        VerificationError(caseID, fault)
    }
}
