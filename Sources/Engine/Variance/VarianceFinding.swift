// SPDX-License-Identifier: GPL-3.0-or-later

/// What a run that was asked for control variates did with them.
public struct VarianceFinding: Sendable, Equatable {
    /// The controls in use, such as `arrivals` or `work of db`; none with too few replications.
    public let controls: [String]
    /// True where arrivals are not counted against their expectation, which is not known exactly.
    public let leavesArrivalsOut: Bool
    /// Replications from which the first control is used.
    public let leastReplications: Int

    public init(controls: [String], leavesArrivalsOut: Bool, leastReplications: Int) {
        self.controls = controls
        self.leavesArrivalsOut = leavesArrivalsOut
        self.leastReplications = leastReplications
    }
}
