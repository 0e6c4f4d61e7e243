// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Looks for the volumes and the base fees at which a gain is zero, with the exact rules.
struct EvenSearch {
    let plan: MigrationPlan

    /// Far above any platform: times the volume of the scenario, and a base fee.
    private static let mostVolume: UInt128 = 1 << 20
    private static let highestFee = WeiPerGas.gwei(1_000_000)
    /// What is found is right to a billionth.
    private static let precision: UInt128 = 1_000_000_000
    /// Of intervals of volume. Two gains that cancel nearly everywhere could take more; what is
    /// then left undecided is taken by the signs at its ends.
    private static let mostLooks = 4_096

    // MARK: Volume

    /// All volumes at which the gain changes its sign, however often it does.
    ///
    /// A gain is one part less another, and both only rise. Over an interval it is at least what
    /// the one is at the beginning less what the other is at the end, and at most the reverse.
    /// Where that leaves its sign open, the interval is halved.
    static func volume(_ gain: VolumeGain) throws -> EvenPoint<ExactDecimal> {
        let one = UInt128(ExactDecimal.one.scaled)
        let nothing = Look(volume: 0, parts: try gain.parts(at: .zero))
        let least = try look(one / mostVolume, gain)
        let most = try highest(one * mostVolume) { try look($0, gain) }
        var search = ChangeSearch(gain: gain)
        // Where nothing is paid besides, a gain of nothing at no volume says nothing.
        let first = nothing.gain == .zero ? least : nothing
        try search.look(first, least)
        try search.look(least, most)
        let ranges = Self.ranges(startsPaying: first.pays, changes: search.changes)
        return EvenPoint(
            ranges, reason: most.gain > nothing.gain ? .notCovered : .nothingSaved)
    }

    private struct Look {
        let volume: UInt128
        let parts: VolumeGain.Parts

        /// Near enough to compare; its sign is exact.
        var gain: Money {
            let (gain, overflow) = parts.up.attodollars.subtractingReportingOverflow(
                parts.down.attodollars)
            return Money(attodollars: overflow ? (pays ? .max : .min) : gain)
        }
        var pays: Bool { parts.up >= parts.down }
    }

    private static func look(_ volume: UInt128, _ gain: VolumeGain) throws -> Look {
        Look(
            volume: volume,
            parts: try gain.parts(at: ExactDecimal(scaled: Int128(clamping: volume))))
    }

    private struct Change {
        let below: UInt128
        let above: UInt128
        let pays: Bool
    }

    private struct ChangeSearch {
        let gain: VolumeGain
        var changes: [Change] = []
        private var looks = 0

        init(gain: VolumeGain) { self.gain = gain }

        mutating func look(_ low: Look, _ high: Look) throws {
            let isSure =
                low.parts.up >= high.parts.down || high.parts.up < low.parts.down
            if isSure { return }
            let isNarrow = high.volume - low.volume <= max(1, high.volume / precision)
            if isNarrow || looks >= mostLooks {
                if low.pays != high.pays {
                    changes.append(
                        Change(below: low.volume, above: high.volume, pays: high.pays))
                }
                return
            }
            looks += 1
            let middle = try EvenSearch.look(
                EvenSearch.middle(low.volume, high.volume), gain)
            try look(low, middle)
            try look(middle, high)
        }
    }

    private static func ranges(
        startsPaying: Bool, changes: [Change]
    ) -> [EvenRange<ExactDecimal>] {
        func exact(_ volume: UInt128) -> ExactDecimal {
            ExactDecimal(scaled: Int128(clamping: volume))
        }
        var ranges: [EvenRange<ExactDecimal>] = []
        var pays = startsPaying
        var from: ExactDecimal?
        for change in changes {
            if change.pays {
                from = exact(change.above)
            } else {
                ranges.append(EvenRange(from: from, upTo: exact(change.below)))
            }
            pays = change.pays
        }
        if pays { ranges.append(EvenRange(from: from, upTo: nil)) }
        return ranges
    }

    // MARK: Base fee

    /// Costs are lines in the base fee but for parts of a wei, so one bisection finds the only
    /// change of sign.
    func baseFee(
        _ gain: (MigrationPlan.Inputs) throws -> Money
    ) throws -> EvenPoint<WeiPerGas> {
        func look(_ wei: UInt128) throws -> (wei: UInt128, gain: Money) {
            var inputs = plan.inputs
            inputs.baseFee = WeiPerGas(wei: wei)
            return (wei, try gain(inputs))
        }
        var low = try look(0)
        var high = try Self.highest(Self.highestFee.wei, look)
        let reason: EvenPoint<WeiPerGas>.Reason =
            high.gain > low.gain ? .notCovered : .nothingSaved
        let rises = high.gain >= .zero
        // A gain of nothing where gas costs nothing is none.
        let pays = low.gain > .zero || (low.gain == .zero && rises)
        guard pays != rises else { return pays ? .always : .never(reason) }
        while high.wei - low.wei > max(1, high.wei / Self.precision) {
            let middle = try look(Self.middle(low.wei, high.wei))
            if (middle.gain >= .zero) == rises { high = middle } else { low = middle }
        }
        return rises ? .from(WeiPerGas(wei: high.wei)) : .upTo(WeiPerGas(wei: low.wei))
    }

    // MARK: Both

    /// At the most, or, where amounts there are more than can be held, at half of it and so on.
    private static func highest<Seen>(
        _ most: UInt128, _ look: (UInt128) throws -> Seen
    ) throws -> Seen {
        var value = most
        while true {
            do { return try look(value) } catch {
                guard value > 1 else { throw error }
                value /= 2
            }
        }
    }

    /// Nearer to the lower one, by powers of two, where they are far apart.
    private static func middle(_ low: UInt128, _ high: UInt128) -> UInt128 {
        let doublings = low == 0 ? 0 : low.leadingZeroBitCount - high.leadingZeroBitCount
        return doublings > 3 ? low << UInt128(doublings / 2) : low + (high - low) / 2
    }
}
