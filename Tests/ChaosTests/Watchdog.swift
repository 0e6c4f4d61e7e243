// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Foundation
import Synchronization

/// Knows which seeds run, so that one that hangs or crashes the process has a name. A class because
/// threads share it.
final class Watchdog: Sendable {
    /// Longer than any run may take, on a machine that has other things to do too.
    private static let patience: TimeInterval = 60

    private let running = Mutex<[Int: (seed: Int, since: Date)]>([:])
    private let isOver = Atomic<Bool>(false)

    init() {
        let thread = Thread { [weak self] in
            while let self, !self.isOver.load(ordering: .relaxed) {
                self.look()
                Thread.sleep(forTimeInterval: 1)
            }
        }
        thread.start()
    }

    func begins(_ seed: Int, on core: Int) {
        running.withLock { $0[core] = (seed, Date()) }
        note(seed, on: core)
    }

    func ends(on core: Int) { running.withLock { _ = $0.removeValue(forKey: core) } }

    /// Nobody can end a replication from outside: the process ends.
    private func look() {
        let late = running.withLock { running in
            running.values.filter { Date().timeIntervalSince($0.since) > Self.patience }
        }
        if let late = late.first { fatalError("chaos: seed \(late.seed) hangs") }
    }

    /// A crash leaves no time for words: the last seed of each thread stands in a file before.
    private func note(_ seed: Int, on core: Int) {
        guard let file = ProcessInfo.processInfo.environment["PLIMSOLL_CHAOS_LOG"] else { return }
        try? Data("\(seed)\n".utf8).write(to: URL(fileURLWithPath: "\(file).\(core)"))
    }

    deinit { isOver.store(true, ordering: .relaxed) }
}
