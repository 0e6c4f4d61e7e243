// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A circuit breaker as the kernel reads it.
struct BreakerRule: BitwiseCopyable {
    let failures: Double
    let window: Int32
    let minimum: Int32
    let trials: Int32
    /// How long it stays open, in ns.
    let open: Int64
    /// Where the outcomes in its window begin among those of all breakers.
    let first: Int

    init(_ breaker: Breaker, after last: BreakerRule?) {
        failures = breaker.failures.fraction
        window = Int32(breaker.window)
        minimum = Int32(breaker.minimum)
        trials = Int32(breaker.trials)
        open = breaker.open.nanoseconds
        first = last.map { $0.first + Int($0.window) } ?? 0
    }
}

/// What a circuit breaker remembers.
struct BreakerState: BitwiseCopyable {
    enum Phase: UInt8 {
        case closed, open, trying
    }

    var phase = Phase.closed
    /// When an open one lets trials through.
    var until: Int64 = 0
    /// Of the window, or of the trials: calls that ended and failed; of trials also those begun.
    var ended: Int32 = 0
    var failed: Int32 = 0
    var begun: Int32 = 0
    /// Where the next outcome of the window goes.
    var next: Int32 = 0
    /// Counts its changes of phase: a call that began before the last is not counted.
    var epoch: Int32 = 0

    mutating func change(to phase: Phase) {
        self = BreakerState(phase: phase, until: until, epoch: epoch &+ 1)
    }
}
