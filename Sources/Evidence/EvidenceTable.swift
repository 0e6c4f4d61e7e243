// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// CSV of another tool, whose columns are found by their names.
struct EvidenceTable {
    /// As they stand, without space around them.
    let names: [String]
    let header: CSVRecord
    let records: ArraySlice<CSVRecord>

    /// What its first line that is not blank names; nil where that is no CSV.
    static func names(_ bytes: [UInt8]) -> [String]? {
        var reader = CSVReader(withoutDoubledReturns(bytes), skipsBlankLines: true)
        guard let header = try? reader.next() else { return nil }
        return header.fields.map(\.trimmed)
    }

    init(_ bytes: [UInt8]) throws(EvidenceError) {
        let records: [CSVRecord]
        do {
            records = try CSVReader.records(
                Self.withoutDoubledReturns(bytes), skipsBlankLines: true)
        } catch {
            throw .badLine(line: error.line, column: 1, text: "", reason: error.reason)
        }
        guard let header = records.first else { throw .empty(expected: "a header and rows") }
        self.header = header
        names = header.fields.map { $0.trimmed }
        self.records = records.dropFirst()
    }

    /// Python's csv in a text file of Windows ends lines with two carriage returns and a line feed;
    /// Locust wrote such files.
    private static func withoutDoubledReturns(_ bytes: [UInt8]) -> [UInt8] {
        guard let end = bytes.firstIndex(of: 0x0A), end >= 2, bytes[end - 1] == 0x0D,
            bytes[end - 2] == 0x0D
        else { return bytes }
        return bytes.enumerated().filter { place, byte in
            !(byte == 0x0D && place + 1 < bytes.count && bytes[place + 1] == 0x0D)
        }.map(\.element)
    }

    func column(_ name: String) -> Int? { names.firstIndex(of: name) }

    func need(_ name: String) throws(EvidenceError) -> Int {
        guard let place = column(name) else {
            throw .badLine(
                line: header.line, column: 1, text: String(names.joined(separator: ",").prefix(80)),
                reason: "there is no column '\(name)'")
        }
        if let again = names.lastIndex(of: name), again != place {
            throw fault(header, again, "the column stands twice; leave one out")
        }
        return place
    }

    /// Finite and not negative; nil where the tool says that there is none.
    func number(_ record: CSVRecord, _ column: Int) throws(EvidenceError) -> Double? {
        let text = record.fields[column].trimmed
        if text.isEmpty || text == "N/A" { return nil }
        guard let number = Double(text), number.isFinite, number >= 0 else {
            throw fault(record, column, "expected a number that is not negative")
        }
        return number
    }

    func count(_ record: CSVRecord, _ column: Int) throws(EvidenceError) -> Int {
        guard let count = Int(record.fields[column].trimmed), count >= 0 else {
            throw fault(record, column, "expected a whole number")
        }
        return count
    }

    /// A time in milliseconds.
    func milliseconds(_ record: CSVRecord, _ column: Int) throws(EvidenceError) -> SimTime? {
        guard let number = try number(record, column) else { return nil }
        guard let time = TimeUnit.milliseconds.time(number) else {
            throw fault(record, column, "expected milliseconds, up to 100 years")
        }
        return time
    }

    func fault(_ record: CSVRecord, _ column: Int, _ reason: String) -> EvidenceError {
        .badLine(
            line: record.line, column: record.columns[column],
            text: String(record.fields[column].prefix(80)), reason: reason)
    }
}

extension String {
    /// Without space at its ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
