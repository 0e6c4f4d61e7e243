// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
import Quantities
import Testing

@testable import Ledger

/// A folder of its own for the ledger of one test.
///
/// A class, because its end removes the folder.
final class LedgerFolder {
    let folder: String
    var path: String { folder + "/plimsoll.sqlite" }

    init() throws {
        folder = NSTemporaryDirectory() + "plimsoll-ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The file by SQLite itself, past the ledger.
    func raw() throws -> DatabaseQueue { try DatabaseQueue(path: path) }

    func execute(_ sql: String) throws {
        try raw().inDatabase { try $0.execute(sql: sql) }
    }
}

extension Ledger.Line {
    static func gas() throws -> Self { try Self("spend/gas", .dollars) }
    static func load() throws -> Self { try Self("load", Ledger.Unit("requests/s")) }
}

extension CalendarMonth {
    /// Such as 202611.
    init(_ number: Int) { self.init(year: number / 100, month: number % 100) }
}

extension Ledger.Value {
    static func usd(_ text: String) throws -> Self { .exact(try ExactDecimal(parsing: text)) }
}

extension Timestamp {
    static func second(_ second: Int64) throws -> Timestamp {
        try #require(Timestamp(secondsSince1970: second))
    }
}

/// A forecast and an actual of a line in requests/s, or in dollars.
enum Sample {
    static func forecast(
        _ line: Ledger.Line, made: Int, of period: Int, _ central: Double,
        _ interval: (low: Double, high: Double, percent: Double)? = nil, method: String = "trend",
        scenarioName: String? = nil
    ) throws -> Ledger.Forecast {
        try Ledger.Forecast(
            made: CalendarMonth(made), line: line, period: CalendarMonth(period),
            central: value(line, central),
            interval: interval.map {
                .init(
                    low: try value(line, $0.low), high: try value(line, $0.high),
                    level: .percent($0.percent))
            }, method: method, scenarioName: scenarioName)
    }

    static func actual(_ line: Ledger.Line, _ period: Int, _ value: Double) throws
        -> Ledger.Actual
    {
        try Ledger.Actual(
            line: line, period: CalendarMonth(period), value: Sample.value(line, value))
    }

    private static func value(_ line: Ledger.Line, _ number: Double) throws -> Ledger.Value {
        line.unit.isMoney
            ? .exact(try ExactDecimal(rounding: number, rule: .halfEven)) : .measured(number)
    }
}
