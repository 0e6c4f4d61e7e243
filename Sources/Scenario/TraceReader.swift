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
    enum TimeForm: String, CaseIterable {
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
    enum Measure {
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
        guard let form, let isRepeated, let name, let counts, let rates, let file else {
            return nil
        }
        var reader = CSVReader(file.bytes)
        guard let header = header(&reader, file, field),
            let column = column(map["column"], name, in: header, file, field),
            let measure = measure(map, counts, rates, header, file, field),
            let rows = rows(&reader, Form(time: form, column: column, measure), file, field),
            let load = load(rows, measure, file, field)
        else { return nil }
        return isRepeated == .yes || lasts(load, field) ? load : nil
    }

    // MARK: The file

    func note(
        _ file: TraceFile, _ field: Field, line: Int, column: Int = 1, _ problem: String,
        _ remedy: String, value: String? = nil
    ) {
        field.note(
            at: .position(file: file.path, line: line, column: column), problem, remedy,
            value: value)
    }

    func note(
        _ record: CSVRecord, _ column: Int, _ file: TraceFile, _ field: Field, _ problem: String,
        _ remedy: String
    ) {
        note(
            file, field, line: record.line, column: record.columns[column], problem, remedy,
            value: record.fields[column])
    }

    func header(
        _ reader: inout CSVReader, _ file: TraceFile, _ field: Field
    ) -> CSVRecord? {
        do {
            if let header = try reader.next() { return header }
            noteNoRows(file, field)
        } catch {
            note(file, field, line: error.line, error.reason, "correct the line")
        }
        return nil
    }

    func noteNoRows(_ file: TraceFile, _ field: Field) {
        note(
            file, field, line: 1, "the file has no row below a header",
            "write a header such as 'time', and a row for each request or interval")
    }

    /// The position of the column of that name.
    func column(
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

    // MARK: Rows

    /// Where the time of a row stands and how it is written, and what the row is besides.
    struct Form {
        let time: TimeForm
        let column: Int
        let measure: Measure

        init(time: TimeForm, column: Int, _ measure: Measure) {
            self.time = time
            self.column = column
            self.measure = measure
        }
    }

    /// What is kept of the rows.
    private struct Rows {
        let firstLine: Int
        /// Since the first; ascending.
        var times: [SimTime] = []
        /// Empty for arrivals.
        var values: [Double] = []
    }

    /// All rows below the header, one after the other: a file may have many.
    private func rows(
        _ reader: inout CSVReader, _ form: Form, _ file: TraceFile, _ field: Field
    ) -> Rows? {
        var rows: Rows?
        var first: Int64 = 0
        do {
            while let row = try reader.next() {
                var known = rows ?? Rows(firstLine: row.line)
                rows = nil
                guard known.times.count < ArrivalTrace.mostArrivals else {
                    note(
                        file, field, line: row.line,
                        "there are more than \(ArrivalTrace.mostArrivals) rows",
                        "count requests in intervals, and name the column by 'counts'")
                    return nil
                }
                guard let time = time(row, form, file, field) else { return nil }
                if known.times.isEmpty { first = time }
                guard add(time, since: first, to: &known, row, form, file, field) else {
                    return nil
                }
                rows = known
            }
        } catch {
            note(file, field, line: error.line, error.reason, "correct the line")
            return nil
        }
        if rows == nil { noteNoRows(file, field) }
        return rows
    }

    /// Whether a row follows those before.
    private func add(
        _ time: Int64, since first: Int64, to rows: inout Rows, _ row: CSVRecord, _ form: Form,
        _ file: TraceFile, _ field: Field
    ) -> Bool {
        let text = quoted(row.fields[form.column])
        func note(_ problem: String, _ remedy: String) {
            self.note(row, form.column, file, field, problem, remedy)
        }
        guard time >= first + (rows.times.last?.nanoseconds ?? 0) else {
            note("\(text) comes before the time of the row before it", "sort the rows by time")
            return false
        }
        let since = SimTime.nanoseconds(time - first)
        guard since <= Self.longest else {
            note("\(text) is more than 100 years after the first row", "correct the time")
            return false
        }
        rows.times.append(since)
        switch form.measure {
        case .arrivals: return true
        case .counts(let index), .rates(let index):
            guard isEven(rows.times, note),
                let value = value(row, index, file, field)
            else { return false }
            rows.values.append(value)
            return true
        }
    }

    static let longest = SimTime.days(36_500)

    func time(
        _ row: CSVRecord, _ form: Form, _ file: TraceFile, _ field: Field
    ) -> Int64? {
        let column = form.column
        let text = row.fields[column]
        switch form.time {
        case .timestamp:
            if let time = Timestamp(parsing: text) { return time.nanoseconds }
            note(
                row, column, file, field, "\(quoted(text)) is no time of RFC 3339",
                "write \(form.time.example)")
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
                    "write \(form.time.example)"
                        + (error.reason == .negative ? ", from 0 on" : ""))
            }
        }
        return nil
    }

    // MARK: Loads

    private func load(
        _ rows: Rows, _ measure: Measure, _ file: TraceFile, _ field: Field
    ) -> Load? {
        let times = rows.times
        switch measure {
        case .arrivals:
            // One mean interval after the last the next round begins.
            let last = times.last ?? .zero
            let gap = last.seconds / Double(max(times.count - 1, 1))
            let period = last + max(SimTime(roundingSeconds: gap), LoadCycle.shortestPiece)
            return .arrivals(ArrivalTrace(times: times, period: period))
        case .counts, .rates:
            guard times.count > 1 else {
                note(
                    file, field, line: rows.firstLine, "one row does not tell how long it lasts",
                    "give at least two rows")
                return nil
            }
            let total = rows.values.reduce(0, +)
            guard total > 0 else {
                note(
                    file, field, line: rows.firstLine, "nothing comes in the whole trace",
                    "give at least one number above zero")
                return nil
            }
            let interval = times[1]
            var perSecond = 1.0
            if case .counts = measure { perSecond = 1 / interval.seconds }
            let mean = total / Double(rows.values.count)
            let pieces = rows.values.map { value -> LoadCycle.Piece in
                let share = Ratio.fraction(value / mean)
                return LoadCycle.Piece(duration: interval, from: share, to: share)
            }
            return .rates(mean: .perSecond(mean * perSecond), LoadCycle(pieces: pieces))
        }
    }

    /// Whether the last interval is as long as the first; each row tells where its own begins.
    private func isEven(_ times: [SimTime], _ note: (String, String) -> Void) -> Bool {
        guard times.count > 1 else { return true }
        let interval = times[1]
        let found = times[times.count - 1] - times[times.count - 2]
        if found == interval, found > .zero { return true }
        if found > interval {
            note(
                "there is a gap: the row before lasts \(found), the first \(interval)",
                "add the rows that are missing, with 0 where nothing came")
        } else {
            note(
                "the row before lasts \(found), the first \(interval)",
                "make all intervals alike and above zero")
        }
        return false
    }

    private func value(
        _ row: CSVRecord, _ column: Int, _ file: TraceFile, _ field: Field
    ) -> Double? {
        let text = row.fields[column]
        var isTooLarge = false
        do {
            let value = try ExactDecimal(parsing: text).approximation
            isTooLarge = value > 1e12
            if value >= 0, !isTooLarge { return value }
        } catch { isTooLarge = error.reason == .overflow }
        note(
            row, column, file, field,
            quoted(text) + (isTooLarge ? " is too large" : " is not a number from 0 on"),
            "write a plain number such as 1250 or 20.5"
                + (isTooLarge ? ", at most 1000000000000" : ""))
        return nil
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
