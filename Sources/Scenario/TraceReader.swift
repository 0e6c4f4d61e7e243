// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A CSV file that a scenario names.
struct TraceFile {
    let path: String
    let bytes: [UInt8]

    static let largest = 64 << 20
}

/// Reads `trace`: when the requests of a source came, row by row or counted in equal intervals,
/// from a CSV file with a header. The trace begins with the run.
struct TraceReader {
    private enum TimeForm: String, CaseIterable {
        case seconds
        case timestamp = "RFC 3339"

        var example: String {
            switch self {
            case .seconds: "seconds such as 12.5"
            case .timestamp: "a time such as 2026-01-31T08:30:00Z"
            }
        }
    }

    private enum Answer: String, CaseIterable {
        case yes, no
    }

    /// What the rows are, apart from their times.
    private enum Measure {
        case arrivals
        case counts(column: Int)
        case rates(column: Int)
    }

    /// What a trace brings: recorded arrivals, or a rate that moves.
    enum Load {
        case arrivals(ArrivalTrace)
        case rates(mean: Rate, LoadCycle)
    }

    /// Nil where it could not be read, which has been noted.
    let file: TraceFile?
    /// How long the run is; nil where that is wrong.
    let length: SimTime?

    func read(_ field: Field) -> Load? {
        let keys = ["file", "time", "column", "counts", "rates", "repeat"]
        guard let map = field.map(keys), map.required("file")?.text("the path of a CSV file") != nil
        else { return nil }
        let form = map["time"].or(.seconds) { $0.choice(TimeForm.self) }
        let isRepeated = map["repeat"].or(.no) { $0.choice(Answer.self) }
        let name = map["column"].or("time") { $0.text("the name of a column") }
        let counts = map["counts"].optional { $0.text("the name of a column") }
        let rates = map["rates"].optional { $0.text("the name of a column") }
        guard let form, let isRepeated, let name, let counts, let rates, let file,
            let records = records(file, field),
            let column = column(map["column"], name, in: records[0], file, field),
            let measure = measure(map, counts, rates, records[0], file, field)
        else { return nil }
        let rows = records.dropFirst()
        guard let times = times(rows, column, form, file, field),
            let load = load(rows, times, measure, column, file, field)
        else { return nil }
        return isRepeated == .yes || lasts(load, field) ? load : nil
    }

    // MARK: The file

    private func note(
        _ file: TraceFile, _ field: Field, line: Int, column: Int = 1, _ problem: String,
        _ remedy: String, value: String? = nil
    ) {
        field.note(
            at: .position(file: file.path, line: line, column: column), problem, remedy,
            value: value)
    }

    private func note(
        _ record: CSVRecord, _ column: Int, _ file: TraceFile, _ field: Field, _ problem: String,
        _ remedy: String
    ) {
        note(
            file, field, line: record.line, column: record.columns[column], problem, remedy,
            value: record.fields[column])
    }

    /// The header and at least one row.
    private func records(_ file: TraceFile, _ field: Field) -> [CSVRecord]? {
        let records: [CSVRecord]
        do { records = try CSVReader.records(file.bytes) } catch {
            note(file, field, line: error.line, error.reason, "correct the line")
            return nil
        }
        guard records.count > 1 else {
            note(
                file, field, line: 1, "the file has no row below a header",
                "write a header such as 'time', and a row for each request or interval")
            return nil
        }
        guard records.count <= ArrivalTrace.mostArrivals + 1 else {
            note(
                file, field, line: records[ArrivalTrace.mostArrivals + 1].line,
                "there are more than \(ArrivalTrace.mostArrivals) rows",
                "count requests in intervals, and name the column by 'counts'")
            return nil
        }
        return records
    }

    /// The position of the column of that name.
    private func column(
        _ named: Field?, _ name: String, in header: CSVRecord, _ file: TraceFile,
        _ field: Field
    ) -> Int? {
        if let index = header.fields.firstIndex(of: name) { return index }
        (named ?? field).note(
            "\(quoted(file.path)) has no column \(quoted(name))",
            "name one of its columns: "
                + header.fields.prefix(9).map(quoted).joined(separator: ", "),
            value: name)
        return nil
    }

    private func measure(
        _ map: MapReader, _ counts: String?, _ rates: String?, _ header: CSVRecord,
        _ file: TraceFile, _ field: Field
    ) -> Measure? {
        if let rates {
            if counts != nil, let field = map["rates"] {
                field.note(
                    at: field.keyPlace, "the trace has both counts and rates",
                    "leave one of them out", value: "rates")
                return nil
            }
            return column(map["rates"], rates, in: header, file, field).map { .rates(column: $0) }
        }
        guard let counts else { return .arrivals }
        return column(map["counts"], counts, in: header, file, field).map { .counts(column: $0) }
    }

    // MARK: Times

    /// Of each row, since the first; ascending.
    private func times(
        _ rows: ArraySlice<CSVRecord>, _ column: Int, _ form: TimeForm, _ file: TraceFile,
        _ field: Field
    ) -> [SimTime]? {
        var times: [SimTime] = []
        var first: Int64?
        for row in rows {
            let text = row.fields[column]
            guard let time = time(text, form, row, column, file, field) else { return nil }
            let since = time - (first ?? time)
            first = first ?? time
            if let last = times.last, since < last.nanoseconds {
                note(
                    row, column, file, field,
                    "\(quoted(text)) comes before the time of the row"
                        + " before it", "sort the rows by time")
                return nil
            }
            times.append(.nanoseconds(since))
        }
        return times
    }

    private func time(
        _ text: String, _ form: TimeForm, _ row: CSVRecord, _ column: Int, _ file: TraceFile,
        _ field: Field
    ) -> Int64? {
        switch form {
        case .timestamp:
            if let time = Timestamp(parsing: text) { return time.nanoseconds }
            note(
                row, column, file, field, "\(quoted(text)) is no time of RFC 3339",
                "write \(form.example)")
        case .seconds:
            do { return try SimTime(parsing: text + "s").nanoseconds } catch {
                let problem =
                    switch error.reason {
                    case .negative: "is negative"
                    case .notANumber, .missingUnit, .unknownUnit, .unitsOutOfOrder, .notFinite:
                        "is not a number"
                    case .outOfRange, .overflow: "is more than 100 years"
                    case .notExact: "has more than nine decimals"
                    case .exponent: "has an exponent"
                    case .groupedDigits: "has grouped digits"
                    }
                note(
                    row, column, file, field, "\(quoted(text)) \(problem)",
                    "write \(form.example)"
                        + (error.reason == .negative ? ", from 0 on" : ""))
            }
        }
        return nil
    }

    // MARK: Loads

    private func load(
        _ rows: ArraySlice<CSVRecord>, _ times: [SimTime], _ measure: Measure, _ column: Int,
        _ file: TraceFile, _ field: Field
    ) -> Load? {
        switch measure {
        case .arrivals:
            // One mean interval after the last the next round begins.
            let last = times.last ?? .zero
            let gap = last.seconds / Double(max(times.count - 1, 1))
            let period = last + max(SimTime(roundingSeconds: gap), LoadCycle.shortestPiece)
            return .arrivals(ArrivalTrace(times: times, period: period))
        case .counts(let index), .rates(let index):
            guard let interval = interval(rows, times, column, file, field),
                let values = values(rows, index, file, field)
            else { return nil }
            var perSecond = 1.0
            if case .counts = measure { perSecond = 1 / interval.seconds }
            let total = values.reduce(0, +)
            guard total > 0 else {
                note(
                    file, field, line: rows.first?.line ?? 1, "nothing comes in the whole trace",
                    "give at least one number above zero")
                return nil
            }
            let mean = total / Double(values.count)
            let pieces = values.map { value -> LoadCycle.Piece in
                let share = Ratio.fraction(value / mean)
                return LoadCycle.Piece(duration: interval, from: share, to: share)
            }
            return .rates(mean: .perSecond(mean * perSecond), LoadCycle(pieces: pieces))
        }
    }

    /// The one length of all intervals; each row tells where its own begins.
    private func interval(
        _ rows: ArraySlice<CSVRecord>, _ times: [SimTime], _ column: Int, _ file: TraceFile,
        _ field: Field
    ) -> SimTime? {
        guard times.count > 1 else {
            note(
                file, field, line: rows.first?.line ?? 1, "one row does not tell how long it lasts",
                "give at least two rows")
            return nil
        }
        let interval = times[1]
        for (index, row) in rows.enumerated().dropFirst() {
            let found = times[index] - times[index - 1]
            guard found == interval, found > .zero else {
                note(
                    row, column, file, field,
                    found > interval
                        ? "there is a gap: the row before lasts \(found), the first \(interval)"
                        : "the row before lasts \(found), the first \(interval)",
                    found > interval
                        ? "add the rows that are missing, with 0 where nothing came"
                        : "make all intervals alike and above zero")
                return nil
            }
        }
        return interval
    }

    private func values(
        _ rows: ArraySlice<CSVRecord>, _ column: Int, _ file: TraceFile, _ field: Field
    ) -> [Double]? {
        var values: [Double] = []
        for row in rows {
            let text = row.fields[column]
            guard let value = try? ExactDecimal(parsing: text).approximation, value >= 0,
                value <= 1e12
            else {
                note(
                    row, column, file, field, "\(quoted(text)) is not a number from 0 on",
                    "write a plain number such as 1250 or 20.5")
                return nil
            }
            values.append(value)
        }
        return values
    }

    /// Whether the trace is as long as the run.
    private func lasts(_ load: Load, _ field: Field) -> Bool {
        let recorded: SimTime
        switch load {
        case .arrivals(let trace): recorded = trace.period
        case .rates(_, let cycle): recorded = cycle.period
        }
        guard let length, recorded < length else { return true }
        field.note(
            at: field.keyPlace, "the trace lasts \(recorded), and the run \(length)",
            "shorten run.duration or run.warmup, or write 'repeat: yes' to let it begin anew")
        return false
    }
}
