// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Glibc
import Synchronization

/// A line on stderr that shows how far the simulation has come, when stderr is a terminal.
///
/// A class because the replications share it.
final class ProgressBar: Sendable {
    private let label: String
    private let start = ContinuousClock.now
    private let lastDrawn: Mutex<ContinuousClock.Instant?> = Mutex(nil)

    private static let longest = 30
    private static let pause = Duration.milliseconds(100)

    private init(label: String) { self.label = label }

    /// Nil where nobody would see it.
    static func ifSeen(_ label: String, quiet: Bool) -> ProgressBar? {
        guard !quiet, StandardStream.isTerminal(STDERR_FILENO),
            StandardStream.variable("TERM") != "dumb"
        else { return nil }
        return ProgressBar(label: label)
    }

    /// What tells a bar of its own how far it is; nil where nobody would see it.
    static func told(_ label: String, quiet: Bool) -> (@Sendable (RunProgress) -> Void)? {
        guard let bar = ifSeen(label, quiet: quiet) else { return nil }
        return { progress in bar.show(progress) }
    }

    func show(_ progress: RunProgress) {
        show(
            progress.completedShare,
            detail: " (\(progress.replicationsDone) of \(progress.replications))")
    }

    /// The share that is done, 0 to 1.
    func show(_ share: Double, detail: String = "") {
        let now = ContinuousClock.now
        let isDue = lastDrawn.withLock { last in
            if let last, now - last < Self.pause { return false }
            last = now
            return true
        }
        if isDue { draw(min(max(share, 0), 1), detail, elapsed: now - start) }
    }

    /// On one line: a terminal that is too narrow gets a shorter bar, or less of the words.
    private func draw(_ share: Double, _ detail: String, elapsed: Duration) {
        let percent = Int((share * 100).rounded(.down))
        var words = " \(percent)%\(detail)"
        if share > 0.02 { words += ", \(timeLeft(elapsed, share)) left" }
        let columns = StandardStream.width(of: STDERR_FILENO) ?? 80
        let room = columns - label.count - words.count - 2
        let width = min(max(room, 0), Self.longest)
        let filled = Int((share * Double(width)).rounded(.down))
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let line = "\(label) \(bar)\(words)".prefix(columns - 1)
        _ = StandardStream.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
    }

    private func timeLeft(_ elapsed: Duration, _ share: Double) -> String {
        let seconds = Int((elapsed / .seconds(1) * (1 - share) / share).rounded(.up))
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    }

    /// Leaves the line blank.
    static func erase() {
        guard StandardStream.isTerminal(STDERR_FILENO) else { return }
        _ = StandardStream.write("\r\u{1B}[K", to: STDERR_FILENO)
    }
}
