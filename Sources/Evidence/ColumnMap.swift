// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Which columns of a CSV file are times and values, where its reader knows and no tool's structure
/// tells.
public struct ColumnMap: Sendable, Equatable {
    public let time: String
    public let value: String
    /// Absent where all rows are of one series.
    public let series: String?
    /// What a value says of its time; absent where nobody tells.
    public let statistic: UsageHistory.Statistic?

    public static let expectation =
        "time=COLUMN,value=COLUMN and, where there are, series=COLUMN and statistic=one of "
        + UsageHistory.Statistic.allCases.map(\.rawValue).joined(separator: ", ")

    private static let keys = ["time", "value", "series", "statistic"]

    /// Reads `time=Timestamp,value=Requests,series=Host,statistic=p95`, in any order. A comma that
    /// none of these keys follows belongs to the column's name.
    ///
    /// Throws where a key is missing, unknown or stands twice.
    public init(parsing text: String) throws(EvidenceError) {
        var given: [(key: String, name: String)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let key = part.prefix { $0 != "=" }
            let begins = key.count < part.count && Self.keys.contains(String(key).trimmed)
            if begins {
                given.append((String(key).trimmed, String(part.dropFirst(key.count + 1))))
            } else if given.isEmpty {
                throw .badQuestion(
                    key: "map", value: text, reason: "expected \(Self.expectation)")
            } else {
                given[given.count - 1].name += "," + part
            }
        }
        var columns: [String: String] = [:]
        for (key, name) in given {
            guard !name.trimmed.isEmpty, columns.updateValue(name.trimmed, forKey: key) == nil
            else {
                throw .badQuestion(
                    key: "map", value: text,
                    reason: name.trimmed.isEmpty ? "\(key) is empty" : "\(key) stands twice")
            }
        }
        guard let time = columns["time"], let value = columns["value"] else {
            throw .badQuestion(key: "map", value: text, reason: "expected \(Self.expectation)")
        }
        var statistic: UsageHistory.Statistic?
        if let name = columns["statistic"] {
            statistic = UsageHistory.Statistic(rawValue: name)
            if statistic == nil {
                throw .badQuestion(
                    key: "map", value: text,
                    reason: "no statistic '\(name)'; there are "
                        + UsageHistory.Statistic.allCases.map(\.rawValue).joined(separator: ", "))
            }
        }
        self.time = time
        self.value = value
        series = columns["series"]
        self.statistic = statistic
    }

    /// Rows may come in any order, and of several series mixed; a time stands once in each. Series
    /// come in the order in which the file first names them.
    func series(_ table: EvidenceTable) throws(EvidenceError) -> [TimeSeries] {
        let places = (
            time: try place(time, table), value: try place(value, table),
            series: try series.map { (name) throws(EvidenceError) in try place(name, table) }
        )
        guard !table.records.isEmpty else { throw .empty(expected: "rows below the header") }
        var names: [String] = []
        var points: [String: [(point: TimeSeries.Point, record: CSVRecord)]] = [:]
        for record in table.records {
            let name = places.series.map { record.fields[$0].trimmed } ?? value
            if name.isEmpty, let column = places.series {
                throw table.fault(record, column, "the series has no name")
            }
            let point = TimeSeries.Point(
                seconds: try Self.seconds(record, places.time, table),
                value: try Self.number(record, places.value, table))
            if points[name] == nil { names.append(name) }
            points[name, default: []].append((point, record))
        }
        return try names.map { (name) throws(EvidenceError) in
            let sorted = (points[name] ?? []).sorted {
                ($0.point.seconds, $0.record.line) < ($1.point.seconds, $1.record.line)
            }
            for (earlier, later) in zip(sorted, sorted.dropFirst())
            where earlier.point.seconds == later.point.seconds {
                throw table.fault(
                    later.record, places.time,
                    "line \(earlier.record.line) has this time already"
                        + (series == nil ? "; name the column of the series" : ""))
            }
            return TimeSeries(name: name, statistic: statistic, points: sorted.map(\.point))
        }
    }

    private func place(_ name: String, _ table: EvidenceTable) throws(EvidenceError) -> Int {
        let places = table.names.indices.filter { table.names[$0] == name }
        guard let place = places.first else {
            throw .badLine(
                line: table.header.line, column: 1, text: "",
                reason: "there is no column '\(name.prefix(80))'; there are "
                    + table.names.map { "'\($0.prefix(40))'" }.prefix(40).joined(separator: ", "))
        }
        if places.count > 1 {
            throw table.fault(table.header, places[1], "the column stands twice; rename one")
        }
        return place
    }

    /// RFC 3339, or a date, or a date and a time of day, which are UTC; or seconds since 1970, or
    /// ms from 10^11 on, which in seconds would be the year 5138.
    private static func seconds(
        _ record: CSVRecord, _ column: Int, _ table: EvidenceTable
    ) throws(EvidenceError) -> Double {
        let text = record.fields[column].trimmed
        for whole in [text, text + "Z", text + ":00Z", text + "T00:00:00Z"] {
            if let time = Timestamp(parsing: whole), time.nanoseconds >= 0 {
                return Double(time.nanoseconds) / 1e9
            }
        }
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        guard isNumber, let number = Double(text), number < 1e13 else {
            throw table.fault(
                record, column,
                "expected a time such as 2026-10-31T08:30:00Z, 2026-10-31 or 1793433000")
        }
        return number < 1e11 ? number : number / 1_000
    }

    /// Nil where the cell is empty, or says that there is none.
    private static func number(
        _ record: CSVRecord, _ column: Int, _ table: EvidenceTable
    ) throws(EvidenceError) -> Double? {
        let text = record.fields[column].trimmed
        if ["", "nan", "n/a", "null"].contains(text.lowercased()) { return nil }
        guard let number = Double(text), number.isFinite else {
            throw table.fault(record, column, "expected a number such as 1250.5, or nothing")
        }
        return number
    }
}
