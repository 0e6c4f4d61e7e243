// SPDX-License-Identifier: GPL-3.0-or-later

/// Cuts a formula into its words.
struct FormulaScanner {
    enum Word: Equatable {
        /// A number and its unit, which may be empty.
        case number(String, unit: String, unitOffset: Int)
        /// A figure's id or a function's name.
        case name(String)
        case sign(String)
        case end
    }

    private let bytes: [UInt8]
    private var position = 0

    static let longest = 2_000

    init(_ text: String) throws(FormulaFault) {
        bytes = Array(text.utf8)
        guard bytes.count <= Self.longest else {
            throw FormulaFault(
                offset: 0, text: "",
                reason: "\(bytes.count) bytes; a formula has at most \(Self.longest)")
        }
    }

    /// The next word and where it begins.
    mutating func next() throws(FormulaFault) -> (word: Word, offset: Int) {
        skipSpaces()
        let start = position
        guard let byte = peek() else { return (.end, start) }
        if Self.isDigit(byte) { return (try number(), start) }
        if Self.isLetter(byte) {
            while let next = peek(), Self.isLetter(next) || Self.isDigit(next) { position += 1 }
            return (.name(text(start..<position)), start)
        }
        position += 1
        if byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">"), peek() == UInt8(ascii: "=") {
            position += 1
        }
        let sign = text(start..<position)
        guard Self.signs.contains(sign) else {
            while let next = peek(), next >= 0x80 { position += 1 }
            throw FormulaFault(
                offset: start, text: text(start..<position),
                reason: "no part of a formula; write numbers with units, ids of figures,"
                    + " + - * / ^ and parentheses")
        }
        return (.sign(sign), start)
    }

    private static let signs: Set<String> = [
        "+", "-", "*", "/", "^", "(", ")", ",", "=", "<", ">", "<=", ">=",
    ]

    private mutating func number() throws(FormulaFault) -> Word {
        let start = position
        while let byte = peek(), Self.isDigit(byte) { position += 1 }
        if peek() == UInt8(ascii: ".") {
            position += 1
            let fraction = position
            while let byte = peek(), Self.isDigit(byte) { position += 1 }
            guard position > fraction else {
                throw FormulaFault(
                    offset: start, text: text(start..<position),
                    reason: "a digit must follow the point")
            }
        }
        let number = text(start..<position)
        skipSpaces()
        let unit = position
        takeUnit()
        if unit == position, let byte = peek(), Self.isLetter(byte) {
            throw FormulaFault(
                offset: start, text: number, reason: "an operator must follow, such as *")
        }
        return .number(number, unit: text(unit..<position), unitOffset: unit)
    }

    /// Letters or %, then more of them behind / - * without a space between; what has a digit is a
    /// figure's id, and what has a parenthesis behind it a function.
    private mutating func takeUnit() {
        if peek() == UInt8(ascii: "%") {
            position += 1
        } else {
            guard let end = unitWord(from: position) else { return }
            position = end
        }
        while let byte = peek(), Self.joints.contains(byte),
            let end = unitWord(from: position + 1)
        {
            position = end
        }
    }

    private static let joints: Set<UInt8> = [
        UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "*"),
    ]

    /// Where the unit that begins here ends; nil where none does.
    private func unitWord(from start: Int) -> Int? {
        var end = start
        while end < bytes.count, Self.isLetter(bytes[end]) { end += 1 }
        guard end > start else { return nil }
        let next = bytes[end...].first { $0 != UInt8(ascii: " ") }
        if next == UInt8(ascii: "(") { return nil }
        return end < bytes.count && Self.isDigit(bytes[end]) ? nil : end
    }

    private mutating func skipSpaces() {
        while peek() == UInt8(ascii: " ") { position += 1 }
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
