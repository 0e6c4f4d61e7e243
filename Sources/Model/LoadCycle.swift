// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How a level moves and begins anew, in shares of the level that its source states: the hours of
/// a day, the days of a week, on and off, the intervals of a trace.
///
/// Straight pieces, one after the other; where one begins elsewhere than the last ended, the level
/// steps. The first begins with the run.
public struct LoadCycle: Sendable, Hashable {
    public static let mostPieces = 2_000_000
    /// Shorter pieces nobody could tell from their mean.
    public static let shortestPiece = SimTime.milliseconds(1)
    public static let largestShare = Ratio.fraction(1e6)

    public let pieces: [Piece]

    /// A stretch of time in which the share runs straight.
    public struct Piece: Sendable, Hashable {
        public let duration: SimTime
        public let from: Ratio
        public let to: Ratio

        public init(duration: SimTime, from: Ratio, to: Ratio) {
            self.duration = duration
            self.from = from
            self.to = to
        }
    }

    public init(pieces: [Piece]) { self.pieces = pieces }

    /// From one beginning to the next.
    public var period: SimTime { pieces.reduce(.zero) { $0 + $1.duration } }

    public var largest: Ratio { pieces.reduce(.zero) { max($0, $1.from, $1.to) } }

    /// Whether the level never moves.
    public var isConstant: Bool {
        pieces.allSatisfy { $0.from == $0.to && $0.from == pieces.first?.from }
    }

    /// The share integrated over the first `seconds` of the run, in seconds.
    public func integral(upTo seconds: Double) -> Double {
        let length = period.seconds
        guard length > 0 else { return 0 }
        let whole = (seconds / length).rounded(.down)
        let rest = seconds - whole * length
        return whole * partial(upTo: length) + partial(upTo: rest)
    }

    /// The same within the first period.
    private func partial(upTo seconds: Double) -> Double {
        var sum = 0.0
        var start = 0.0
        for piece in pieces where start < seconds {
            let length = piece.duration.seconds
            let taken = min(seconds - start, length)
            let (from, to) = (piece.from.fraction, piece.to.fraction)
            sum += taken * (from + (to - from) * (taken / length) / 2)
            start += length
        }
        return sum
    }
}

/// Checks what must hold of a cycle.
struct CycleInvariants {
    let cycle: LoadCycle
    let path: String

    func check() throws(ModelError) {
        guard (1...LoadCycle.mostPieces).contains(cycle.pieces.count) else {
            throw outOfRange(
                "the number of its pieces", "\(cycle.pieces.count)",
                "from 1 to \(LoadCycle.mostPieces)")
        }
        for piece in cycle.pieces where piece.duration < LoadCycle.shortestPiece {
            throw outOfRange(
                "the length of a piece", "\(piece.duration)",
                "at least \(LoadCycle.shortestPiece)")
        }
        let days = cycle.pieces.reduce(0) { $0 + $1.duration.hours / 24 }
        guard days <= 36_500 else {
            throw outOfRange("its length", "\(days) days", "at most 36500 days")
        }
        guard cycle.largest <= LoadCycle.largestShare else {
            throw outOfRange(
                "the largest share", "\(cycle.largest)", "at most \(LoadCycle.largestShare)")
        }
        if cycle.largest == .zero {
            throw outOfRange("the largest share", "0%", "above zero")
        }
    }

    private func outOfRange(_ what: String, _ value: String, _ allowed: String) -> ModelError {
        ModelError(
            path: path, fault: .outOfRange(what: what, value: value, allowed: allowed))
    }
}
