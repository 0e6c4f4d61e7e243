// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How far a block may move the gas limit of its parent.
///
/// Source: Ethereum Yellow Paper, section 4.3.4 (block header validity); go-ethereum
/// consensus/misc/eip1559 (`VerifyGaslimit`).
public enum GasLimit {
    /// The bound divisor: a move is less than parent // 1024.
    static let boundDivisor: UInt64 = 1_024
    public static let minimum = Gas(5_000)

    /// Whether |limit - parent| < parent // 1024 and limit >= 5000.
    public static func isValid(_ limit: Gas, after parent: Gas) -> Bool {
        let move = max(limit, parent).units - min(limit, parent).units
        return move < parent.units / boundDivisor && limit >= minimum
    }

    /// The limit nearest to what a proposer desires, at most parent // 1024 - 1 from the parent.
    ///
    /// A parent below 1024 stays. Where less than 5000 is desired, so may be the answer, and a
    /// block with it is not valid.
    public static func step(from parent: Gas, towards desired: Gas) -> Gas {
        let bound = parent.units / boundDivisor
        let farthest = bound > 0 ? bound - 1 : 0
        if desired < parent { return Gas(max(desired.units, parent.units - farthest)) }
        let (highest, overflow) = parent.units.addingReportingOverflow(farthest)
        return Gas(min(desired.units, overflow ? .max : highest))
    }
}
