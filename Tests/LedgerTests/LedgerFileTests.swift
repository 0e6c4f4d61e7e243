// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
import Quantities
import Testing

@testable import Ledger

@Suite("What may happen to a ledger's file")
struct LedgerFileTests {
    /// Each writer has a connection of its own, as two processes have.
    @Test func writersAtOnce() throws {
        let folder = try LedgerFolder()
        let path = folder.path
        let line = try Ledger.Line.load()
        let (writers, rounds) = (4, 25)
        // All of them begin the file, too.
        DispatchQueue.concurrentPerform(iterations: writers) { writer in
            do {
                let ledger = try Ledger.open(path)
                for round in 0..<rounds {
                    let period = 200_001 + round / 12 * 100 + round % 12
                    try ledger.append(
                        forecasts: [
                            try Sample.forecast(
                                line, made: period, of: period, Double(writer),
                                method: "writer \(writer)")
                        ], at: .second(Int64(round)))
                }
            } catch {
                Issue.record("writer \(writer): \(error)")
            }
        }
        let ledger = try Ledger.open(path, creating: false)
        try ledger.check()
        let rows = try ledger.forecasts()
        #expect(rows.count == writers * rounds)
        for writer in 0..<writers {
            #expect(rows.filter { $0.row.method == "writer \(writer)" }.count == rounds)
        }
    }

    @Test func aFullDisk() throws {
        let folder = try LedgerFolder()
        let line = try Ledger.Line.load()
        var written = try Ledger.open(folder.path).append(
            actuals: [try Sample.actual(line, 202001, 0)], at: .second(1)
        ).actuals
        let pages = try folder.raw().read {
            try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0
        }
        do {
            let ledger = try Ledger(
                folder.path, creating: false, .init(largestPages: pages + 2))
            var failures = 0
            for round in 1...400 where failures < 3 {
                // Two rows each: one alone would be half a transaction.
                let actuals = try ["a", "b"].map {
                    try Sample.actual(
                        Ledger.Line("\($0) \(round)", line.unit), 202001, Double(round))
                }
                do { written += try ledger.append(actuals: actuals, at: .second(2)).actuals } catch
                {
                    #expect(error as? LedgerError == .full(path: folder.path))
                    failures += 1
                }
            }
            #expect(failures == 3 && written > 2)
            #expect(try ledger.actuals().count == written)
        }
        let roomy = try Ledger.open(folder.path)
        try roomy.check()
        #expect(try roomy.actuals().count == written)
        try roomy.append(actuals: [try Sample.actual(line, 202002, 1)], at: .second(3))
        #expect(try roomy.actuals().count == written + 1)
    }

    @Test func aWriterThatStays() throws {
        let folder = try LedgerFolder()
        let line = try Ledger.Line.load()
        try Ledger.open(folder.path).append(
            actuals: [try Sample.actual(line, 202001, 0)], at: .second(1))
        let ledger = try Ledger(folder.path, creating: false, .init(patience: 0.05))
        let other = try folder.raw()
        try other.inDatabase { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: LedgerError.busy(path: folder.path)) {
                try ledger.append(actuals: [try Sample.actual(line, 202002, 0)], at: .second(1))
            }
            // Who reads waits for nobody.
            #expect(try ledger.actuals().count == 1)
            try database.execute(sql: "ROLLBACK")
        }
        try ledger.append(actuals: [try Sample.actual(line, 202002, 0)], at: .second(1))
        #expect(try ledger.actuals().count == 2)
    }

    @Test(
        "What is no ledger stays as it is",
        arguments: [
            ("plain words, and many of them, as in a file of another kind", "another kind"),
            ("SQLite format 3\0", "another kind"), (" ", "another kind"),
        ])
    func noDatabase(text: String, says: String) throws {
        let folder = try LedgerFolder()
        let bytes = Data((text + String(repeating: "#", count: 600)).utf8)
        try bytes.write(to: URL(fileURLWithPath: folder.path))
        let error = #expect(throws: LedgerError.self) { try Ledger.open(folder.path) }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path)) == bytes)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.folder).count == 1)
    }

    @Test(arguments: [
        ("CREATE TABLE a (b)", "another program's database"),
        ("PRAGMA user_version = 1", "another program's database"),
        ("PRAGMA application_id = 77", "another program's database"),
        (
            "PRAGMA application_id = \(LedgerSchema.application); PRAGMA user_version = 99",
            "version 99"
        ),
    ])
    func anotherDatabase(sql: String, says: String) throws {
        let folder = try LedgerFolder()
        try folder.execute(sql)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path))
        let error = #expect(throws: LedgerError.self) { try Ledger.open(folder.path) }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path)) == bytes)
    }

    @Test func noFile() throws {
        let folder = try LedgerFolder()
        #expect(throws: LedgerError.missing(path: folder.path)) {
            try Ledger.open(folder.path, creating: false)
        }
        for (path, says) in [
            (folder.folder, "it is a directory"), ("", "the name is empty"),
            ("/dev/null", "it is no file"), (folder.folder + "/no/such.sqlite", "unable to open"),
            ("/proc/plimsoll.sqlite", "unable to open"),
        ] {
            let error = #expect(throws: LedgerError.self) { try Ledger.open(path) }
            guard case .unusable(_, let reason) = error else {
                Issue.record("\(path): \(String(describing: error))")
                continue
            }
            #expect(reason.contains(says), "\(path): \(reason)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.folder).isEmpty)
    }

    /// A disk that may only be read answers so, whoever asks.
    @Test func readOnly() throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        let error = #expect(throws: LedgerError.self) {
            try ledger.read { try $0.execute(sql: "DELETE FROM runs") }
        }
        #expect(error == .readOnly(path: folder.path))
    }

    @Test func damage() throws {
        let folder = try LedgerFolder()
        let line = try Ledger.Line.load()
        try Ledger.open(folder.path).append(
            actuals: (0..<600).map {
                try Sample.actual(Ledger.Line("line \($0)", line.unit), 202001, Double($0))
            }, at: .second(1))
        let url = URL(fileURLWithPath: folder.path)
        var bytes = try Data(contentsOf: url)
        #expect(bytes.count > 65_536)
        for index in 40_960..<61_440 { bytes[index] = 0x5A }
        try bytes.write(to: url)
        let error = #expect(throws: LedgerError.self) {
            try Ledger.open(folder.path, creating: false).check()
        }
        guard case .damaged(folder.path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
