// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities

/// What a change of contracts does to the gas of each function, and to what a month costs.
///
/// A function regresses where it uses more than the tolerance more gas than before, in exact
/// decimals: gas after > gas before · (1 + tolerance).
public struct GasDiff: Sendable {
    /// One function: what it used before and after.
    public struct Line: Sendable {
        public let name: String
        /// Absent where only the other side has it.
        public let before: Gas?
        public let after: Gas?
        public let judgement: Judgement
        public let cost: Cost?
    }

    public enum Judgement: String, Sendable, CaseIterable {
        case regression
        case saving
        case within
        case added
        case removed
    }

    /// What the calls of a month cost at the scenario's volume and prices.
    public struct Cost: Sendable {
        /// The transaction of the scenario whose volume it is.
        public let transaction: String
        public let volume: Volume
        public let before: Money
        public let after: Money
        public let difference: Money
    }

    /// In the order of the later record; what only the earlier one has stands last.
    public let lines: [Line]
    public let tolerance: ExactDecimal
    /// Fewer gas by more than this is named as a saving.
    public let noteworthy: ExactDecimal
    /// Of all lines that have a cost, the sum; absent where none has.
    public let difference: Money?
    /// Transactions of the scenario that name no function.
    public let unmatched: [String]

    public var isBreached: Bool { lines.contains { $0.judgement == .regression } }

    /// - Parameters:
    ///   - tolerance: as a fraction, such as 0.05.
    ///   - noteworthy: as a fraction, such as 0.10.
    /// - Throws: where an amount is too large to be exact.
    public init(
        before: GasRecord, after: GasRecord, tolerance: ExactDecimal, noteworthy: ExactDecimal,
        volumes: GasVolumes? = nil
    ) throws(QuantityError) {
        let old = Dictionary(
            uniqueKeysWithValues: before.measurements.map { ($0.name, $0.gas) })
        let new = Set(after.measurements.map(\.name))
        var lines: [Line] = []
        for measurement in after.measurements {
            lines.append(
                try Self.line(
                    measurement, old[measurement.name], measurement.gas, tolerance, noteworthy,
                    volumes))
        }
        for measurement in before.measurements where !new.contains(measurement.name) {
            lines.append(
                try Self.line(measurement, measurement.gas, nil, tolerance, noteworthy, volumes))
        }
        self.lines = lines
        self.tolerance = tolerance
        self.noteworthy = noteworthy
        let differences = lines.compactMap { $0.cost?.difference }
        difference = differences.isEmpty ? nil : try Money.sum(differences)
        unmatched = volumes?.unmatched(among: after.measurements + before.measurements) ?? []
    }

    private static func line(
        _ measurement: GasMeasurement, _ before: Gas?, _ after: Gas?, _ tolerance: ExactDecimal,
        _ noteworthy: ExactDecimal, _ volumes: GasVolumes?
    ) throws(QuantityError) -> Line {
        Line(
            name: measurement.name, before: before, after: after,
            judgement: judge(before, after, tolerance, noteworthy),
            cost: try volumes?.cost(measurement, before, after))
    }

    private static func judge(
        _ before: Gas?, _ after: Gas?, _ tolerance: ExactDecimal, _ noteworthy: ExactDecimal
    ) -> Judgement {
        guard let before else { return .added }
        guard let after else { return .removed }
        let (old, new) = (Int128(before.units), Int128(after.units))
        let change = new - old
        if exceeds(change, of: old, tolerance) { return .regression }
        return exceeds(-change, of: old, noteworthy) ? .saving : .within
    }

    /// Whether change > base · share, exactly.
    private static func exceeds(_ change: Int128, of base: Int128, _ share: ExactDecimal) -> Bool {
        guard change > 0 else { return false }
        let left = change.magnitude.multipliedFullWidth(by: ExactDecimal.one.scaled.magnitude)
        let right = base.magnitude.multipliedFullWidth(by: share.scaled.magnitude)
        return (left.high, left.low) > (right.high, right.low)
    }
}
