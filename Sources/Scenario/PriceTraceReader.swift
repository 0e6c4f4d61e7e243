// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `prices` from a CSV file with a header: what gas cost, row by row. The trace begins with
/// the run.
struct PriceTraceReader {
    private enum Unit: String, CaseIterable {
        case gwei, wei
    }

    private enum Gaps: String, CaseIterable {
        /// The price stays over them.
        case stay
        case refuse
    }

    /// Nil where it could not be read, which has been noted.
    let file: TraceFile?
    /// How long the run is; nil where that is wrong.
    let length: SimTime?

    private var rows: TraceReader { TraceReader(file: file, length: length) }

    func read(_ field: Field) -> [GasPricing.Point]? {
        let keys = ["file", "time", "column", "price", "unit", "gaps"]
        guard let map = field.map(keys), map.required("file")?.text("the path of a CSV file") != nil
        else { return nil }
        let form = map["time"].or(.seconds) { $0.choice(TraceReader.TimeForm.self) }
        let time = map["column"].or("time") { $0.text("the name of a column") }
        let price = map["price"].or("price") { $0.text("the name of a column") }
        let unit = map["unit"].or(.gwei) { $0.choice(Unit.self) }
        let gaps = map["gaps"].or(.refuse) { $0.choice(Gaps.self) }
        guard let form, let time, let price, let unit, let gaps, let file else { return nil }
        var reader = CSVReader(file.bytes)
        guard let header = rows.header(&reader, file, field),
            let timeColumn = rows.column(map["column"], time, in: header, file, field),
            let priceColumn = rows.column(map["price"], price, in: header, file, field)
        else { return nil }
        let columns = Columns(
            time: .init(time: form, column: timeColumn, .rates(column: priceColumn)),
            price: priceColumn, unit: unit.rawValue, mayHaveGaps: gaps == .stay)
        guard let points = points(&reader, columns, file, field), lasts(points, field) else {
            return nil
        }
        return points
    }

    private struct Columns {
        let time: TraceReader.Form
        let price: Int
        let unit: String
        let mayHaveGaps: Bool
    }

    private func points(
        _ reader: inout CSVReader, _ columns: Columns, _ file: TraceFile, _ field: Field
    ) -> [GasPricing.Point]? {
        var points: [GasPricing.Point] = []
        var first: Int64 = 0
        do {
            while let row = try reader.next() {
                guard points.count < GasPricing.mostPoints else {
                    rows.note(
                        file, field, line: row.line,
                        "there are more than \(GasPricing.mostPoints) rows",
                        "keep a price for each minute or hour")
                    return nil
                }
                guard let time = rows.time(row, columns.time, file, field),
                    let price = price(row, columns, file, field)
                else { return nil }
                if points.isEmpty { first = time }
                guard follows(time - first, points, row, columns, file, field) else { return nil }
                points.append(.init(time: .nanoseconds(time - first), price: price))
            }
        } catch {
            rows.note(file, field, line: error.line, error.reason, "correct the line")
            return nil
        }
        if points.isEmpty { rows.noteNoRows(file, field) }
        return points.isEmpty ? nil : points
    }

    /// Whether a row comes after those before, and leaves no gap.
    private func follows(
        _ since: Int64, _ points: [GasPricing.Point], _ row: CSVRecord, _ columns: Columns,
        _ file: TraceFile, _ field: Field
    ) -> Bool {
        guard let last = points.last else { return true }
        func note(_ problem: String, _ remedy: String) {
            rows.note(row, columns.time.column, file, field, problem, remedy)
        }
        let text = quoted(row.fields[columns.time.column])
        guard since > last.time.nanoseconds else {
            note("\(text) does not come after the time of the row before it", "sort the rows")
            return false
        }
        guard since <= TraceReader.longest.nanoseconds else {
            note("\(text) is more than 100 years after the first row", "correct the time")
            return false
        }
        guard points.count > 1, !columns.mayHaveGaps else { return true }
        let (found, usual) = (SimTime.nanoseconds(since) - last.time, points[1].time)
        guard found > usual else { return true }
        note(
            "there is a gap: the row before lasts \(found), the first \(usual)",
            "add the rows that are missing, or write 'gaps: stay' to let the price stay")
        return false
    }

    private func price(
        _ row: CSVRecord, _ columns: Columns, _ file: TraceFile, _ field: Field
    ) -> WeiPerGas? {
        let text = row.fields[columns.price]
        do {
            let price = try WeiPerGas(parsing: text + " " + columns.unit)
            if price <= BlockRules.highestPrice { return price }
            rows.note(
                row, columns.price, file, field, "\(quoted(text)) is too high",
                "write at most \(BlockRules.highestPrice)")
        } catch {
            let problem =
                switch error.reason {
                case .negative: "is negative"
                case .notANumber, .missingUnit, .unknownUnit, .unitsOutOfOrder, .notFinite,
                    .exponent, .groupedDigits:
                    "is no plain number"
                case .outOfRange, .overflow: "is too high"
                case .notExact: "is no whole number of wei"
                }
            rows.note(
                row, columns.price, file, field, "\(quoted(text)) \(problem)",
                "write a price in \(columns.unit), such as 12")
        }
        return nil
    }

    /// Whether the prices go on until the run ends; the last lasts as long as the one before it.
    private func lasts(_ points: [GasPricing.Point], _ field: Field) -> Bool {
        guard let length, let last = points.last else { return true }
        let step = points.count > 1 ? last.time - points[points.count - 2].time : .zero
        guard points.count > 1, last.time + step < length else { return true }
        field.note(
            at: field.keyPlace, "the prices last \(last.time + step), and the run \(length)",
            "shorten run.duration or run.warmup, or give more rows")
        return false
    }
}
