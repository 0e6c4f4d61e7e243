// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Reads figures from CSV with a header: `id`, `value`, `unit` and `kind`, and where they are known
/// `document`, `area`, `statement`, `derives_from`, `formula`, `assumptions`, `model`, `note`.
struct FigureReader {
    static let required = ["id", "value", "unit", "kind"]
    static let optional = [
        "document", "area", "statement", "derives_from", "formula", "assumptions", "model", "note",
    ]

    private let records: ArraySlice<CSVRecord>
    private let places: [String: Int]
    private let quotes: QuotedFields
    private var units: UnitSystem
    private var ids: [String: Int] = [:]
    private var errors: [AuditError] = []

    init(_ bytes: [UInt8], units: UnitSystem) throws(AuditErrors) {
        let all: [CSVRecord]
        do { all = try CSVReader.records(bytes) } catch {
            throw Self.single(line: error.line, column: 1, "", "", "no CSV: \(error.reason)")
        }
        guard let header = all.first else {
            throw Self.single(line: 1, column: 1, "", "", "the file is empty; give it a header")
        }
        var places: [String: Int] = [:]
        for (index, name) in header.fields.enumerated() {
            guard (Self.required + Self.optional).contains(name) else {
                throw Self.single(
                    line: 1, column: header.columns[index], "", name,
                    "there is no such column; there are "
                        + (Self.required + Self.optional).joined(separator: ", "))
            }
            guard places.updateValue(index, forKey: name) == nil else {
                throw Self.single(
                    line: 1, column: header.columns[index], "", name, "the column stands twice")
            }
        }
        if let missing = Self.required.first(where: { places[$0] == nil }) {
            throw Self.single(
                line: 1, column: 1, "", missing, "the column is missing; add it to the header")
        }
        self.places = places
        self.units = units
        records = all.dropFirst()
        quotes = QuotedFields(bytes)
    }

    private static func single(
        line: Int, column: Int, _ key: String, _ text: String, _ reason: String
    ) -> AuditErrors {
        AuditErrors(all: [
            AuditError(line: line, column: column, key: key, text: text, reason: reason)
        ])
    }

    /// All figures in their order; throws all that is wrong.
    mutating func figures() throws(AuditErrors) -> [PublishedFigure] {
        for record in records where field("kind", record) == "unit" { defineUnit(record) }
        var figures: [CSVRecord] = []
        for record in records where field("kind", record) != "unit" {
            guard isID(record) else { continue }
            ids[field("id", record)] = figures.count
            figures.append(record)
        }
        let read = figures.compactMap { figure($0) }
        if errors.isEmpty, read.isEmpty {
            note(AuditError(line: 1, column: 1, key: "", text: "", reason: "no figure in the file"))
        }
        guard errors.isEmpty else {
            throw AuditErrors(
                all: errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        return read
    }

    private mutating func note(_ error: AuditError) { errors.append(error) }

    private func field(_ name: String, _ record: CSVRecord) -> String {
        places[name].map { record.fields[$0] } ?? ""
    }

    /// In bytes from 1, of the content behind a quote.
    private func column(_ name: String, _ record: CSVRecord) -> Int {
        guard let place = places[name] else { return 1 }
        let column = record.columns[place]
        return quotes.isQuoted(line: record.line, column: column) ? column + 1 : column
    }

    private mutating func fault(
        _ name: String, _ record: CSVRecord, text: String? = nil, offset: Int = 0, _ reason: String
    ) {
        note(
            AuditError(
                line: record.line, column: column(name, record) + offset, key: name,
                text: text ?? field(name, record), reason: reason))
    }

    private mutating func defineUnit(_ record: CSVRecord) {
        let name = field("id", record)
        guard !name.isEmpty, name.utf8.allSatisfy(FormulaScanner.isLetter) else {
            fault("id", record, "the name of a unit is letters only")
            return
        }
        guard let value = Rational(decimal: field("value", record)), Rational.zero < value else {
            fault("value", record, "how many of the unit beside it; a plain number above zero")
            return
        }
        guard let base = unit(record) else { return }
        guard let size = value * base.size else {
            fault("value", record, "too large a unit")
            return
        }
        if !units.add(name, AuditUnit(size: size, dimension: base.dimension)) {
            fault("id", record, "there is a unit of this name; leave the row out or rename it")
        }
    }

    private mutating func unit(_ record: CSVRecord) -> AuditUnit? {
        do { return try units.unit(field("unit", record)) } catch {
            fault("unit", record, error.words)
            return nil
        }
    }

    private mutating func isID(_ record: CSVRecord) -> Bool {
        let id = field("id", record)
        let bytes = Array(id.utf8)
        let isWord = bytes.allSatisfy { FormulaScanner.isLetter($0) || FormulaScanner.isDigit($0) }
        guard let first = bytes.first, isWord, FormulaScanner.isLetter(first),
            bytes.contains(where: FormulaScanner.isDigit), bytes.count <= 40
        else {
            fault("id", record, "an id is a letter and then letters and digits, one at least")
            return false
        }
        if ids[id] != nil {
            fault("id", record, "another figure has this id; ids must differ")
            return false
        }
        return true
    }

    private mutating func figure(_ record: CSVRecord) -> PublishedFigure? {
        guard let kind = PublishedFigure.Kind(rawValue: field("kind", record)) else {
            let known = PublishedFigure.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            fault("kind", record, "there is no such kind; there are \(known)")
            return nil
        }
        guard let unit = unit(record) else { return nil }
        let text = field("value", record)
        let number = PublishedNumber(text)
        let formula = field("formula", record)
        if kind == .check, !text.isEmpty {
            fault("value", record, "a check has no value of its own; its formula compares two")
        }
        if kind == .check, formula.isEmpty {
            fault("formula", record, "a check compares two formulas, such as S017 = 1000 * S011")
        }
        if !formula.isEmpty, kind != .check, kind != .derived {
            fault("formula", record, "only figures of kind derived or check are computed")
        }
        if !formula.isEmpty, kind == .derived, number == nil {
            fault(
                "value", record,
                "a figure that is computed is a plain number; write its digits without grouping")
        }
        let claim = self.claim(formula, kind, record, "formula", 0) ?? .nothing
        return PublishedFigure(
            id: field("id", record), document: field("document", record),
            area: field("area", record), statement: field("statement", record), text: text,
            unitText: field("unit", record), kind: kind, note: field("note", record),
            model: field("model", record), formulaText: formula, line: record.line,
            number: number, unit: unit, claim: claim,
            alternatives: alternatives(record, kind, hasFormula: !formula.isEmpty),
            formulaPlace: column("formula", record), modelPlace: column("model", record))
    }

    private mutating func claim(
        _ text: String, _ kind: PublishedFigure.Kind, _ record: CSVRecord, _ name: String,
        _ offset: Int
    ) -> PublishedFigure.Claim? {
        if text.isEmpty { return nil }
        do {
            if kind == .check {
                return .relation(
                    try FormulaParser.relation(text, figures: ids, units: units))
            }
            return .value(try FormulaParser.formula(text, figures: ids, units: units))
        } catch {
            fault(name, record, text: error.text, offset: offset + error.offset, error.reason)
            return nil
        }
    }

    /// `words: formula; words: formula`.
    private mutating func alternatives(
        _ record: CSVRecord, _ kind: PublishedFigure.Kind, hasFormula: Bool
    ) -> [PublishedFigure.Alternative] {
        let text = field("assumptions", record)
        if text.isEmpty { return [] }
        guard hasFormula else {
            fault("assumptions", record, "assumptions explain a formula's miss; give the formula")
            return []
        }
        var found: [PublishedFigure.Alternative] = []
        var offset = 0
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            defer { offset += part.utf8.count + 1 }
            guard let colon = part.firstIndex(of: ":") else {
                fault(
                    "assumptions", record, text: String(part), offset: offset,
                    "write 'words: formula', several joined by ';'")
                continue
            }
            let words = part[..<colon].drop { $0 == " " }
            let rest = String(part[part.index(after: colon)...])
            let start = offset + part[...colon].utf8.count
            guard let claim = claim(rest, kind, record, "assumptions", start) else {
                if rest.isEmpty {
                    fault(
                        "assumptions", record, text: String(part), offset: offset,
                        "no formula behind the colon")
                }
                continue
            }
            found.append(
                PublishedFigure.Alternative(
                    words: String(words), claim: claim,
                    place: column("assumptions", record) + start,
                    text: String(rest.drop { $0 == " " })))
        }
        return found
    }
}

/// Which fields of a CSV text stand in quotes.
private struct QuotedFields {
    private let bytes: [UInt8]
    /// Where each line begins.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        starts =
            [mark] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    func isQuoted(line: Int, column: Int) -> Bool {
        guard starts.indices.contains(line - 1) else { return false }
        let place = starts[line - 1] + column - 1
        return bytes.indices.contains(place) && bytes[place] == UInt8(ascii: "\"")
    }
}
