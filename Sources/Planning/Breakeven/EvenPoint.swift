// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a gain crosses zero.
public enum EvenPoint<Value: Sendable & Hashable>: Sendable, Hashable {
    /// From here on it pays, for good; below it does not.
    case from(Value)
    /// It pays up to here, as more of it makes the move worse.
    case upTo(Value)
    /// It pays in these ranges alone, which ascend.
    case within([EvenRange<Value>])
    case always
    case never(Reason)

    public enum Reason: Sendable, Hashable {
        /// More transactions, or a higher base fee, save nothing more.
        case nothingSaved
        /// What is saved never covers what is paid besides.
        case notCovered
    }
}

/// Where a gain is not negative.
public struct EvenRange<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Absent where it begins with nothing.
    public let from: Value?
    /// Absent where it never ends.
    public let upTo: Value?
}

extension EvenPoint {
    /// - Parameter ranges: that ascend; none: for the reason.
    init(_ ranges: [EvenRange<Value>], reason: Reason) {
        guard let only = ranges.first else {
            self = .never(reason)
            return
        }
        switch (only.from, only.upTo) {
        case _ where ranges.count > 1: self = .within(ranges)
        case (nil, nil): self = .always
        case (let from?, nil): self = .from(from)
        case (nil, let upTo?): self = .upTo(upTo)
        case (.some, .some): self = .within(ranges)
        }
    }
}
