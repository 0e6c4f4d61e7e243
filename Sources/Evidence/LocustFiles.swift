// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The CSV files of `locust --csv` (Locust 2.47): `_stats`, `_stats_history`, `_failures` and
/// `_exceptions`. Times are in ms, and its percentiles rounded to two digits.
enum LocustFiles {
    /// `_stats.csv`; all requests together stand in a row without a type.
    static func loadTest(_ table: EvidenceTable) throws(EvidenceError) -> LoadTest {
        let columns = try Columns(table)
        var overall: RequestStatistics?
        var requests: [RequestStatistics] = []
        for record in table.records {
            let type = record.fields[columns.type]
            let statistics = try columns.statistics(record, table)
            if type.isEmpty {
                guard overall == nil, record.fields[columns.name] == "Aggregated" else {
                    throw table.fault(record, columns.type, "only 'Aggregated' has no type, once")
                }
                overall = statistics
            } else {
                requests.append(statistics)
            }
        }
        guard let overall else { throw .empty(expected: "the row 'Aggregated'") }
        return LoadTest(overall: overall, requests: requests)
    }

    private struct Columns {
        let type: Int
        let name: Int
        let requests: Int
        let failures: Int
        let rate: Int
        let mean: Int
        let least: Int
        let most: Int
        let quantiles: [(rank: Ratio, column: Int)]

        init(_ table: EvidenceTable) throws(EvidenceError) {
            type = try table.need("Type")
            name = try table.need("Name")
            requests = try table.need("Request Count")
            failures = try table.need("Failure Count")
            rate = try table.need("Requests/s")
            mean = try table.need("Average Response Time")
            least = try table.need("Min Response Time")
            most = try table.need("Max Response Time")
            quantiles = LocustFiles.quantiles(table)
        }

        func statistics(
            _ record: CSVRecord, _ table: EvidenceTable
        ) throws(EvidenceError) -> RequestStatistics {
            let count = try table.count(record, requests)
            let failed = try table.count(record, failures)
            guard failed <= count else {
                throw table.fault(record, failures, "more than the \(count) requests")
            }
            var quantiles: [RequestStatistics.Quantile] = []
            for (rank, column) in self.quantiles {
                guard let time = try table.milliseconds(record, column) else { continue }
                quantiles.append(.init(rank: rank, time: time))
            }
            let isAll = record.fields[type].isEmpty
            let statistics = RequestStatistics(
                name: isAll ? "" : "\(record.fields[type]) \(record.fields[name])", count: count,
                failures: failed, rate: try table.number(record, rate).map { .perSecond($0) },
                mean: try table.milliseconds(record, mean),
                least: try table.milliseconds(record, least),
                most: try table.milliseconds(record, most), quantiles: quantiles)
            if let rank = statistics.fallingRank,
                let place = self.quantiles.first(where: { $0.rank == rank })?.column
            {
                throw table.fault(record, place, "less than a lower percentile")
            }
            return statistics
        }
    }

    /// The columns `50%`, `99.9%` and so on; which there are, a test can choose.
    private static func quantiles(_ table: EvidenceTable) -> [(rank: Ratio, column: Int)] {
        table.names.enumerated().compactMap { column, name in
            guard name.hasSuffix("%"), let percent = Double(name.dropLast()),
                (0...100).contains(percent)
            else { return nil }
            return (.percent(percent), column)
        }
    }

    /// `_stats_history.csv`: what all requests together did, a row a second.
    static func history(_ table: EvidenceTable) throws(EvidenceError) -> [TimeSeries] {
        let time = try table.need("Timestamp")
        let name = try table.need("Name")
        let percentiles = quantiles(table).map { table.names[$0.column] }
        let columns = ["User Count", "Requests/s", "Failures/s"] + percentiles
        let places = try columns.map { (column: String) throws(EvidenceError) in
            try table.need(column)
        }
        var points = [[TimeSeries.Point]](repeating: [], count: columns.count)
        var before: Double?
        for record in table.records where record.fields[name] == "Aggregated" {
            guard let seconds = try table.number(record, time), seconds < TimeSeries.latest else {
                throw table.fault(record, time, "expected seconds since 1970")
            }
            if let before, seconds <= before {
                throw table.fault(record, time, "it is not after the one above")
            }
            before = seconds
            for (index, place) in places.enumerated() {
                let value = try table.number(record, place)
                points[index].append(.init(seconds: seconds, value: value))
            }
        }
        guard before != nil else { throw .empty(expected: "rows named 'Aggregated'") }
        return zip(columns, points).map { column, points in
            TimeSeries(name: column.hasSuffix("%") ? "\(column), ms" : column, points: points)
        }
    }

    /// `_failures.csv`, of 4 or 6 columns by version.
    static func failures(_ table: EvidenceTable) throws(EvidenceError) -> [ObservedError] {
        let method = try table.need("Method")
        let name = try table.need("Name")
        let error = try table.need("Error")
        let occurrences = try table.need("Occurrences")
        return try table.records.map { (record: CSVRecord) throws(EvidenceError) in
            ObservedError(
                source: "\(record.fields[method]) \(record.fields[name])",
                text: record.fields[error], count: try table.count(record, occurrences))
        }
    }

    /// `_exceptions.csv`, of the test itself.
    static func exceptions(_ table: EvidenceTable) throws(EvidenceError) -> [ObservedError] {
        let count = try table.need("Count")
        let message = try table.need("Message")
        return try table.records.map { (record: CSVRecord) throws(EvidenceError) in
            ObservedError(
                source: "the test", text: record.fields[message],
                count: try table.count(record, count))
        }
    }
}

/// Something that failed, and how often.
public struct ObservedError: Sendable, Equatable {
    /// Such as `GET /nope`.
    public let source: String
    public let text: String
    public let count: Int
}
