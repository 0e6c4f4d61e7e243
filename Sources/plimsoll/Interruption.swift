// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Engine
import Glibc
import Synchronization

/// Ctrl-C and its like: end with what is complete, or remove what is half written and leave.
enum Interruption {
    private struct State {
        /// Temporary directories to remove.
        var temporaries: [String] = []
        /// Of the simulation that runs.
        var stop: StopSignal?
        /// The signal that stopped it.
        var heard: Int32?
    }

    /// The lock also shields the moment in which files appear.
    private static let state = Mutex(State())

    /// The exit code of a run that was stopped; nil where none was.
    static var status: Int32? { state.withLock { $0.heard.map { 128 + $0 } } }

    /// From here on an interrupt stops the simulation that runs, if any replication is complete. If
    /// none is, or at the second one, it ends the process with 128 + its number, and leaves nothing
    /// behind. One that the process was started to ignore, as by `nohup`, stays ignored.
    static func watch() {
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            signal(number, SIG_IGN)
            let watcher = DispatchSource.makeSignalSource(
                signal: number, queue: .global(qos: .userInitiated))
            watcher.setEventHandler {
                hear(number)
            }
            watcher.resume()
            // It watches as long as the process lives.
            _ = Unmanaged.passRetained(watcher as AnyObject)
        }
    }

    private static func hear(_ number: Int32) {
        // Held for good where the process ends: nothing appears any more.
        state.withLock { state in
            if state.heard == nil, let stop = state.stop, stop.completed > 0 {
                state.heard = number
                stop.raise()
                return
            }
            for path in state.temporaries { removeTree(path) }
            ProgressBar.erase()
            _exit(128 + number)
        }
    }

    /// Runs a simulation that an interrupt may stop.
    static func stoppable<Answer>(
        _ simulate: (StopSignal) throws(EngineError) -> Answer
    ) throws(EngineError) -> Answer {
        let stop = StopSignal()
        state.withLock { $0.stop = stop }
        defer { state.withLock { $0.stop = nil } }
        return try simulate(stop)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0,
            let handler = action.__sigaction_handler.sa_handler
        else { return false }
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Makes a directory that an interrupt removes, also one that comes just then. Gives the number
    /// of the error, or nil.
    static func makeTemporary(_ path: String) -> Int32? {
        state.withLock { state in
            guard mkdir(path, 0o777) == 0 else { return errno }
            state.temporaries.append(path)
            return nil
        }
    }

    static func forget(_ path: String) {
        state.withLock { $0.temporaries.removeAll { $0 == path } }
    }

    /// Removes a temporary directory that is still there.
    static func remove(_ path: String) {
        state.withLock { state in
            guard state.temporaries.contains(path) else { return }
            state.temporaries.removeAll { $0 == path }
            removeTree(path)
        }
    }

    /// Runs to its end before an interrupt is heard.
    static func shielded<Result>(_ body: () -> Result) -> Result {
        state.withLock { _ in body() }
    }

    /// Our own directory of plain files and directories of them.
    private static func removeTree(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                        String(cString: $0)
                    }
                }
                if name == "." || name == ".." { continue }
                let child = path + "/" + name
                // Of a directory that is an error, EISDIR on Linux and EPERM by POSIX.
                if unlink(child) != 0, errno == EISDIR || errno == EPERM { removeTree(child) }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
