// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

/// The answer to `observe`: what files of other tools are, and what they hold.
public enum ObserveReport {
    public static let tableIDs =
        ["files"] + ObserveTables.builders.map { $0([]).id }

    /// Files by the paths that name them, in their order.
    ///
    /// - Parameter warnings: what a live server warned of.
    public static func make(
        _ files: [(path: String, file: ObservedFile)], warnings: [String] = [],
        identity: Identity
    ) -> Report {
        let tables = ObserveTables.builders.map { $0(files) }.filter { !$0.rows.isEmpty }
        return Report(
            identity: identity, verdict: nil, headline: headline(files),
            notes: notes(files) + warnings.map { "The server warns: \($0)" },
            tables: [list(files)] + tables)
    }

    private static func headline(_ files: [(path: String, file: ObservedFile)]) -> String {
        if let first = files.first, files.count == 1 {
            return "\(first.path): \(first.file.kind.rawValue), \(summary(first.file))."
        }
        return "\(Words.count(files.count, "file")), all read."
    }

    private static func notes(_ files: [(path: String, file: ObservedFile)]) -> [String] {
        var notes: [String] = []
        let kinds = Set(files.map(\.file.kind))
        if !kinds.isDisjoint(with: [.locustStatistics, .locustHistory]) {
            notes.append(
                "Locust rounds its percentiles to two digits; those of its history are in ms.")
        }
        if !kinds.isDisjoint(with: [.k6CSV, .k6Lines]) {
            notes.append(
                "Percentiles of k6's points are the smallest latency that so many requests do not"
                    + " exceed; k6 itself interpolates in its summaries.")
        }
        return notes
    }

    private static func list(_ files: [(path: String, file: ObservedFile)]) -> Table {
        Table(
            id: "files", title: "Files",
            columns: [
                .text("file", "File"), .text("kind", "What it is"), .prose("holds", "Holds"),
            ],
            rows: files.map { path, file in
                [.text(path), .text(file.kind.rawValue), .text(summary(file))]
            })
    }

    private static func summary(_ file: ObservedFile) -> String {
        switch file.content {
        case .loadTest(let test): return summary(test)
        case .errors(let errors):
            let sum = errors.reduce(Int128(0)) { $0 + Int128($1.count) }
            return errors.isEmpty
                ? "no error" : "\(Words.count(errors.count, "kind")) of errors, \(sum) in all"
        case .series(let series):
            let points = series.reduce(0) { $0 + $1.points.count }
            return "\(series.count) series, \(Words.count(points, "point"))"
        case .gas(let record):
            return "gas of \(Words.count(record.measurements.count, "function"))"
        case .bill(let bill): return summary(bill)
        case .usage(let histories):
            let months = histories.reduce(0) { $0 + $1.values.count }
            return "\(histories.count) series, \(Words.count(months, "month"))"
        case .serviceLevels(let record):
            let objectives = Set(record.days.map(\.objective)).count
            let days = Set(record.days.map(\.day)).count
            return "\(Words.count(objectives, "service level")), \(Words.count(days, "day"))"
        case .rates(let rates):
            let currencies = Set(rates.rates.map(\.currency)).sorted()
            let months = Set(rates.rates.map(\.month)).count
            return "\(currencies.joined(separator: ", ")) in USD, \(Words.count(months, "month"))"
        case .events(let events): return Words.count(events.events.count, "event")
        case .billMap(let map): return Words.count(map.entries.count, "row")
        }
    }

    private static func summary(_ test: LoadTest) -> String {
        var parts: [String] = []
        if let count = test.overall.count { parts.append(Words.count(count, "request")) }
        if let users = test.users { parts.append(Words.count(users, "user")) }
        if let rate = test.overall.rate {
            parts.append("\(Figures.text(rate.perSecond, .rate).main)")
        }
        if let p95 = test.overall.quantile(.percent(95)) {
            parts.append("p95 \(Figures.text(p95.seconds, .duration).main)")
        }
        if let share = test.overall.failureShare {
            parts.append("\(Figures.text(share.fraction, .ratio).main) failed")
        }
        let missed = test.thresholds.count { !$0.isMet }
        if !test.thresholds.isEmpty {
            parts.append("\(missed) of \(Words.count(test.thresholds.count, "threshold")) missed")
        }
        return parts.isEmpty ? "latencies only" : parts.joined(separator: ", ")
    }

    private static func summary(_ bill: ForeignBill) -> String {
        let services = Set(bill.items.map(\.service)).count
        let rows = bill.items.reduce(0) { $0 + $1.rows }
        let months = Set(bill.items.map(\.month)).sorted()
        let span = [months.first, months.count > 1 ? months.last : nil].compactMap { $0 }
            .map { "\($0)" }.joined(separator: " to ")
        let sum = (try? bill.billed()).map { "\(Figures.quantity($0)) \(bill.currency) for " } ?? ""
        return sum + "\(Words.count(services, "service")) in \(span), \(Words.count(rows, "row"))"
    }
}
