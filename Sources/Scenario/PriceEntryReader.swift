// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads an entry of a price book; what is in another currency becomes dollars here.
struct PriceEntryReader {
    private static let keys = [
        "price", "tiers", "free", "fee", "minimum", "methods", "provider", "sku", "region",
        "source", "as of",
    ]
    private static let mostTiers = 100

    /// The date of the book, for entries that have none of their own.
    let asOf: String?
    /// In which prices must be; absent where the book does not say it right.
    let currency: CurrencyCode?
    /// Dollars for one of it.
    let rate: ExactDecimal

    func read(_ key: String, _ field: Field) -> PriceEntry? {
        guard let map = field.map(Self.keys) else { return nil }
        let schedule = schedule(map)
        let free = map["free"].optional { $0.perMonth() }
        let fee = map["fee"].optional { dollars($0, per: .month)?.amount }
        let minimum = map["minimum"].optional { dollars($0, per: .month)?.amount }
        let methods = map["methods"].or([MethodWeight]()) { weights($0, schedule?.unit) }
        let provider = map["provider"].optional { $0.text("who sells it") }
        let sku = map["sku"].optional { $0.text("the provider's code of it") }
        let region = map["region"].optional { $0.text("where it is sold") }
        let source = map.required("source")?.text("where the price comes from")
        let asOf = map["as of"].optional { $0.date() }
        guard let schedule, let free, let fee, let minimum, let methods, let provider, let sku,
            let region, let source, let asOf, let date = asOf ?? self.asOf
        else { return nil }
        return PriceEntry(
            key: PriceKey(key), unit: schedule.unit, schedule: schedule.tiers, freePerMonth: free,
            fee: fee, minimum: minimum, methods: methods,
            product: PriceEntry.Product(provider: provider, sku: sku, region: region),
            source: source, asOf: date)
    }

    /// What a call of each method counts as.
    private func weights(_ field: Field, _ unit: PriceUnit?) -> [MethodWeight]? {
        let read = all(
            field.names("a map of methods")?.named("method").map { name, field in
                field.count(MethodWeight.units).map { MethodWeight(name: name, units: $0) }
            })
        guard let read else { return nil }
        guard unit == .computeUnit || unit == nil else {
            field.note(
                at: field.keyPlace, "methods weigh calls where a price is per CU",
                "write a price per CU, or leave 'methods' out")
            return nil
        }
        return read
    }

    private typealias Schedule = (unit: PriceUnit, tiers: TierSchedule)

    private func schedule(_ map: MapReader) -> Schedule? {
        guard let tiers = map["tiers"] else {
            guard let field = map["price"] else {
                map.whole.note(
                    at: map.whole.keyPlace, "neither 'price' nor 'tiers' says what a unit costs",
                    "add one of them")
                return nil
            }
            return dollars(field).map { ($0.unit, TierSchedule($0.amount)) }
        }
        if let field = map["price"] {
            field.note(
                at: field.keyPlace, "both 'price' and 'tiers' say what a unit costs",
                "leave one of them out")
            return nil
        }
        return schedule(tiers)
    }

    /// `{graduated: [...]}` or `{volume: [...]}`.
    private func schedule(_ field: Field) -> Schedule? {
        guard let map = field.map(TierSchedule.Rule.allCases.map(\.rawValue)) else { return nil }
        let given = TierSchedule.Rule.allCases.compactMap { rule in
            map[rule.rawValue].map { (rule: rule, field: $0) }
        }
        guard given.count == 1, let (rule, list) = given.first else {
            field.note(
                given.isEmpty
                    ? "nothing says whether tiers are graduated or by volume"
                    : "tiers are both graduated and by volume",
                "write {graduated: [{to: 1000, price: ...}, {price: ...}]}, or volume for it")
            return nil
        }
        return tiers(list, rule)
    }

    private func tiers(_ field: Field, _ rule: TierSchedule.Rule) -> Schedule? {
        guard let items = field.items("a list of tiers such as {to: 1000, price: 0.2 USD/GB}")
        else { return nil }
        let read = all(items.prefix(Self.mostTiers).map(tier))
        if items.count > Self.mostTiers {
            field.note("there are \(items.count) tiers", "give at most \(Self.mostTiers)")
            return nil
        }
        guard let read else { return nil }
        if let other = read.indices.first(where: { read[$0].price.unit != read[0].price.unit }) {
            items[other].note(
                "this price is per \(read[other].price.unit), the first per \(read[0].price.unit)",
                "write all tiers in one unit", value: "\(read[other].price)")
            return nil
        }
        do {
            let tiers = read.map { TierSchedule.Tier(limit: $0.limit, price: $0.price.amount) }
            let schedule = try TierSchedule(rule: rule, tiers: tiers)
            return (read[0].price.unit, schedule)
        } catch {
            TierFault(error).note(field, items)
            return nil
        }
    }

    private func tier(_ field: Field) -> (limit: ExactDecimal?, price: UnitPrice)? {
        guard let map = field.map(["to", "price"]) else { return nil }
        let limit = map["to"].optional { $0.quantity(ExactDecimal.self) }
        let price = map.required("price").flatMap { dollars($0) }
        guard let limit, let price else { return nil }
        return (limit, price)
    }

    private func dollars(_ field: Field, per unit: PriceUnit? = nil) -> UnitPrice? {
        guard let read = field.quantity(QuotedPrice.self) else { return nil }
        let isDollar = currency == .dollar
        if let currency, read.currency != currency {
            field.note(
                "the price is in \(read.currency), the book in \(currency)",
                isDollar
                    ? "write USD, or say what it is worth by"
                        + " 'currency: {rate: 1.08 USD/\(read.currency), as of: 2026-01-31}'"
                    : "write it in \(currency)")
            return nil
        }
        if let unit, read.unit != unit {
            field.note("this is a price per \(read.unit)", "write a price per \(unit)")
            return nil
        }
        do { return try read.price(at: rate) } catch {
            field.note(error)
            return nil
        }
    }
}
