// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Reads histories of usage; see `UsageHistory.read`.
struct UsageHistoryReader {
    private struct Point {
        let date: UsageDate
        let value: Double
    }

    private struct Columns {
        let date: Int
        let step: UsageDate.Step
        let value: Int
        let statistic: UsageHistory.Statistic
        let series: Int?
    }

    private let columns: Columns
    private let records: ArraySlice<CSVRecord>

    init(_ bytes: [UInt8]) throws(EvidenceError) {
        try EvidenceError.refuseCompressed(bytes)
        let records: [CSVRecord]
        do { records = try CSVReader.records(bytes, skipsBlankLines: true) } catch {
            throw .badLine(line: error.line, column: 1, text: "", reason: error.reason)
        }
        guard let header = records.first else { throw Self.empty }
        columns = try Self.columns(header)
        self.records = records.dropFirst()
        guard !self.records.isEmpty else { throw Self.empty }
    }

    private static let empty = EvidenceError.empty(
        expected: "a header such as 'month,mean' and a row for each month")

    mutating func histories() throws(EvidenceError) -> [UsageHistory] {
        var names: [String] = []
        var points: [String: [Point]] = [:]
        for record in records {
            let name = columns.series.map { record.fields[$0] } ?? ""
            let point = try point(record)
            if points[name] == nil { names.append(name) }
            if let last = points[name]?.last {
                try checkOrder(point.date, after: last.date, record)
            }
            points[name, default: []].append(point)
        }
        var histories: [UsageHistory] = []
        for name in names { histories.append(try history(name, points[name] ?? [])) }
        return histories
    }

    private static func columns(_ header: CSVRecord) throws(EvidenceError) -> Columns {
        let names = header.fields.map { field in
            field.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: " ")
        }
        let steps = try one(
            of: UsageDate.Step.allCases.map { ($0.rawValue, $0) }, in: names, header, "a date")
        let values = try one(
            of: UsageHistory.Statistic.allCases.map { ($0.rawValue, $0) }, in: names, header,
            "a value")
        return Columns(
            date: steps.place, step: steps.meaning, value: values.place,
            statistic: values.meaning, series: names.firstIndex(of: "series"))
    }

    /// The only column that has one of these names.
    private static func one<Meaning>(
        of known: [(name: String, meaning: Meaning)], in names: [String], _ header: CSVRecord,
        _ what: String
    ) throws(EvidenceError) -> (place: Int, meaning: Meaning) {
        var found: [(place: Int, meaning: Meaning)] = []
        for (place, name) in names.enumerated() {
            if let entry = known.first(where: { $0.name == name }) {
                found.append((place, entry.meaning))
            }
        }
        guard found.count == 1 else {
            let list = known.map(\.name).joined(separator: ", ")
            throw .badLine(
                line: header.line, column: found.isEmpty ? 1 : header.columns[found[1].place],
                text: header.fields.joined(separator: ",").prefix80,
                reason: found.isEmpty
                    ? "no column for \(what); name one of \(list)"
                    : "two columns for \(what); keep one of \(list)")
        }
        return found[0]
    }

    private func point(_ record: CSVRecord) throws(EvidenceError) -> Point {
        let text = record.fields[columns.date]
        guard let date = UsageDate(text, columns.step) else {
            throw fault(record, columns.date, "expected \(columns.step.expectation)")
        }
        let number = record.fields[columns.value]
        guard let value = Double(number), value.isFinite else {
            throw fault(record, columns.value, "expected a number")
        }
        guard value >= 0 else { throw fault(record, columns.value, "a usage is not negative") }
        return Point(date: date, value: value)
    }

    private func checkOrder(
        _ date: UsageDate, after last: UsageDate, _ record: CSVRecord
    ) throws(EvidenceError) {
        if date == last { throw fault(record, columns.date, "the date stands twice") }
        if date < last {
            throw fault(record, columns.date, "it is before \(last), which stands above; sort rows")
        }
        guard date.number - last.number == columns.step.length else {
            throw fault(
                record, columns.date,
                "\(last) stands above; what lies between is missing, and nothing is guessed")
        }
    }

    private func history(
        _ name: String, _ points: [Point]
    ) throws(EvidenceError) -> UsageHistory {
        var months: [(month: CalendarMonth, values: [Double])] = []
        for point in points {
            if months.last?.month == point.date.month {
                months[months.count - 1].values.append(point.value)
            } else {
                months.append((point.date.month, [point.value]))
            }
        }
        var leftOut = 0
        if let first = points.first, !first.date.beginsMonth(columns.step) {
            leftOut += months.removeFirst().values.count
        }
        if let last = points.last, !months.isEmpty, !last.date.endsMonth(columns.step) {
            leftOut += months.removeLast().values.count
        }
        guard let start = months.first?.month else {
            throw .empty(expected: "a whole month" + (name.isEmpty ? "" : " of '\(name)'"))
        }
        return UsageHistory(
            name: name, statistic: columns.statistic, start: start,
            values: months.map { columns.statistic.combined($0.values) }, leftOut: leftOut)
    }

    private func fault(
        _ record: CSVRecord, _ column: Int, _ reason: String
    ) -> EvidenceError {
        .badLine(
            line: record.line, column: record.columns[column],
            text: record.fields[column].prefix80, reason: reason)
    }
}

extension String {
    fileprivate var prefix80: String { String(prefix(80)) }
}
