// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

/// What was measured and billed in a month, file by file; what is of later months is left out.
public struct MonthEvidence: Sendable {
    public struct File: Sendable {
        public let name: String
        public let file: ObservedFile

        public init(name: String, file: ObservedFile) {
            self.name = name
            self.file = file
        }
    }

    public let month: CalendarMonth
    /// In the order of their names.
    public let files: [File]
    /// Up to the month, which is its last.
    public let usage: UsageHistory
    /// The file that holds it.
    public let usageFile: String
    /// All that is charged in the month, in one currency; nil without a bill.
    public let invoice: Invoice?
    public let map: BillMap?
    public let mapFile: String?
    public let rates: ExchangeRates?
    public let ratesFile: String?
    /// Of the month.
    public let levels: [ServiceLevelRecord.Day]
    /// The file that holds them.
    public let levelsFile: String?
    /// Of the month.
    public let events: [PlatformEvents.Event]
    /// Gas before the month and after it.
    public let gas: (before: GasRecord, after: GasRecord)?
    /// The files that hold them.
    public let gasFiles: (before: String, after: String)?

    public struct Invoice: Sendable {
        public let currency: String
        public let charges: [ForeignBill.Charge]
        /// Those that have charges of the month.
        public let files: [String]

        /// Throws where the sum is too large.
        public func total() throws(QuantityError) -> ExactDecimal {
            var sum = ExactDecimal.zero
            for charge in charges { sum = try sum + charge.billed }
            return sum
        }
    }

    /// - Parameter usage: the series of the platform's load; the only one where it is nil.
    /// - Throws: where a month has two of what it has one of, or no history reaches it.
    public init(
        _ month: CalendarMonth, _ files: [File], usage series: String? = nil
    ) throws(ReviewError) {
        self.month = month
        self.files = files.sorted { $0.name < $1.name }
        (usageFile, usage) = try Self.usage(self.files, month, series)
        invoice = try Self.invoice(self.files, month)
        let map = try Self.one(self.files, "a map of the bill") { file in
            if case .billMap(let map) = file { map } else { nil }
        }
        (self.map, mapFile) = (map?.found, map?.name)
        let rates = try Self.one(self.files, "exchange rates") { file in
            if case .rates(let rates) = file { rates } else { nil }
        }
        (self.rates, ratesFile) = (rates?.found, rates?.name)
        let levels = try Self.one(self.files, "service levels") { file in
            if case .serviceLevels(let record) = file { record } else { nil }
        }
        self.levels = levels?.found.days.filter { $0.day.calendarMonth == month } ?? []
        levelsFile = levels?.name
        events = self.files.flatMap { file -> [PlatformEvents.Event] in
            guard case .events(let events) = file.file.content else { return [] }
            return events.events
        }.filter { CalendarDay(secondsSince1970: $0.time.seconds).calendarMonth == month }
        let gas = try Self.gas(self.files)
        self.gas = gas.map { ($0.before.found, $0.after.found) }
        gasFiles = gas.map { ($0.before.name, $0.after.name) }
    }

    /// The only file that holds such a thing, and its name.
    private static func one<Found>(
        _ files: [File], _ what: String, _ find: (ObservedFile.Content) -> Found?
    ) throws(ReviewError) -> (name: String, found: Found)? {
        var only: (name: String, found: Found)?
        for file in files {
            guard let found = find(file.file.content) else { continue }
            if let only { throw .twice(what: what, first: only.name, second: file.name) }
            only = (file.name, found)
        }
        return only
    }

    private static func usage(
        _ files: [File], _ month: CalendarMonth, _ series: String?
    ) throws(ReviewError) -> (name: String, found: UsageHistory) {
        let all = files.compactMap { file -> (name: String, found: [UsageHistory])? in
            guard case .usage(let histories) = file.file.content else { return nil }
            return (file.name, histories)
        }
        if all.isEmpty {
            throw .missing(
                what: "history of the load",
                remedy: "add a CSV with the columns month and one of value, mean, busy hour, p95 or"
                    + " max" + (series == nil ? "" : ", and series"))
        }
        let own = all.filter { _, histories in
            series == nil || histories.contains { $0.name == series }
        }
        if let series, own.isEmpty {
            throw .noSeries(
                name: series,
                files: all.map { name, histories in
                    (name, histories.map(\.name).filter { !$0.isEmpty })
                })
        }
        if own.count > 1 {
            throw .twice(what: "a history of the load", first: own[0].name, second: own[1].name)
        }
        let (name, histories) = own[0]
        guard let history = histories.first(where: { series == nil || $0.name == series }),
            series != nil || histories.count == 1
        else { throw .whichSeries(file: name, series: histories.map(\.name)) }
        guard let cut = history.through(month), cut.last == month else {
            throw .endsBefore(file: name, month: month, last: history.last)
        }
        return (name, cut)
    }

    private static func invoice(
        _ files: [File], _ month: CalendarMonth
    ) throws(ReviewError) -> Invoice? {
        var bills: [MonthBill] = []
        for file in files {
            guard case .bill(let whole) = file.file.content else { continue }
            let bill = MonthBill(file.name, whole, month)
            if bill.charges.isEmpty { continue }
            if let first = bills.first, first.currency != bill.currency {
                throw .currencies(
                    month: month, first: (first.name, first.currency),
                    second: (bill.name, bill.currency))
            }
            for known in bills { try bill.check(besides: known, month) }
            bills.append(bill)
        }
        guard let first = bills.first else { return nil }
        let invoice = Invoice(
            currency: first.currency, charges: bills.flatMap(\.charges), files: bills.map(\.name))
        do { _ = try invoice.total() } catch {
            throw .arithmetic(what: invoice.files.joined(separator: ", "), error)
        }
        return invoice
    }

    /// The names of the files say which is which: nothing in them does.
    private static func gas(
        _ files: [File]
    ) throws(ReviewError) -> (
        before: (name: String, found: GasRecord), after: (name: String, found: GasRecord)
    )? {
        func record(
            _ word: String
        ) throws(ReviewError) -> (name: String, found: GasRecord)? {
            try one(files.filter { $0.name.contains(word) }, "gas \(word) the month") { file in
                if case .gas(let record) = file { record } else { nil }
            }
        }
        let before = try record("before")
        let after = try record("after")
        guard let before, let after else {
            let hasOne = before != nil || after != nil
            let what = before == nil ? "gas before the month" : "gas after the month"
            if hasOne {
                throw .missing(
                    what: what, remedy: "name the files gas-before and gas-after, with any ending")
            }
            return nil
        }
        return (before, after)
    }
}
