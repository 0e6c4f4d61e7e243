// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// Asks a simulation to end with the replications that are complete. It is looked at between slices
/// of simulated time, so that a run heeds it soon and pays nothing for it.
///
/// A class, because the one who asks and the threads that run share it.
public final class StopSignal: Sendable {
    private let raised = Atomic<Bool>(false)
    private let complete = Atomic<Int>(0)

    public init() {}

    public var isRaised: Bool { raised.load(ordering: .relaxed) }

    public func raise() { raised.store(true, ordering: .relaxed) }

    /// Replications that an answer could rest on by now; where models run side by side, those that
    /// are complete for each of them.
    public var completed: Int { complete.load(ordering: .relaxed) }

    func countComplete() { complete.add(1, ordering: .relaxed) }
}
