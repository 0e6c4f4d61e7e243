// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `charges` of a component: what it costs beside its main price.
struct ExtraChargeReader {
    private static let quantities = [
        "volume", "size", "size each", "count", "count each", "per use", "bytes per use", "share",
    ]
    private static let mostEach = ExactDecimal(1_000_000_000)

    let names: Names
    let kind: Names.Kind
    /// Of the component.
    let layer: CostLayer

    func read(_ field: Field) -> [ExtraCharge]? {
        all(field.names("a map of charges")?.named("charge").map(charge))
    }

    private func charge(_ name: String, _ field: Field) -> ExtraCharge? {
        guard let map = field.map(["price", "layer"] + Self.quantities) else { return nil }
        let entry = map.required("price").flatMap { $0.price(names) }
        let layer = map["layer"].or(self.layer) { $0.choice(CostLayer.self) }
        let quantity = quantity(map)
        guard let entry, let layer, let quantity else { return nil }
        guard quantity.units.contains(entry.unit) else {
            let units = quantity.units.map(\.rawValue).joined(separator: ", ")
            map["price"]?.note(
                "\(quoted(entry.key.path)) is a price per \(entry.unit)",
                "name a price per one of \(units), or say otherwise how much there is",
                value: entry.key.path)
            return nil
        }
        return ExtraCharge(name: name, price: entry.key, quantity: quantity, layer: layer)
    }

    private func quantity(_ map: MapReader) -> ExtraCharge.Quantity? {
        let given = Self.quantities.compactMap { key in
            map[key].map { (key: key, field: $0, quantity: amount(key, $0)) }
        }
        guard given.count == 1, let (key, field, quantity) = given.first else {
            map.whole.note(
                at: map.whole.keyPlace,
                given.isEmpty
                    ? "nothing says how much there is" : "it is said twice how much there is",
                "give one of " + Self.quantities.joined(separator: ", "))
            return nil
        }
        guard suits(key) else {
            field.note(
                at: field.keyPlace, "a component of kind \(kind.rawValue) has no \(quoted(key))",
                "say how much there is by 'volume', 'size' or 'count'", value: key)
            return nil
        }
        return quantity
    }

    private func amount(_ key: String, _ field: Field) -> ExtraCharge.Quantity? {
        switch key {
        case "volume": field.quantity(Volume.self).map { .volume($0) }
        case "size", "size each":
            field.quantity(Bytes.self).map { .kept($0, isEach: key == "size each") }
        case "count", "count each":
            number(field).map { .running($0, isEach: key == "count each") }
        case "share": field.percentage().map { .shareOfBytes($0) }
        case "per use": number(field).map { .perUse($0) }
        default: field.quantity(Bytes.self).map { .bytesPerUse($0) }
        }
    }

    /// Only some kinds have instances, and uses that are counted.
    private func suits(_ key: String) -> Bool {
        if key == "share" { return kind == .cdn }
        return switch kind {
        case .station, .pods: !key.hasSuffix("use")
        case .cache, .postgres: true
        case .service, .lambda: !key.hasSuffix("each")
        case .cdn, .table, .chain, .account: !key.hasSuffix("use") && !key.hasSuffix("each")
        }
    }

    private func number(_ field: Field) -> ExactDecimal? {
        guard let number = field.quantity(ExactDecimal.self) else { return nil }
        guard number >= .zero, number <= Self.mostEach else {
            field.note(
                "\(quoted("\(number)")) is out of range", "write a number from 0 to 1000000000",
                value: "\(number)")
            return nil
        }
        return number
    }
}
