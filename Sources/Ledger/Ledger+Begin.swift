// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Quantities

extension Ledger {
    /// The ledger of a path; nil where there is none.
    ///
    /// - Parameter writing: whether rows will be added, or the ledger begun.
    /// - Throws: as `open` does, and where it could not be written.
    public static func find(_ path: String, writing: Bool) throws(LedgerError) -> Ledger? {
        do throws(LedgerError) {
            let ledger = try open(path, creating: false)
            if writing, access(path, W_OK) != 0 { throw LedgerError.readOnly(path: path) }
            return ledger
        } catch {
            guard case .missing = error else { throw error }
        }
        if writing, access(folder(of: path), W_OK | X_OK) != 0 {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        return nil
    }

    /// Writes a run and its rows as `append` does into the ledger of a path, and begins it where
    /// there is none: a new ledger appears with its first rows, or not at all.
    ///
    /// Where it throws, nothing is published or written, but for a disk that fails once `publish`
    /// is done, and a ledger that another process begins then and that refuses the rows.
    @discardableResult
    public static func append(
        to path: String, run: Run, forecasts: [Forecast], actuals: [Actual], at now: Timestamp,
        publishing publish: () throws -> Void
    ) throws -> Appended {
        try append(
            to: path, run: run, forecasts: forecasts, actuals: actuals, at: now,
            publishing: publish,
            linking: { temporary, path in link(temporary, path) == 0 ? 0 : errno })
    }

    /// - Parameter linking: gives a file a second name; 0, or what went wrong.
    static func append(
        to path: String, run: Run, forecasts: [Forecast], actuals: [Actual], at now: Timestamp,
        publishing publish: () throws -> Void, linking: (String, String) -> Int32
    ) throws -> Appended {
        if let ledger = try find(path, writing: true) {
            return try ledger.append(
                run: run, forecasts: forecasts, actuals: actuals, at: now, publishing: publish)
        }
        let temporary = folder(of: path) + "/.plimsoll-\(getpid()).sqlite"
        let files = ["", "-wal", "-shm", "-journal"].map { temporary + $0 }
        func clear() { for file in files { unlink(file) } }
        clear()
        defer { clear() }
        let begun = try Ledger(path, at: temporary, creating: true, Settings())
        let appended = try begun.append(
            run: run, forecasts: forecasts, actuals: actuals, at: now)
        // Its last writer moves what stands in the log into the file.
        do { try begun.queue.close() } catch { throw failure(error, path) }
        try publish()
        let fault = linking(temporary, path)
        switch fault {
        case 0:
            settle(folder(of: path))
            return appended
        case EEXIST, EPERM, EOPNOTSUPP, ENOSYS:
            // Another process was first, or the file system knows no links.
            return try open(path).append(
                run: run, forecasts: forecasts, actuals: actuals, at: now)
        case ENOSPC, EDQUOT: throw LedgerError.full(path: path)
        default:
            throw LedgerError.unusable(path: path, reason: String(cString: strerror(fault)))
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Until then a name in it may be lost with the power.
    private static func settle(_ folder: String) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { return }
        fsync(descriptor)
        close(descriptor)
    }
}
