// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Which rows of a provider's bill are which lines of a model's.
public struct BillMap: Sendable, Equatable {
    /// The first entry that fits a charge says what it is; what is left out fits everything.
    public struct Entry: Sendable, Equatable {
        public let service: String?
        public let resource: String?
        public let meter: String?
        /// The component of the model, and what of it is billed.
        public let component: String
        public let item: String?
        /// Of the file, from 1.
        public let line: Int
    }

    /// In the order of the file.
    public let entries: [Entry]

    static let columns = ["billed_service", "component"]

    public func entry(of charge: ForeignBill.Charge) -> Entry? {
        entries.first { entry in
            (entry.service ?? charge.service) == charge.service
                && (entry.resource == nil || entry.resource == charge.resource)
                && (entry.meter == nil || entry.meter == charge.meter)
        }
    }

    /// Throws where a row names no component.
    static func read(_ table: EvidenceTable) throws(EvidenceError) -> BillMap {
        let component = try table.need("component")
        let keys = ["billed_service", "billed_resource", "billed_meter", "item"]
        // A key with a misspelt name would fit everything.
        if let place = table.names.firstIndex(where: { name in
            name.hasPrefix("billed") && !keys.contains(name)
        }) {
            throw table.fault(
                table.header, place, "no such column; there are \(keys.joined(separator: ", "))")
        }
        let places = keys.map(table.column)
        var entries: [Entry] = []
        for record in table.records {
            let texts = places.map { place -> String? in
                let text = place.map { record.fields[$0].trimmed } ?? ""
                return text.isEmpty ? nil : text
            }
            let name = record.fields[component].trimmed
            if name.isEmpty { throw table.fault(record, component, "expected a component") }
            entries.append(
                Entry(
                    service: texts[0], resource: texts[1], meter: texts[2], component: name,
                    item: texts[3], line: record.line))
        }
        if entries.isEmpty { throw .empty(expected: "a row below the header") }
        return BillMap(entries: entries)
    }
}
