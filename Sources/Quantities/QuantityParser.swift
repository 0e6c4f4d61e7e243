// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads a number and its unit from a text, left to right; the one scanner of every quantity.
///
/// A number is digits with at most one point and digits on both sides of it. Signs are refused but
/// where the quantity allows a negative; exponents and grouped digits are refused everywhere.
struct QuantityParser {
    let text: String
    let expected: String
    private(set) var rest: Substring

    init(_ text: String, expected: String) {
        self.text = text
        self.expected = expected
        rest = Substring(text)
        skipSpaces()
        while let last = rest.utf8.last, isSpace(last) { rest = rest.dropLastByte() }
    }

    func failure(_ reason: QuantityError.Reason) -> QuantityError {
        QuantityError(text: text, expected: expected, reason: reason)
    }

    mutating func number(
        allowsNegative: Bool = false
    ) throws(QuantityError) -> DecimalNumeral {
        skipSpaces()
        let isNegative = rest.utf8.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirstByte() }
        let whole = digits()
        if whole.isEmpty { throw failure(namesNoFiniteNumber ? .notFinite : .notANumber) }
        var fraction: Substring = ""
        if rest.utf8.first == UInt8(ascii: ".") {
            rest = rest.dropFirstByte()
            fraction = digits()
            if fraction.isEmpty { throw failure(.notANumber) }
        }
        try refuseContinuation()
        if isNegative && !allowsNegative { throw failure(.negative) }
        while fraction.utf8.last == UInt8(ascii: "0") { fraction = fraction.dropLastByte() }
        skipSpaces()
        return DecimalNumeral(isNegative: isNegative, whole: whole, fraction: fraction)
    }

    /// The unit that the rest of the text is.
    func unit<Meaning>(of table: UnitTable<Meaning>) throws(QuantityError) -> Meaning {
        try meaning(of: rest, in: table)
    }

    /// The unit that stands before the next digit, space or the end; for texts of several parts.
    mutating func leadingUnit<Meaning>(
        of table: UnitTable<Meaning>
    ) throws(QuantityError) -> Meaning {
        let symbol = rest.prefixBytes { !isDigit($0) && !isSpace($0) }
        rest = rest[symbol.endIndex...]
        skipSpaces()
        return try meaning(of: symbol, in: table)
    }

    /// Consumes the text if the rest begins with it.
    mutating func consume(_ prefix: String) -> Bool {
        guard rest.utf8.starts(with: prefix.utf8) else { return false }
        rest = rest[rest.utf8.index(rest.startIndex, offsetBy: prefix.utf8.count)...]
        skipSpaces()
        return true
    }

    /// |numeral| · factor as an integer no larger than the limit.
    func magnitude(
        of numeral: DecimalNumeral, times factor: UInt128, limit: UInt128
    ) throws(QuantityError) -> UInt128 {
        let value: UInt128
        do {
            value = try numeral.magnitude(times: factor)
        } catch {
            switch error {
            case .overflow: throw failure(.overflow)
            case .notExact: throw failure(.notExact)
            }
        }
        if value > limit { throw failure(.overflow) }
        return value
    }

    /// All that is left: a number with one unit, in whole ones of the smallest.
    mutating func count(
        of units: UnitTable<UInt128>, in range: ClosedRange<Int64>,
        _ allowed: @autoclosure () -> String
    ) throws(QuantityError) -> Int64 {
        let number = try number()
        let unit = try unit(of: units)
        let magnitude = try magnitude(of: number, times: unit, limit: .max)
        guard let count = Int64(exactly: magnitude), range.contains(count) else {
            throw failure(.outOfRange(allowed()))
        }
        return count
    }

    private func meaning<Meaning>(
        of symbol: Substring, in table: UnitTable<Meaning>
    ) throws(QuantityError) -> Meaning {
        if let meaning = table.meaning(of: symbol) { return meaning }
        if symbol.isEmpty { throw failure(.missingUnit) }
        throw failure(.unknownUnit(String(symbol), nearest: table.nearest(to: symbol)))
    }

    private func refuseContinuation() throws(QuantityError) {
        var following = rest.utf8.prefix(3).makeIterator()
        guard let first = following.next(), let second = following.next() else { return }
        switch first {
        case UInt8(ascii: "_"), UInt8(ascii: ","), UInt8(ascii: "'"):
            if isDigit(second) { throw failure(.groupedDigits) }
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            let signed = second == UInt8(ascii: "+") || second == UInt8(ascii: "-")
            if isDigit(signed ? following.next() ?? 0 : second) { throw failure(.exponent) }
        case UInt8(ascii: "."):
            throw failure(.notANumber)
        default:
            return
        }
    }

    private var namesNoFiniteNumber: Bool {
        let start = rest.prefix(4).lowercased()
        return start.hasPrefix("nan") || start.hasPrefix("inf") || start.hasPrefix(".nan")
            || start.hasPrefix(".inf")
    }

    private mutating func digits() -> Substring {
        let run = rest.prefixBytes(while: isDigit)
        rest = rest[run.endIndex...]
        return run
    }

    private mutating func skipSpaces() {
        while let first = rest.utf8.first, isSpace(first) { rest = rest.dropFirstByte() }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

extension Substring {
    // Byte by byte, since a combining mark after a digit makes one Character of both. Callers drop
    // and keep ASCII bytes only, so no scalar is cut.
    fileprivate func dropFirstByte() -> Substring { self[utf8.index(after: startIndex)...] }
    fileprivate func dropLastByte() -> Substring { self[..<utf8.index(before: endIndex)] }

    fileprivate func prefixBytes(while holds: (UInt8) -> Bool) -> Substring {
        self[..<(utf8.firstIndex { !holds($0) } ?? endIndex)]
    }
}
