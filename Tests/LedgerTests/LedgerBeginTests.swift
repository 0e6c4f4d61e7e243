// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Ledger

@Suite("A ledger begins with its first rows")
struct LedgerBeginTests {
    private struct Refusal: Error, Equatable {}

    private static func rows(
        _ folder: LedgerFolder, _ value: Double = 1, publishing publish: () throws -> Void
    ) throws -> Ledger.Appended {
        let line = try Ledger.Line.load()
        return try Ledger.append(
            to: folder.path, run: Ledger.Run(program: "1", scenario: "a", digest: "00"),
            forecasts: [try Sample.forecast(line, made: 202601, of: 202602, value)],
            actuals: [try Sample.actual(line, 202601, value)], at: .second(1),
            publishing: publish)
    }

    private static func names(_ folder: LedgerFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.folder)
    }

    /// It is not there while the run publishes, and whole afterwards.
    @Test func whole() throws {
        let folder = try LedgerFolder()
        #expect(try Ledger.find(folder.path, writing: true) == nil)
        let appended = try Self.rows(folder) {
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }
        #expect(appended.forecasts == 1 && appended.actuals == 1)
        #expect(try Self.names(folder) == ["plimsoll.sqlite"])
        let ledger = try #require(try Ledger.find(folder.path, writing: true))
        try ledger.check()
        #expect(try ledger.runs().count == 1 && ledger.actuals().count == 1)
    }

    /// Where the run cannot publish, nothing is begun, and nothing is added.
    @Test func notAtAll() throws {
        let folder = try LedgerFolder()
        #expect(throws: Refusal.self) { try Self.rows(folder) { throw Refusal() } }
        #expect(try Self.names(folder).isEmpty)
        _ = try Self.rows(folder) {}
        #expect(throws: Refusal.self) { try Self.rows(folder, 2) { throw Refusal() } }
        let ledger = try Ledger.open(folder.path)
        #expect(try ledger.runs().count == 1 && ledger.actuals(all: true).count == 1)
    }

    /// Rows that the ledger refuses are never published.
    @Test func refusedRows() throws {
        let folder = try LedgerFolder()
        try Ledger.open(folder.path).append(
            actuals: [try Sample.actual(Ledger.Line("load", Ledger.Unit("ms")), 202601, 1)],
            at: .second(1))
        var isPublished = false
        #expect(throws: LedgerError.unit(line: "load", given: "requests/s", known: "ms")) {
            try Self.rows(folder) { isPublished = true }
        }
        #expect(!isPublished)
    }

    /// Another process begins the ledger in between: both have their rows.
    @Test func twoAtOnce() throws {
        let folder = try LedgerFolder()
        _ = try Self.rows(folder) {
            try Ledger.open(folder.path).append(
                actuals: [try Sample.actual(Ledger.Line.gas(), 202601, 1)], at: .second(1))
        }
        #expect(try Ledger.open(folder.path).actuals().count == 2)
        #expect(try !Self.names(folder).contains { $0.hasPrefix(".plimsoll") })
    }

    /// A file system without links takes the rows all the same; a disk that fails begins nothing.
    @Test(
        arguments: [
            (EPERM, nil), (EOPNOTSUPP, nil), (ENOSYS, nil),
            (EIO, "it cannot be used: Input/output error"), (EACCES, "Permission denied"),
            (ENOSPC, "the disk is full"),
        ] as [(Int32, String?)])
    func noLink(fault: Int32, says: String?) throws {
        let folder = try LedgerFolder()
        let line = try Ledger.Line.load()
        func append() throws {
            _ = try Ledger.append(
                to: folder.path, run: Ledger.Run(program: "1", scenario: "a", digest: "00"),
                forecasts: [], actuals: [try Sample.actual(line, 202601, 1)], at: .second(1),
                publishing: {}, linking: { _, _ in fault })
        }
        if let says {
            let error = #expect(throws: LedgerError.self) { try append() }
            #expect(error?.description.contains(says) == true, "\(String(describing: error))")
            #expect(try Self.names(folder).isEmpty)
        } else {
            try append()
            #expect(try Ledger.open(folder.path).actuals().count == 1)
        }
    }

    @Test func noFolder() throws {
        let folder = try LedgerFolder()
        let path = folder.folder + "/none/l.sqlite"
        #expect(throws: LedgerError.unusable(path: path, reason: "No such file or directory")) {
            try Ledger.find(path, writing: true)
        }
        #expect(try Ledger.find(path, writing: false) == nil)
    }
}
