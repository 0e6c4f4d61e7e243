// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

/// The tables of `observe`, of all files together; empty where no file holds such things.
enum ObserveTables {
    typealias Files = [(path: String, file: ObservedFile)]

    static var builders: [(Files) -> Table] {
        [requests, thresholds, series, errors, gas, bill, usage]
    }

    private static func requests(_ files: Files) -> Table {
        let ranks = [50.0, 90, 95, 99]
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .loadTest(let test) = file.content else { return [] }
            return ([test.overall] + test.requests).map { statistics in
                [
                    .text(path), .text(statistics.name.isEmpty ? "all" : statistics.name),
                    .counted(statistics.count.map(Int64.init)),
                    .number(statistics.failureShare?.fraction, .ratio),
                    .number(statistics.rate?.perSecond, .rate),
                    .number(statistics.mean?.seconds, .duration),
                    .number(statistics.least?.seconds, .duration),
                ]
                    + ranks.map {
                        .number(statistics.quantile(.percent($0))?.seconds, .duration)
                    } + [.number(statistics.most?.seconds, .duration)]
            }
        }
        return Table(
            id: "requests", title: "Requests",
            columns: [
                .text("file", "File"), .text("request", "Request"),
                .number("count", "Count", unit: "1"), .value("failed", "Failed", .ratio),
                .value("rate", "Rate", .rate), .value("mean", "Mean", .duration),
                .value("min", "Min", .duration),
            ]
                + ranks.map { .value("p\(Int($0))", "P\(Int($0))", .duration) }
                + [.value("max", "Max", .duration)],
            rows: rows)
    }

    private static func thresholds(_ files: Files) -> Table {
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .loadTest(let test) = file.content else { return [] }
            return test.thresholds.map { threshold in
                [
                    .text(path), .text(threshold.name),
                    threshold.isMet ? .word("met", .good) : .word("missed", .bad),
                ]
            }
        }
        return Table(
            id: "thresholds", title: "Thresholds of the test",
            columns: [
                .text("file", "File"), .text("threshold", "Threshold"), .text("result", "Result"),
            ], rows: rows)
    }

    private static func series(_ files: Files) -> Table {
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .series(let all) = file.content else { return [] }
            return all.map { series in
                let values = series.values
                let sum = values.reduce(0, +)
                return [
                    .text(path), .text(series.name),
                    series.statistic.map { .text($0.rawValue) } ?? .absent,
                    .count(Int64(series.points.count)),
                    .count(Int64(values.count)), .number(series.span?.seconds, .duration),
                    .number(values.min(), .number),
                    .number(values.isEmpty ? nil : sum / Double(values.count), .number),
                    .number(values.max(), .number), .number(values.last, .number),
                ]
            }
        }
        return Table(
            id: "series", title: "Series, each in its own unit",
            columns: [
                .text("file", "File"), .text("series", "Series"),
                .text("statistic", "Statistic", isDataOnly: true),
                .number("points", "Points", unit: "1"),
                .number("values", "With a value", unit: "1"),
                .value("span", "Over", .duration), .value("min", "Min", .number),
                .value("mean", "Mean", .number), .value("max", "Max", .number),
                .value("last", "Last", .number),
            ], rows: rows)
    }

    private static func errors(_ files: Files) -> Table {
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .errors(let errors) = file.content else { return [] }
            return errors.map { error in
                [
                    .text(path), .text(error.source), .text(error.text),
                    .count(Int64(error.count)),
                ]
            }
        }
        return Table(
            id: "errors", title: "Errors",
            columns: [
                .text("file", "File"), .text("source", "Of"), .prose("error", "Error"),
                .number("count", "Times", unit: "1"),
            ], rows: rows)
    }

    private static func gas(_ files: Files) -> Table {
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .gas(let record) = file.content else { return [] }
            return record.measurements.map { measurement in
                [
                    .text(path), .text(measurement.name),
                    .counted(Int64(exactly: measurement.gas.units)),
                    .text(measurement.basis.rawValue),
                ]
            }
        }
        return Table(
            id: "gas", title: "Gas of functions",
            columns: [
                .text("file", "File"), .text("function", "Function"),
                .number("gas", "Gas", unit: "gas"), .text("basis", "Of"),
            ], rows: rows)
    }

    private static func bill(_ files: Files) -> Table {
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .bill(let bill) = file.content else { return [] }
            return bill.items.map { item in
                [
                    .text(path), .text("\(item.month)"), .text(item.service),
                    .quantity(item.billed), item.effective.map(Cell.quantity) ?? .absent,
                    .text(bill.currency), .count(Int64(item.rows)),
                ]
            }
        }
        return Table(
            id: "bill", title: "Bill by month and service",
            columns: [
                .text("file", "File"), .text("month", "Month"), .text("service", "Service"),
                .number("billed", "Billed", unit: "mixed"),
                .number("effective", "Effective", unit: "mixed"),
                .text("currency", "Currency"), .number("rows", "Rows", unit: "1"),
            ], rows: rows)
    }

    private static func usage(_ files: Files) -> Table {
        let rows = files.flatMap { path, file -> [[Cell]] in
            guard case .usage(let histories) = file.content else { return [] }
            return histories.map { history in
                [
                    .text(path), .text(history.name), .text(history.statistic.rawValue),
                    .text("\(history.start)"), .count(Int64(history.values.count)),
                    .number(history.values.first, .number),
                    .number(history.values.last, .number),
                ]
            }
        }
        return Table(
            id: "usage", title: "Histories of usage, each in its own unit",
            columns: [
                .text("file", "File"), .text("series", "Series"), .text("statistic", "Statistic"),
                .text("from", "From"), .number("months", "Months", unit: "1"),
                .value("first", "First", .number), .value("last", "Last", .number),
            ], rows: rows)
    }
}
