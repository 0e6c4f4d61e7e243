// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads a price book file.
struct PriceBookReader {
    private static let keys = [
        "plimsoll prices", "name", "as of", "currency", "hours per month", "prices",
    ]

    func read(_ field: Field) -> PriceBook? {
        guard let map = field.map(Self.keys) else { return nil }
        let version = map.required("plimsoll prices")?.count(1...1)
        let name = map.required("name")?.text("the name of the price book")
        let asOf = map.required("as of")?.date()
        let hours = map["hours per month"].or(PriceBook.usualHoursPerMonth) { $0.whole(1...1_000) }
        let conversion = map["currency"].optional(conversion)
        let prices = map.required("prices")?.names("a map of prices")?.named("price", most: 20_000)
        let rate = conversion.map { $0?.rate }
        let reader = PriceEntryReader(
            asOf: asOf, currency: rate.map { $0?.currency ?? .dollar },
            rate: (rate ?? nil)?.dollars ?? .one)
        let entries = all(prices?.map { reader.read($0.key, $0.field) })
        guard version != nil, let name, let asOf, let hours, let conversion, let entries else {
            return nil
        }
        return PriceBook(
            name: name, asOf: asOf, hoursPerMonth: hours, conversion: conversion, entries: entries)
    }

    /// How the prices become dollars.
    private func conversion(_ field: Field) -> PriceBook.Conversion? {
        guard let map = field.map(["rate", "as of"]) else { return nil }
        let rate = map.required("rate")?.quantity(ExchangeRate.self)
        let asOf = map.required("as of")?.date()
        if let rate, rate.currency == .dollar, rate.dollars != .one {
            map["rate"]?.note(
                "\(quoted("\(rate)")) makes other dollars of dollars",
                "leave 'currency' out where the book is in USD, or name the book's own currency",
                value: "\(rate)")
            return nil
        }
        guard let rate, let asOf else { return nil }
        return PriceBook.Conversion(rate: rate, asOf: asOf)
    }
}

extension Field {
    /// Units that are free each month: `10000000/month`.
    func perMonth() -> ExactDecimal? {
        guard let volume = quantity(Volume.self) else { return nil }
        guard volume.per == .month else {
            note(
                "\(quoted("\(volume)")) is not for a month", "write such as 10000000/month",
                value: "\(volume)")
            return nil
        }
        return volume.count
    }

    /// A day of the calendar as written, such as 2026-01-31.
    func date() -> String? {
        let expected = CalendarDay.expectation
        guard let text = text(expected, pattern: CalendarDay.pattern) else { return nil }
        if (try? CalendarDay(parsing: text)) != nil { return text }
        note("\(quoted(text)) is not a date", "write a date such as 2026-01-31", value: text)
        return nil
    }
}
