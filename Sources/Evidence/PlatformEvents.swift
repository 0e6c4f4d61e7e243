// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How a platform changed while it was watched: what an autoscaler did, and stages of degradation.
public struct PlatformEvents: Sendable, Equatable {
    /// By rising time; at least one.
    public let events: [Event]

    public struct Event: Sendable, Equatable {
        public let time: Timestamp
        /// Empty where it is none in particular.
        public let component: String
        public let kind: Kind
        /// What is counted, before and after.
        public let from: Int
        public let to: Int
    }

    public enum Kind: String, Sendable, CaseIterable {
        /// Pods or instances asked for.
        case replicas
        /// Those that take requests.
        case ready
        case nodes
        /// Of degradation; 0 is normal operation.
        case stage
    }

    public static let largestFile = 16 << 20
    static let largestCount = 1_000_000

    /// Reads CSV with the columns `time` (2026-10-14T09:30:00Z), `component`, `kind` (replicas,
    /// ready, nodes or stage), `from` and `to`; other columns are passed over.
    ///
    /// Throws where a row is no such event, and where one is before the row above.
    public static func read(_ bytes: [UInt8]) throws(EvidenceError) -> PlatformEvents {
        try read(try EvidenceTable(bytes))
    }

    static func read(_ table: EvidenceTable) throws(EvidenceError) -> PlatformEvents {
        let columns = try Columns(table)
        var events: [Event] = []
        for record in table.records {
            let event = try columns.event(record, table)
            if let last = events.last, event.time.nanoseconds < last.time.nanoseconds {
                throw table.fault(record, columns.time, "it is before the one above")
            }
            events.append(event)
        }
        guard !events.isEmpty else { throw .empty(expected: "an event a row, below the header") }
        return PlatformEvents(events: events)
    }

    private struct Columns {
        let time: Int
        let component: Int
        let kind: Int
        let from: Int
        let to: Int

        init(_ table: EvidenceTable) throws(EvidenceError) {
            time = try table.need("time")
            component = try table.need("component")
            kind = try table.need("kind")
            from = try table.need("from")
            to = try table.need("to")
        }

        func event(
            _ record: CSVRecord, _ table: EvidenceTable
        ) throws(EvidenceError) -> Event {
            guard let instant = Timestamp(parsing: record.fields[time].trimmed) else {
                throw table.fault(record, time, "expected a time such as 2026-10-14T09:30:00Z")
            }
            guard let kind = Kind(rawValue: record.fields[kind].trimmed) else {
                let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw table.fault(record, self.kind, "expected one of \(known)")
            }
            return Event(
                time: instant, component: record.fields[component].trimmed, kind: kind,
                from: try count(record, from, table), to: try count(record, to, table))
        }

        private func count(
            _ record: CSVRecord, _ column: Int, _ table: EvidenceTable
        ) throws(EvidenceError) -> Int {
            let count = try table.count(record, column)
            guard count <= PlatformEvents.largestCount else {
                throw table.fault(record, column, "more than \(PlatformEvents.largestCount)")
            }
            return count
        }
    }
}
