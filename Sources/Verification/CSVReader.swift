// SPDX-License-Identifier: GPL-3.0-or-later

/// Where and why a text is no CSV; lines count from 1.
struct CSVFault: Error, Equatable {
    let line: Int
    let reason: String
}

/// One line of a table, which may span several lines of the text.
struct CSVRecord: Equatable {
    /// Where it begins.
    let line: Int
    let fields: [String]
}

/// Reads CSV (RFC 4180) from UTF-8, strictly; lines end with CR LF or LF, the last one may lack it.
struct CSVReader {
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let bytes: [UInt8]
    private var position: Int
    private var line = 1

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    }

    /// All records, each as long as the first.
    static func records(_ bytes: [UInt8]) throws(CSVFault) -> [CSVRecord] {
        var reader = CSVReader(bytes)
        var records: [CSVRecord] = []
        while reader.position < bytes.count {
            let record = try reader.record()
            let width = records.first?.fields.count ?? record.fields.count
            guard record.fields.count == width else {
                throw CSVFault(
                    line: record.line,
                    reason: "\(record.fields.count) fields, where the first line has \(width)")
            }
            records.append(record)
        }
        return records
    }

    private mutating func record() throws(CSVFault) -> CSVRecord {
        let start = line
        var fields = [try field()]
        while peek() == Self.comma {
            position += 1
            fields.append(try field())
        }
        if position < bytes.count, !takeLineEnd() {
            throw fault("a comma or the end of the line must follow a closing quote")
        }
        return CSVRecord(line: start, fields: fields)
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
            if byte == UInt8(ascii: "\n") { line += 1 }
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
        return true
    }

    private func fault(_ reason: String) -> CSVFault { CSVFault(line: line, reason: reason) }
}
