// SPDX-License-Identifier: GPL-3.0-or-later
import Model

extension Names {
    /// The scenario's price book; nil, once that is noted, where the field needs one and the
    /// scenario names none.
    func book(for field: Field, _ text: String) -> PriceBook? {
        if prices == nil, !namesPrices {
            field.note(
                "the price \(quoted(text)) has no price book",
                "add 'prices' with the path of a price book", value: text)
        }
        return prices
    }
}

extension Field {
    /// The entry of the scenario's price book whose key it holds.
    func price(_ names: Names) -> PriceEntry? {
        guard let text = text("a key of the price book"),
            let book = names.book(for: self, text)
        else { return nil }
        if let entry = book.entry(PriceKey(text)) { return entry }
        note(
            "the price book has no \(quoted(text))",
            remedy(for: text, in: book.entries.map(\.key.path), of: "price"), value: text)
        return nil
    }
}
