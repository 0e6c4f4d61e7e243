// SPDX-License-Identifier: GPL-3.0-or-later

/// Where and why a text is no JSON; line and column count from 1, columns in bytes.
public struct JSONFault: Error, Equatable, Sendable {
    public let line: Int
    public let column: Int
    public let reason: String
}

/// Reads JSON (RFC 8259) from UTF-8, strictly: no comments, no trailing commas, no duplicate keys,
/// at most 64 levels.
public struct JSONReader {
    private static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The one value that is the whole text.
    public static func value(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 1)
        reader.skipSpace()
        guard reader.position == bytes.count else {
            throw reader.fault("nothing may follow the value")
        }
        return value
    }

    /// The elements of the array that is the whole text, each handed over as it is read.
    ///
    /// - Parameter what: what they are, for an error.
    public mutating func forEachElement<Failure: Error>(
        of what: String,
        _ body: (JSONValue) throws(Failure) -> Void,
        orFault describe: (JSONFault) -> Failure
    ) throws(Failure) {
        do throws(JSONFault) {
            skipSpace()
            guard peek() == UInt8(ascii: "[") else {
                throw fault("an array of \(what) must be here")
            }
            position += 1
            skipSpace()
        } catch { throw describe(error) }
        var first = true
        while peek() != UInt8(ascii: "]") || !first {
            let element: JSONValue
            do throws(JSONFault) {
                if !first { try expect(",", "a comma or ] must be here") }
                element = try value(depth: 1)
                skipSpace()
            } catch { throw describe(error) }
            try body(element)
            first = false
            if peek() == UInt8(ascii: "]") { break }
        }
        position += 1
        skipSpace()
        if position < bytes.count { throw describe(fault("nothing may follow the array")) }
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth <= Self.deepest else { throw fault("more than \(Self.deepest) levels") }
        skipSpace()
        guard let byte = peek() else { throw fault("the text ends before the value") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("a value must be here")
        }
    }

    private mutating func array(_ depth: Int) throws(JSONFault) -> JSONValue {
        position += 1
        skipSpace()
        var elements: [JSONValue] = []
        if skip("]") { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while skip(",")
        try expect("]", "a comma or ] must be here")
        return .array(elements)
    }

    private mutating func object(_ depth: Int) throws(JSONFault) -> JSONValue {
        position += 1
        skipSpace()
        var members: [JSONMember] = []
        var keys: Set<String> = []
        if skip("}") { return .object(members) }
        repeat {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw fault("a key in quotes must be here") }
            let key = try string()
            guard keys.insert(key).inserted else { throw fault("the key '\(key)' stands twice") }
            skipSpace()
            try expect(":", "a colon must be here")
            members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
            skipSpace()
        } while skip(",")
        try expect("}", "a comma or } must be here")
        return .object(members)
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault)
        -> JSONValue
    {
        for byte in text.description.utf8 {
            guard peek() == byte else { throw fault("a value must be here") }
            position += 1
        }
        return value
    }

    /// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        _ = skip("-")
        if skip("0") {
            if isDigit(peek()) { throw fault("a number must not begin with 0") }
        } else {
            try digits()
        }
        if skip(".") { try digits() }
        if skip("e") || skip("E") {
            _ = skip("+") || skip("-")
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text) else { throw fault("'\(text)' is no number") }
        return .number(number)
    }

    private mutating func digits() throws(JSONFault) {
        guard isDigit(peek()) else { throw fault("a digit must be here") }
        while isDigit(peek()) { position += 1 }
    }

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let valid = String(validating: text, as: UTF8.self) else {
                    throw fault("a string that is no UTF-8")
                }
                return valid
            case UInt8(ascii: "\\"):
                position += 1
                text.append(contentsOf: Array(String(try escape()).utf8))
            case ..<0x20:
                throw fault("a control character in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw fault("the text ends before the string")
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        guard let byte = peek() else { throw fault("the text ends before the string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("an unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // The first half of a surrogate pair; the second must follow.
        guard unit < 0xDC00, skip("\\"), skip("u") else { throw fault("half a surrogate pair") }
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else { throw fault("four hexadecimal digits must be here") }
            unit = unit << 4 + UInt32(digit)
            position += 1
        }
        return unit
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar, _ reason: String) throws(JSONFault) {
        guard skip(character) else { throw fault(peek() == nil ? "the text ends here" : reason) }
    }

    private mutating func skipSpace() {
        while let byte = peek(),
            byte == 0x20
                || (0x09...0x0D).contains(byte) && byte != 0x0B
                    && byte != 0x0C
        { position += 1 }
    }

    private func fault(_ reason: String) -> JSONFault {
        let before = bytes.prefix(position)
        let newline = UInt8(ascii: "\n")
        let line = before.count { $0 == newline } + 1
        let column = position - (before.lastIndex(of: newline) ?? -1)
        return JSONFault(line: line, column: column, reason: reason)
    }
}
