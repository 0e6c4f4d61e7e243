// SPDX-License-Identifier: GPL-3.0-or-later
internal import GRDB
import Glibc
import Quantities

/// What was run, what was forecast and what came, in one SQLite file that only grows.
///
/// A correction is a newer row. One call of `append` is one transaction: when it returns, its rows
/// are on the disk (write-ahead log, synchronous = FULL); when it throws, or the process ends
/// before, none of them is. Several processes may read and write at once.
///
/// A class, because an open file has one identity.
public final class Ledger: Sendable {
    /// Beside the scenario, where no other name is given.
    public static let usualName = "plimsoll.sqlite"

    public let path: String
    let queue: DatabaseQueue

    /// What only tests change.
    struct Settings {
        /// How long to wait for another writer.
        var patience = 10.0
        /// Pages that the file may have; absent where the disk alone decides.
        var largestPages: Int?
    }

    /// Opens a ledger, brings it to the program's version, and begins one where `creating` and
    /// there is none.
    ///
    /// Throws where the file is none, is another program's, is newer than the program, or cannot be
    /// read and written; a file that is no ledger stays as it is.
    public static func open(
        _ path: String, creating: Bool = true
    ) throws(LedgerError) -> Ledger {
        try Ledger(path, creating: creating, Settings())
    }

    /// - Parameter file: where it stands until it is whole; at its path where it is nil.
    init(
        _ path: String, at file: String? = nil, creating: Bool, _ settings: Settings
    ) throws(LedgerError) {
        self.path = path
        try Self.checkFile(path, creating: creating)
        let file = file ?? path
        var configuration = Configuration()
        configuration.busyMode = .timeout(settings.patience)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            if let pages = settings.largestPages {
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        do {
            // SQLite takes ":memory:" and an empty name for no file at all.
            queue = try DatabaseQueue(
                path: file.hasPrefix("/") ? file : "./" + file, configuration: configuration)
            let state = try queue.read(LedgerSchema.state)
            try Self.check(state, path)
            try Self.setLog(queue, patience: settings.patience)
            if state != .ledger(version: LedgerSchema.current) { try Self.migrate(queue, path) }
        } catch {
            throw Self.failure(error, path)
        }
    }

    private static func checkFile(_ path: String, creating: Bool) throws(LedgerError) {
        if path.isEmpty { throw .unusable(path: "''", reason: "the name is empty") }
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno != ENOENT {
                throw .unusable(path: path, reason: String(cString: strerror(errno)))
            }
            if !creating { throw .missing(path: path) }
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unusable(
                path: path,
                reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "it is no file")
        }
    }

    private static func check(_ state: LedgerSchema.State, _ path: String) throws(LedgerError) {
        switch state {
        case .foreign: throw .foreign(path: path, found: "another program's database")
        case .ledger(let version) where version > LedgerSchema.current:
            throw .newer(path: path, version: version, known: LedgerSchema.current)
        case .ledger, .empty: return
        }
    }

    /// The write-ahead log is a property of the file. SQLite asks nobody to wait while another
    /// process sets it, so that this one tries again.
    private static func setLog(_ queue: DatabaseQueue, patience: Double) throws {
        var waited = 0.0
        while true {
            do {
                return try queue.inDatabase { database in
                    let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
                    if mode != "wal" {
                        try database.execute(sql: "PRAGMA journal_mode = WAL")
                    }
                }
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && waited < patience
            {
                usleep(10_000)
                waited += 0.01
            }
        }
    }

    /// What the file is, is asked again under the lock: another process may have come first.
    private static func migrate(_ queue: DatabaseQueue, _ path: String) throws {
        try queue.inDatabase { database in
            try database.inTransaction(.immediate) {
                let state = try LedgerSchema.state(database)
                try check(state, path)
                let version =
                    switch state {
                    case .ledger(let version): version
                    case .empty, .foreign: 0
                    }
                try LedgerSchema.migrate(database, from: version, to: LedgerSchema.current)
                return .commit
            }
        }
    }

    /// Throws where the file is damaged: SQLite's own check of every page, index and row.
    public func check() throws(LedgerError) {
        let found = try read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
        guard found == ["ok"] else {
            throw .damaged(path: path, reason: found.joined(separator: "; "))
        }
    }

    func read<Answer>(_ body: (Database) throws -> Answer) throws(LedgerError) -> Answer {
        do { return try queue.read(body) } catch { throw Self.failure(error, path) }
    }

    func write<Answer>(_ body: (Database) throws -> Answer) throws(LedgerError) -> Answer {
        do {
            return try queue.writeWithoutTransaction { database in
                var answer: Answer?
                try database.inTransaction(.immediate) {
                    answer = try body(database)
                    return .commit
                }
                guard let answer else {
                    throw LedgerError.unusable(path: path, reason: "a transaction without an end")
                }
                return answer
            }
        } catch {
            throw Self.failure(error, path)
        }
    }

    /// SQLite's words for what went wrong (sqlite.org/rescode.html).
    static func failure(_ error: any Error, _ path: String) -> LedgerError {
        if let error = error as? LedgerError { return error }
        if let fault = error as? LedgerRecordFault {
            return .damaged(path: path, reason: fault.reason)
        }
        guard let error = error as? DatabaseError else {
            return .unusable(path: path, reason: "\(error)")
        }
        let words = error.message ?? "\(error.extendedResultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
        case .SQLITE_READONLY: return .readOnly(path: path)
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_NOTADB: return .foreign(path: path, found: "a file of another kind")
        case .SQLITE_CORRUPT: return .damaged(path: path, reason: words)
        default: return .unusable(path: path, reason: words)
        }
    }
}
