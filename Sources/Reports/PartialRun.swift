// SPDX-License-Identifier: GPL-3.0-or-later

/// A run that was ended by a signal, and whose report rests on what was complete by then.
public struct PartialRun: Sendable, Equatable {
    /// Replications that are complete; of a comparison, those of both sides.
    public let completed: Int
    /// Replications that were to be run.
    public let planned: Int

    public init(completed: Int, planned: Int) {
        self.completed = completed
        self.planned = planned
    }

    /// Opens the headline.
    var words: String {
        "Interrupted after \(Figures.count(Int64(completed)))"
            + " of \(Words.count(planned, "replication"))."
    }

    var note: String {
        words + " Figures and verdict rest on those that were complete. Which they are depends on"
            + " the moment and the machine, and so does this answer."
    }
}
