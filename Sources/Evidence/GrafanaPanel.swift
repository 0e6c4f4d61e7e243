// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The CSV of a Grafana panel ("Inspect, Data, Download CSV"): a time in ms since 1970, and a
/// column a series; an empty cell is no value.
enum GrafanaPanel {
    static func series(_ table: EvidenceTable) throws(EvidenceError) -> [TimeSeries] {
        guard table.names.count > 1 else {
            throw table.fault(table.header, 0, "no column follows the time")
        }
        var points = [[TimeSeries.Point]](repeating: [], count: table.names.count - 1)
        for record in table.records {
            guard let milliseconds = Int64(record.fields[0]), milliseconds >= 0 else {
                throw table.fault(
                    record, 0,
                    "expected ms since 1970; turn 'Formatted data' off before the download")
            }
            let seconds = Double(milliseconds) / 1_000
            // Of today: 10 digits are seconds, 13 ms.
            if (1_000_000_000..<10_000_000_000).contains(milliseconds) {
                throw table.fault(record, 0, "expected ms since 1970, and these are seconds")
            }
            for index in points.indices {
                if let last = points[index].last, seconds <= last.seconds {
                    throw table.fault(record, 0, "it is not after the one above")
                }
                points[index].append(
                    .init(seconds: seconds, value: try value(record, index + 1, table)))
            }
        }
        guard !table.records.isEmpty else { throw .empty(expected: "rows below the header") }
        return zip(table.names.dropFirst(), points).map { name, points in
            TimeSeries(name: name, points: points)
        }
    }

    private static func value(
        _ record: CSVRecord, _ column: Int, _ table: EvidenceTable
    ) throws(EvidenceError) -> Double? {
        let text = record.fields[column].trimmed
        if text.isEmpty { return nil }
        guard let value = Double(text) else {
            throw table.fault(
                record, column,
                "expected a number; turn 'Formatted data' off before the download")
        }
        return value.isFinite ? value : nil
    }
}
