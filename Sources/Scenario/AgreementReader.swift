// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `agreements`: what is paid beside or instead of public prices.
struct AgreementReader {
    private static let keys = ["discounts", "commitments", "spot", "credits", "support", "tax"]
    private static let most = 1_000
    private static let longestTerm = SimTime.days(3_660)

    let names: Names

    func read(_ field: Field) -> Agreements? {
        guard let map = field.map(Self.keys) else { return nil }
        let discounts = map["discounts"].or([Discount]()) { field in
            all(items(field, "{prices: rds/*, off: 12%}")?.map(discount))
        }
        let commitments = map["commitments"].or([Commitment]()) { field in
            all(field.names("a map of commitments")?.named("commitment").map(commitment))
        }
        let spot = map["spot"].or([SpotShare](), spot)
        let credits = map["credits"].or([Credit]()) { field in
            all(field.names("a map of credits")?.named("credit").map(credit))
        }
        let support = map["support"].optional(support)
        let tax = map["tax"].optional { $0.percentage() }
        guard let discounts, let commitments, let spot, let credits, let support, let tax else {
            return nil
        }
        return Agreements(
            discounts: discounts, commitments: commitments, spot: spot, credits: credits,
            support: support, tax: tax)
    }

    private func items(_ field: Field, _ example: String) -> [Field]? {
        guard let items = field.items("a list such as [\(example)]") else { return nil }
        guard items.count <= Self.most else {
            field.note("there are \(items.count) of them", "give at most \(Self.most)")
            return nil
        }
        return items
    }

    private func discount(_ field: Field) -> Discount? {
        guard let map = field.map(["prices", "off"]) else { return nil }
        let pattern = map.required("prices").flatMap(pattern)
        let off = map.required("off")?.percentage()
        guard let pattern, let off else { return nil }
        return Discount(prices: pattern, off: off)
    }

    private func pattern(_ field: Field) -> KeyPattern? {
        guard let text = field.text("keys of the price book, such as rds/*") else { return nil }
        let pattern = KeyPattern(text)
        guard let book = names.book(for: field, text) else { return nil }
        guard book.entries.contains(where: { pattern.fits($0.key.path) }) else {
            field.note(
                "the price book has nothing that fits \(quoted(text))",
                "write a key of it, or a part of one with * for the rest", value: text)
            return nil
        }
        return pattern
    }

    private func commitment(_ name: String, _ field: Field) -> Commitment? {
        guard let map = field.map(["price", "quantity", "rate", "upfront", "term"]) else {
            return nil
        }
        let entry = map.required("price").flatMap(timed)
        let quantity = map.required("quantity").flatMap(units)
        let rate = map["rate"].optional { $0.amount(per: entry?.unit) }
        let upfront = map["upfront"].optional { $0.dollars() }
        let term = map["term"].optional(hours)
        guard let entry, let quantity, let rate, let upfront, let term else { return nil }
        guard rate != nil || upfront != nil else {
            field.note(
                "nothing says what the commitment costs",
                "give 'rate', such as 0.3 USD/\(entry.unit), 'upfront', such as 1000 USD, or both")
            return nil
        }
        guard (upfront == nil) == (term == nil) else {
            field.note(
                upfront == nil
                    ? "a 'term' spreads what is paid at once, and nothing is"
                    : "nothing says over which time 'upfront' is spread",
                upfront == nil ? "add 'upfront', or leave 'term' out" : "add 'term', such as 1y")
            return nil
        }
        return Commitment(
            name: name, price: entry.key, quantity: quantity, hourly: rate ?? .zero,
            upfront: upfront ?? .zero, termHours: term ?? 1)
    }

    /// A price of what runs with time.
    private func timed(_ field: Field) -> PriceEntry? {
        guard let entry = field.price(names) else { return nil }
        switch entry.unit {
        case .hour, .gigabyteHour: return entry
        case .gigabyteSecond, .gigabyteMonth, .gigabyte, .request, .computeUnit,
            .connectionMinute, .ether, .month:
            field.note(
                "\(quoted(entry.key.path)) is a price per \(entry.unit), and commitments are for"
                    + " each hour", "name a price per h or per GB-h", value: entry.key.path)
            return nil
        }
    }

    private func units(_ field: Field) -> ExactDecimal? {
        guard let units = field.quantity(ExactDecimal.self) else { return nil }
        guard units > .zero, units <= ExactDecimal(1_000_000_000) else {
            field.note(
                "\(quoted("\(units)")) is out of range",
                "write units for each hour, above 0 and at most 1000000000", value: "\(units)")
            return nil
        }
        return units
    }

    private func hours(_ field: Field) -> Int64? {
        guard let term = field.quantity(SimTime.self) else { return nil }
        let hour = SimTime.hours(1).nanoseconds
        guard term > .zero, term <= Self.longestTerm, term.nanoseconds % hour == 0 else {
            field.note(
                "\(quoted("\(term)")) is no term", "write whole hours up to 10y, such as 1y",
                value: "\(term)")
            return nil
        }
        return term.nanoseconds / hour
    }

    private func spot(_ field: Field) -> [SpotShare]? {
        let items = items(field, "{price: ec2/m6i.large, share: 60%, at: 0.03 USD/h}")
        guard let shares = all(items?.map(share)), let items else { return nil }
        var seen: Set<PriceKey> = []
        for (index, share) in shares.enumerated() where !seen.insert(share.price).inserted {
            items[index].note(
                "\(quoted(share.price.path)) has a spot share already", "name each price once",
                value: share.price.path)
            return nil
        }
        return shares
    }

    private func share(_ field: Field) -> SpotShare? {
        guard let map = field.map(["price", "share", "at"]) else { return nil }
        let entry = map.required("price").flatMap { $0.price(names) }
        let share = map.required("share")?.percentage()
        let price = map.required("at").flatMap { $0.amount(per: entry?.unit) }
        guard let entry, let share, let price else { return nil }
        return SpotShare(price: entry.key, share: share, spotPrice: price)
    }

    private func credit(_ name: String, _ field: Field) -> Credit? {
        guard let map = field.map(["amount", "layer"]) else { return nil }
        let amount = map.required("amount").flatMap { $0.amount(per: .month) }
        let layer = map["layer"].optional { $0.choice(CostLayer.self) }
        guard let amount, let layer else { return nil }
        return Credit(name: name, perMonth: amount, layer: layer)
    }

    private func support(_ field: Field) -> Support? {
        guard let map = field.map(["share", "tiers", "minimum", "layers"]) else { return nil }
        let minimum = map["minimum"].or(Money.zero) { $0.amount(per: .month) }
        let share = map["share"].optional { $0.percentage() }
        let tiers = map["tiers"].optional(tiers)
        let layers = map["layers"].or(Support.usualLayers) { field in
            all(field.items("a list of layers")?.map { $0.choice(CostLayer.self) })
        }
        guard let minimum, let share, let tiers, let layers else { return nil }
        switch (share, tiers) {
        case (let share?, nil):
            let rates = TierSchedule(Money(attodollars: share.fraction.scaled))
            return Support(rates: rates, minimum: minimum, layers: layers)
        case (nil, let tiers?):
            return Support(rates: tiers, minimum: minimum, layers: layers)
        case (nil, nil), (_?, _?):
            field.note(
                share == nil
                    ? "neither 'share' nor 'tiers' says what support costs"
                    : "both 'share' and 'tiers' say what support costs",
                "give one of them")
            return nil
        }
    }

    /// Graduated shares of what is spent.
    private func tiers(_ field: Field) -> TierSchedule? {
        let items = items(field, "{to: 10000 USD, share: 10%}, {share: 7%}")
        let tiers = all(
            items?.map { field -> TierSchedule.Tier? in
                guard let map = field.map(["to", "share"]) else { return nil }
                let limit = map["to"].optional { $0.dollars() }
                let share = map.required("share")?.percentage()
                guard let limit, let share else { return nil }
                return TierSchedule.Tier(
                    limit: limit.map { ExactDecimal(scaled: $0.attodollars) },
                    price: Money(attodollars: share.fraction.scaled))
            })
        guard let tiers, let items else { return nil }
        do { return try TierSchedule(rule: .graduated, tiers: tiers) } catch {
            TierFault(error).note(field, items)
            return nil
        }
    }
}

extension Field {
    /// A share of money, at most all of it.
    func percentage() -> Percentage? {
        guard let share = quantity(Percentage.self) else { return nil }
        guard share <= .whole else {
            note(
                "\(quoted("\(share)")) is more than 100%", "write a percentage from 0% to 100%",
                value: "\(share)")
            return nil
        }
        return share
    }

    /// An amount of money that is not negative.
    func dollars() -> Money? {
        guard let amount = quantity(Money.self) else { return nil }
        guard amount >= .zero else {
            note(
                "\(quoted("\(amount)")) is negative", "write what is paid, such as 1000 USD",
                value: "\(amount)")
            return nil
        }
        return amount
    }

    /// The amount of a price of that unit; of any where the unit is not known, because what has it
    /// could not be read.
    func amount(per unit: PriceUnit?) -> Money? {
        guard let unit else { return quantity(UnitPrice.self)?.amount }
        return money(per: unit)
    }
}
