// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// The answers to `prices list` and `prices check`: what price books hold, and what of it is old.
public enum PricesReport {
    public static let tableIDsOfList = ["prices"]
    public static let tableIDsOfCheck = ["stale", "books"]

    /// A book and the file that it was read from.
    public struct Book {
        public let path: String
        public let book: PriceBook

        public init(path: String, book: PriceBook) {
            self.path = path
            self.book = book
        }
    }

    // MARK: What there is

    /// The prices whose key, provider, code or region holds the text, or all.
    public static func list(_ books: [Book], filter: String?, identity: Identity) -> Report {
        let found = books.map { book in
            (book, book.book.entries.filter { holds($0, filter) })
        }
        let count = found.reduce(0) { $0 + $1.1.count }
        let names = books.map { "\($0.book.name) (\($0.book.asOf))" }
        return Report(
            identity: identity, verdict: nil,
            headline: Words.count(count, "price") + " of " + names.joined(separator: ", ")
                + (filter.map { " with '\($0)'" } ?? "") + ".",
            notes: notes(books),
            tables: [
                Table(
                    id: "prices", title: "Prices in USD a unit",
                    columns: [
                        .text("book", "Book", isDataOnly: true), .text("key", "Key"),
                        .text("provider", "Provider"), .text("sku", "SKU", isDataOnly: true),
                        .text("region", "Region"),
                        .text("rule", "Tiers"), .number("from", "From", unit: "unit a month"),
                        .number("to", "To", unit: "unit a month"),
                        .number("price", "Price", unit: "USD"), .text("unit", "Unit"),
                        .number("free", "Free", unit: "unit a month"),
                        .number("fee", "Fee", unit: "USD a month"),
                        .number("minimum", "Minimum", unit: "USD a month", isDataOnly: true),
                        .text("as_of", "As of"), .prose("source", "Source"),
                    ],
                    rows: found.flatMap { book, entries in entries.flatMap { rows($0, book) } })
            ])
    }

    private static func holds(_ entry: PriceEntry, _ filter: String?) -> Bool {
        guard let filter = filter?.lowercased(), !filter.isEmpty else { return true }
        let product = entry.product
        return [entry.key.path, product.provider, product.sku, product.region].contains { text in
            text?.lowercased().contains(filter) ?? false
        }
    }

    private static func notes(_ books: [Book]) -> [String] {
        books.compactMap { book in
            book.book.conversion.map {
                "\(book.book.name) is in \($0.rate.currency); its prices became dollars at"
                    + " \($0.rate), the rate of \($0.asOf)."
            }
        }
    }

    /// A row for each tier.
    private static func rows(_ entry: PriceEntry, _ book: Book) -> [[Cell]] {
        let tiers = entry.schedule.tiers
        return tiers.enumerated().map { index, tier in
            let from = index == 0 ? nil : tiers[index - 1].limit
            return [
                .text(book.path), .text(entry.key.path), .text(entry.product.provider ?? ""),
                .text(entry.product.sku ?? ""), .text(entry.product.region ?? ""),
                .text(tiers.count > 1 ? entry.schedule.rule.rawValue : ""),
                from.map { .quantity($0) } ?? .absent, tier.limit.map { .quantity($0) } ?? .absent,
                CostTables.unitPrice(tier.price), .text(entry.unit.rawValue),
                index == 0 ? entry.freePerMonth.map { .quantity($0) } ?? .absent : .absent,
                index == 0 ? standing(entry.fee) : .absent,
                index == 0 ? standing(entry.minimum) : .absent,
                .text(entry.asOf), .text(entry.source),
            ]
        }
    }

    private static func standing(_ amount: Money?) -> Cell {
        amount.map { .money($0, decimals: 2) } ?? .absent
    }

    // MARK: What is old

    /// Which prices are older than a year on that day.
    public static func check(
        _ books: [Book], on today: CalendarDay, identity: Identity
    ) -> Report {
        let stale = books.flatMap { book in
            book.book.entries.filter { $0.isStale(on: today) }.map { (book, $0) }
        }
        let count = books.reduce(0) { $0 + $1.book.entries.count }
        let tables = [
            stale.isEmpty
                ? nil
                : Table(
                    id: "stale", title: "Prices older than a year on \(today)",
                    columns: [
                        .text("book", "Book"), .text("key", "Key"), .text("as_of", "As of"),
                        .prose("source", "Source"),
                    ],
                    rows: stale.map { book, entry in
                        [
                            .text(book.path), .text(entry.key.path), .text(entry.asOf),
                            .text(entry.source),
                        ]
                    }),
            self.books(books, today),
        ]
        return Report(
            identity: identity, verdict: stale.isEmpty ? .met : .breached,
            headline: stale.isEmpty
                ? (count == 1 ? "The one price" : "All \(Words.count(count, "price"))")
                    + " held within a year before \(today)."
                : "\(Words.count(stale.count, "price")) of \(count) held more than a year before"
                    + " \(today): look them up anew, and write the date.",
            notes: notes(books), tables: tables.compactMap(\.self))
    }

    private static func books(_ books: [Book], _ today: CalendarDay) -> Table {
        Table(
            id: "books", title: "Price books",
            columns: [
                .text("book", "Book"), .text("name", "Name"),
                .number("prices", "Prices", unit: "1"), .number("stale", "Stale", unit: "1"),
                .text("oldest", "Oldest"), .text("newest", "Newest"),
            ],
            rows: books.map { book in
                let entries = book.book.entries
                let dates = entries.map(\.asOf)
                return [
                    .text(book.path), .text(book.book.name), .count(Int64(entries.count)),
                    .count(Int64(entries.count { $0.isStale(on: today) })),
                    .text(dates.min() ?? ""), .text(dates.max() ?? ""),
                ]
            })
    }
}

/// Says in a report how prices in another currency became dollars.
enum ExchangeNote {
    /// Nil where the book is in dollars.
    static func text(_ model: Model) -> String? {
        model.economics.prices.flatMap { book in
            book.conversion.map { conversion in
                "The prices of '\(book.name)' are in \(conversion.rate.currency), and became"
                    + " dollars at \(conversion.rate), the rate of \(conversion.asOf)."
            }
        }
    }
}

/// Says in a report which of the prices it rests on are old.
enum StalePrices {
    private static let named = 3

    /// Nil where none is older than a year on that day, or nobody says what day it is.
    static func note(_ model: Model, on today: CalendarDay?) -> String? {
        guard let today else { return nil }
        let stale = model.pricesInUse.filter { $0.isStale(on: today) }
        guard let oldest = stale.map(\.asOf).min() else { return nil }
        let names = stale.prefix(named).map(\.key.path).joined(separator: ", ")
        let more = stale.count > named ? " and \(stale.count - named) more" : ""
        let verb = stale.count == 1 ? "is" : "are"
        return "\(Words.count(stale.count, "price")) in use \(verb) older than a year"
            + " (\(names)\(more); the oldest of \(oldest)): look them up anew before anyone relies"
            + " on the cost."
    }
}
