// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What could be batched otherwise, as far as a scenario says.
public struct Batching: Sendable {
    /// What an operation's transaction uses of gas where it is sent by itself; of others it is what
    /// a batch of one uses.
    public let alone: [(operation: OperationID, gas: Gas)]
    /// How long members may wait for others, each of which is tried.
    public let delays: [SimTime]
    /// Base fees above which batches could wait, and no longer than so.
    public let thresholds: [WeiPerGas]
    public let longestHold: SimTime?

    public static let none = Batching(alone: [], delays: [], thresholds: [], longestHold: nil)

    public init(
        alone: [(operation: OperationID, gas: Gas)], delays: [SimTime], thresholds: [WeiPerGas],
        longestHold: SimTime?
    ) {
        self.alone = alone
        self.delays = delays
        self.thresholds = thresholds
        self.longestHold = longestHold
    }
}
