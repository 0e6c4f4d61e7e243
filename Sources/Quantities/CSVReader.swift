// SPDX-License-Identifier: GPL-3.0-or-later

/// Where and why a text is no CSV; lines count from 1.
public struct CSVFault: Error, Equatable, Sendable {
    public let line: Int
    public let reason: String
}

/// One line of a table, which may span several lines of the text.
public struct CSVRecord: Equatable, Sendable {
    /// Where it begins.
    public let line: Int
    public let fields: [String]
    /// Where each field begins in its line, in bytes from 1.
    public let columns: [Int]
}

/// Reads CSV (RFC 4180) from UTF-8, strictly; lines end with CR LF or LF, the last one may lack it.
public struct CSVReader {
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let bytes: [UInt8]
    private var position: Int
    private var line = 1
    /// The byte at which the line begins.
    private var lineStart: Int

    /// Fields of the first record, which all others have.
    private var width: Int?
    private let skipsBlankLines: Bool

    /// - Parameter skipsBlankLines: whether lines without a byte are passed over; else each is a
    ///   record of one empty field.
    public init(_ bytes: [UInt8], skipsBlankLines: Bool = false) {
        self.bytes = bytes
        self.skipsBlankLines = skipsBlankLines
        position = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
        lineStart = position
    }

    /// All records, each as long as the first.
    public static func records(
        _ bytes: [UInt8], skipsBlankLines: Bool = false
    ) throws(CSVFault) -> [CSVRecord] {
        var reader = CSVReader(bytes, skipsBlankLines: skipsBlankLines)
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    /// The next record, as long as the first; nil at the end.
    public mutating func next() throws(CSVFault) -> CSVRecord? {
        while skipsBlankLines, takeLineEnd() {}
        guard position < bytes.count else { return nil }
        let record = try record()
        let width = width ?? record.fields.count
        self.width = width
        guard record.fields.count == width else {
            throw CSVFault(
                line: record.line,
                reason: "\(record.fields.count) fields, where the first line has \(width)")
        }
        return record
    }

    private mutating func record() throws(CSVFault) -> CSVRecord {
        let start = line
        var columns = [position - lineStart + 1]
        var fields = [try field()]
        while peek() == Self.comma {
            position += 1
            columns.append(position - lineStart + 1)
            fields.append(try field())
        }
        if position < bytes.count, !takeLineEnd() {
            throw fault("a comma or the end of the line must follow a closing quote")
        }
        return CSVRecord(line: start, fields: fields, columns: columns)
    }

    private mutating func field() throws(CSVFault) -> String {
        peek() == Self.quote ? try quotedField() : try plainField()
    }

    private mutating func plainField() throws(CSVFault) -> String {
        let start = position
        while let byte = peek(), byte != Self.comma, !isLineEnd() {
            if byte == Self.quote { throw fault("a quote inside a field that is not quoted") }
            if byte == UInt8(ascii: "\r") { throw fault("a carriage return without a line feed") }
            position += 1
        }
        return try text(bytes[start..<position])
    }

    private mutating func quotedField() throws(CSVFault) -> String {
        let start = line
        position += 1
        var content: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                lineStart = position
            }
            if byte == Self.quote {
                guard peek() == Self.quote else { return try text(content[...]) }
                position += 1
            }
            content.append(byte)
        }
        throw CSVFault(line: start, reason: "a quote opens a field and none closes it")
    }

    private func text(_ content: ArraySlice<UInt8>) throws(CSVFault) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw fault("bytes that are no UTF-8")
        }
        return text
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isLineEnd() -> Bool {
        if peek() == UInt8(ascii: "\n") { return true }
        return peek() == UInt8(ascii: "\r") && position + 1 < bytes.count
            && bytes[position + 1] == UInt8(ascii: "\n")
    }

    private mutating func takeLineEnd() -> Bool {
        guard isLineEnd() else { return false }
        position += peek() == UInt8(ascii: "\n") ? 1 : 2
        line += 1
        lineStart = position
        return true
    }

    private func fault(_ reason: String) -> CSVFault { CSVFault(line: line, reason: reason) }
}
