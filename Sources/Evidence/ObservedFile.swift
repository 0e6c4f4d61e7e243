// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A file of another tool, told by its structure: what it is, and what it holds.
public struct ObservedFile: Sendable, Equatable {
    public let kind: Kind
    public let content: Content

    public enum Kind: String, Sendable, CaseIterable {
        case k6Export = "k6 summary (--summary-export)"
        case k6Handled = "k6 summary (handleSummary)"
        case k6Summary = "k6 machine-readable summary"
        case k6CSV = "k6 points (--out csv)"
        case k6Lines = "k6 points (--out json)"
        case locustStatistics = "Locust statistics"
        case locustHistory = "Locust history"
        case locustFailures = "Locust failures"
        case locustExceptions = "Locust exceptions"
        case prometheus = "Prometheus series"
        case grafana = "Grafana panel"
        case foundry = "Foundry gas"
        case focus = "FOCUS bill"
        case costAndUsageReport = "AWS Cost and Usage Report"
        case usage = "history of usage"
        case serviceLevels = "record of service levels"
        case rates = "exchange rates"
        case billMap = "map of a bill"
        case events = "events of a platform"
        /// By the names of columns that its reader gave.
        case mapped = "CSV by a mapping"

        /// What of all that is read it belongs to; nil where only its reader knows.
        var family: String? {
            switch self {
            case .k6Export, .k6Handled, .k6Summary, .k6CSV, .k6Lines: "k6"
            case .locustStatistics, .locustHistory, .locustFailures, .locustExceptions: "Locust"
            case .prometheus: "Prometheus"
            case .grafana: "Grafana"
            case .foundry: "Foundry"
            case .focus: "FOCUS"
            case .costAndUsageReport: "AWS"
            case .usage, .serviceLevels, .rates, .billMap, .events: rawValue
            case .mapped: nil
            }
        }
    }

    public enum Content: Sendable, Equatable {
        case loadTest(LoadTest)
        case errors([ObservedError])
        case series([TimeSeries])
        case gas(GasRecord)
        case bill(ForeignBill)
        case usage([UsageHistory])
        case serviceLevels(ServiceLevelRecord)
        case rates(ExchangeRates)
        case billMap(BillMap)
        case events(PlatformEvents)
    }

    public static let largest = 256 << 20

    /// Nothing is guessed: what is none of the kinds is refused.
    public static func read(_ bytes: [UInt8]) throws(EvidenceError) -> ObservedFile {
        try EvidenceError.refuseCompressed(bytes)
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let first = bytes.first(where: { !isSpace($0) }) else {
            throw .empty(expected: "a file of \(families)")
        }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try json(bytes)
        default: return try text(bytes)
        }
    }

    /// Any CSV with a header, by the names of its columns.
    ///
    /// Throws where a column is not there, and where a cell is no time or number.
    public static func read(
        _ bytes: [UInt8], by columns: ColumnMap
    ) throws(EvidenceError) -> ObservedFile {
        ObservedFile(
            kind: .mapped, content: .series(try columns.series(try EvidenceTable(bytes))))
    }

    /// What of it tells how a platform does under load: a load test, which bears no date, or what
    /// was watched in a month; nil where it is neither.
    public func tests(in month: CalendarMonth) -> ObservedFile? {
        switch content {
        case .loadTest: return self
        case .series(let series):
            let own = series.compactMap { $0.during(month) }
            return own.isEmpty ? nil : ObservedFile(kind: kind, content: .series(own))
        case .errors, .gas, .bill, .usage, .serviceLevels, .rates, .billMap, .events: return nil
        }
    }

    /// All that is read, for a remedy.
    static let families: String = {
        var names: [String] = []
        for name in Kind.allCases.compactMap(\.family) where !names.contains(name) {
            names.append(name)
        }
        return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    }()

    // MARK: JSON

    private static func json(_ bytes: [UInt8]) throws(EvidenceError) -> ObservedFile {
        if isLines(bytes) {
            return ObservedFile(kind: .k6Lines, content: .loadTest(try K6Points.lines(bytes)))
        }
        let root = try JSONNode(bytes, origin: "a file of \(families)")
        if case .array(let elements) = root.value {
            guard case .object(let members) = elements.first else {
                throw root.fault("an array of contracts or series")
            }
            if members.contains(where: { $0.key == "contract" }) {
                return ObservedFile(kind: .foundry, content: .gas(try GasRecord.read(bytes)))
            }
            return try prometheus(root)
        }
        if let shape = K6Summary.shape(of: root) {
            return ObservedFile(
                kind: shape.kind, content: .loadTest(try K6Summary(root, shape).loadTest()))
        }
        let status = try? root.optional("status")?.text()
        guard status == "success" || status == "error" else {
            let keys = try root.members().map(\.key).prefix(5).joined(separator: ", ")
            throw .badJSON(
                path: "",
                reason:
                    "no file of \(families) has the keys \(keys.isEmpty ? "of this" : keys); what"
                    + " handleSummary of k6 writes by a rule of your own cannot be known")
        }
        return try prometheus(root)
    }

    private static func prometheus(_ root: JSONNode) throws(EvidenceError) -> ObservedFile {
        let named = JSONNode(root.value, origin: PrometheusAnswer.origin)
        return ObservedFile(
            kind: .prometheus, content: .series(try PrometheusAnswer.series(named)))
    }

    /// Whether the first line is an object of its own, of the kind that k6 writes.
    private static func isLines(_ bytes: [UInt8]) -> Bool {
        let line = bytes.drop { $0 <= 0x20 }.prefix { $0 != UInt8(ascii: "\n") }
        guard let node = try? JSONNode(Array(line), origin: ""),
            let type = try? node.member("type").text()
        else { return false }
        return type == "Metric" || type == "Point"
    }

    // MARK: Text

    private static func text(_ bytes: [UInt8]) throws(EvidenceError) -> ObservedFile {
        let (number, line) = firstLine(bytes)
        if line.contains(" (gas: ") || line.contains(" (runs: ") {
            return ObservedFile(kind: .foundry, content: .gas(try GasRecord.read(bytes)))
        }
        if let box = line.unicodeScalars.first, "╭┌+|".unicodeScalars.contains(box) {
            throw .badLine(
                line: number, column: 1, text: String(line.prefix(80)),
                reason: "a table for people; save what the tool writes as JSON or CSV, such as"
                    + " 'forge test --gas-report --json'")
        }
        guard let kind = EvidenceTable.names(bytes).flatMap(kind) else {
            throw .badLine(
                line: number, column: 1, text: String(line.prefix(80)),
                reason: "no file of \(families) begins like this")
        }
        return ObservedFile(
            kind: kind, content: try content(kind, try EvidenceTable(bytes), bytes))
    }

    /// The first line that is not blank, and its number.
    private static func firstLine(_ bytes: [UInt8]) -> (number: Int, text: Substring) {
        let start = bytes.firstIndex { $0 != 0x0A && $0 != 0x0D } ?? bytes.endIndex
        let text = String(decoding: bytes[start...].prefix(4_096), as: UTF8.self)
        return (
            bytes[..<start].count { $0 == 0x0A } + 1,
            text.split(whereSeparator: \.isNewline).first ?? ""
        )
    }

    /// Nil where the names of the columns are of none.
    private static func kind(_ columns: [String]) -> Kind? {
        let names = Set(columns)
        let known: [(Kind, Set<String>)] = [
            (.k6CSV, ["metric_name", "metric_value"]),
            (.locustStatistics, ["Request Count", "Average Response Time"]),
            (.locustHistory, ["User Count", "Total Request Count"]),
            (.locustFailures, ["Occurrences", "Error"]),
            (.locustExceptions, ["Traceback", "Message"]),
            (.focus, ["BilledCost"]),
            (.costAndUsageReport, ["lineItem/UnblendedCost"]),
            (.costAndUsageReport, ["line_item_unblended_cost"]),
            (.serviceLevels, Set(ServiceLevelRecord.columns)),
            (.rates, Set(ExchangeRates.columns)), (.billMap, Set(BillMap.columns)),
            (.events, ["time", "component", "kind", "from", "to"]),
            (.usage, ["month"]), (.usage, ["week"]), (.usage, ["day"]),
        ]
        if let found = known.first(where: { $0.1.isSubset(of: names) }) { return found.0 }
        return columns.first == "Time" ? .grafana : nil
    }

    private static func content(
        _ kind: Kind, _ table: EvidenceTable, _ bytes: [UInt8]
    ) throws(EvidenceError) -> Content {
        switch kind {
        case .k6CSV: return .loadTest(try K6Points.csv(table))
        case .locustStatistics: return .loadTest(try LocustFiles.loadTest(table))
        case .locustHistory: return .series(try LocustFiles.history(table))
        case .locustFailures: return .errors(try LocustFiles.failures(table))
        case .locustExceptions: return .errors(try LocustFiles.exceptions(table))
        case .grafana: return .series(try GrafanaPanel.series(table))
        case .focus: return .bill(try ForeignBillReader.read(table, ForeignBillReader.focus))
        case .costAndUsageReport:
            let isLegacy = table.column(ForeignBillReader.legacyReport.billed) != nil
            return .bill(
                try ForeignBillReader.read(
                    table, isLegacy ? ForeignBillReader.legacyReport : ForeignBillReader.report))
        case .usage: return .usage(try UsageHistory.read(bytes))
        case .serviceLevels: return .serviceLevels(try ServiceLevelRecord.read(table))
        case .rates: return .rates(try ExchangeRates.read(table))
        case .billMap: return .billMap(try BillMap.read(table))
        case .events: return .events(try PlatformEvents.read(table))
        case .k6Export, .k6Handled, .k6Summary, .k6Lines, .prometheus, .foundry, .mapped:
            preconditionFailure("no CSV")
        }
    }
}

extension K6Summary.Shape {
    fileprivate var kind: ObservedFile.Kind {
        switch self {
        case .legacy: .k6Export
        case .handled: .k6Handled
        case .machineReadable: .k6Summary
        }
    }
}
