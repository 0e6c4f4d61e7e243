// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// Says that a run ends in a metastable state.
struct StormWords {
    private let storm: RetryStorm

    init(_ storm: RetryStorm) { self.storm = storm }

    var headline: String {
        "Metastable: a retry storm of \(storm.operation) (\(storm.steps)) keeps \(storm.resource)"
            + " overloaded with \(times(storm.attemptsAfter)) attempts a request;"
            + " \(share(storm.answeredAfter.fraction)) are answered at the end, though first"
            + " attempts ask for \(share(storm.load.fraction)) of it."
    }

    var note: String {
        "A retry storm: at the start \(share(storm.answeredBefore.fraction)) of"
            + " \(storm.operation) (\(storm.steps)) were answered with"
            + " \(times(storm.attemptsBefore)) attempts a request, at the end"
            + " \(share(storm.answeredAfter.fraction)) with \(times(storm.attemptsAfter)). Retries"
            + " feed the overload that causes them, and it does not end by itself: bound them by a"
            + " budget or a breaker, shed load, or lower the attempts."
    }

    private func share(_ fraction: Double) -> String { Figures.text(fraction, .ratio).joined }

    private func times(_ count: Double) -> String { Figures.text(count, .number).main }
}
