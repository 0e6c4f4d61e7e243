// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and its like: remove what is half written, end the progress line, and leave.
enum Interruption {
    /// Temporary directories to remove; the lock also shields the moment in which files appear.
    private static let temporaries = Mutex<[String]>([])

    /// From here on an interrupt ends the process with 128 + its number, and leaves nothing behind.
    /// One that the process was started to ignore, as by `nohup`, stays ignored.
    static func watch() {
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            signal(number, SIG_IGN)
            let watcher = DispatchSource.makeSignalSource(
                signal: number, queue: .global(qos: .userInitiated))
            watcher.setEventHandler {
                // Held for good: nothing appears any more.
                temporaries.withLock { paths in
                    for path in paths { removeTree(path) }
                    ProgressBar.erase()
                    _exit(128 + number)
                }
            }
            watcher.resume()
            // It watches as long as the process lives.
            _ = Unmanaged.passRetained(watcher as AnyObject)
        }
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
        temporaries.withLock { paths in
            guard mkdir(path, 0o777) == 0 else { return errno }
            paths.append(path)
            return nil
        }
    }

    static func forget(_ path: String) { temporaries.withLock { $0.removeAll { $0 == path } } }

    /// Removes a temporary directory that is still there.
    static func remove(_ path: String) {
        temporaries.withLock { paths in
            guard paths.contains(path) else { return }
            paths.removeAll { $0 == path }
            removeTree(path)
        }
    }

    /// Runs to its end before an interrupt is heard.
    static func shielded<Result>(_ body: () -> Result) -> Result {
        temporaries.withLock { _ in body() }
    }

    /// Our own directory of plain files.
    private static func removeTree(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                        String(cString: $0)
                    }
                }
                if name != "." && name != ".." { unlink(path + "/" + name) }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
