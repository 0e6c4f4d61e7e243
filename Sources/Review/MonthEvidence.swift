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
    /// All that is charged in the month, in one currency; nil without a bill.
    public let invoice: Invoice?
    public let map: BillMap?
    public let rates: ExchangeRates?
    /// Of the month.
    public let levels: [ServiceLevelRecord.Day]
    /// The file that holds them.
    public let levelsFile: String?
    /// Of the month.
    public let events: [PlatformEvents.Event]
    /// Gas before the month and after it.
    public let gas: (before: GasRecord, after: GasRecord)?

    public struct Invoice: Sendable {
        public let currency: String
        public let charges: [ForeignBill.Charge]

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
        usage = try Self.usage(self.files, month, series)
        invoice = try Self.invoice(self.files, month)
        map = try Self.one(self.files, "a map of the bill") { file in
            if case .billMap(let map) = file { map } else { nil }
        }?.found
        rates = try Self.one(self.files, "exchange rates") { file in
            if case .rates(let rates) = file { rates } else { nil }
        }?.found
        let levels = try Self.one(self.files, "service levels") { file in
            if case .serviceLevels(let record) = file { record } else { nil }
        }
        self.levels = levels?.found.days.filter { $0.day.calendarMonth == month } ?? []
        levelsFile = levels?.name
        events = self.files.flatMap { file -> [PlatformEvents.Event] in
            guard case .events(let events) = file.file.content else { return [] }
            return events.events
        }.filter { CalendarDay(secondsSince1970: $0.time.seconds).calendarMonth == month }
        gas = try Self.gas(self.files)
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
    ) throws(ReviewError) -> UsageHistory {
        let remedy =
            "add a CSV with the columns month and one of value, mean, busy hour, p95 or max"
        let found = try one(files, "a history of the load") { file -> UsageHistory? in
            guard case .usage(let histories) = file else { return nil }
            if let series { return histories.first { $0.name == series } }
            return histories.count == 1 ? histories[0] : nil
        }
        guard let (name, history) = found else {
            throw .missing(
                what: "history of the load", remedy: series == nil ? remedy : remedy + " and series"
            )
        }
        guard let cut = history.through(month), cut.last == month else {
            throw .endsBefore(file: name, month: month, last: history.last)
        }
        return cut
    }

    private static func invoice(
        _ files: [File], _ month: CalendarMonth
    ) throws(ReviewError) -> Invoice? {
        var invoice: Invoice?
        for file in files {
            guard case .bill(let bill) = file.file.content else { continue }
            let charges = bill.charges.filter { $0.month == month }
            if let known = invoice, known.currency != bill.currency {
                throw .currencies(first: known.currency, second: bill.currency)
            }
            invoice = Invoice(
                currency: bill.currency, charges: (invoice?.charges ?? []) + charges)
        }
        return invoice.flatMap { $0.charges.isEmpty ? nil : $0 }
    }

    /// The names of the files say which is which: nothing in them does.
    private static func gas(
        _ files: [File]
    ) throws(ReviewError) -> (before: GasRecord, after: GasRecord)? {
        func record(_ word: String) throws(ReviewError) -> GasRecord? {
            try one(files.filter { $0.name.contains(word) }, "gas \(word) the month") { file in
                if case .gas(let record) = file { record } else { nil }
            }?.found
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
