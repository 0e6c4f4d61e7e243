// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A number of a scenario that is fitted: its key as `--set` takes it, the value to start from, and
/// between which values it may be.
public struct FreeParameter: Sendable, Equatable {
    public let key: String
    public let unit: Unit
    /// In the base unit, above 0, as are the bounds.
    public let start: Double
    public let bounds: ClosedRange<Double>

    /// What a parameter counts, with the base unit of its numbers.
    public enum Unit: String, Sendable, CaseIterable {
        /// Seconds.
        case time
        /// A fraction.
        case share
        /// Per second.
        case rate
        case number
    }

    /// How far from its start a parameter may go where nothing is said.
    private static let usualFactor = 100.0
    /// No time of a scenario is longer: 36,500 days, in seconds.
    private static let longest = 36_500.0 * 86_400

    /// - Parameter text: what the scenario says, such as `3ms`.
    /// - Parameter range: such as `1ms..20ms`; absent for a hundredth to a hundred times the start,
    ///   of a share at most 100%.
    public init(key: String, text: String, range: String?) throws(CalibrationError) {
        guard let (unit, start) = Self.read(text), start > 0 else {
            throw .notANumber(key: key, text: text)
        }
        self.key = key
        self.unit = unit
        self.start = start
        guard let range else {
            let end = unit == .time ? Self.longest : .infinity
            let most = max(start, min(start * Self.usualFactor, end))
            bounds = start / Self.usualFactor...(unit == .share ? max(start, min(most, 1)) : most)
            return
        }
        let ends = range.split(separator: "..", omittingEmptySubsequences: false)
            .map { Self.read(String($0)) }
        guard ends.count == 2, let low = ends[0], let high = ends[1] else {
            throw .badBounds(key: key, text: range, reason: "these are not two numbers")
        }
        guard low.unit == unit, high.unit == unit else {
            throw .badBounds(
                key: key, text: range, reason: "the scenario has \(text), a \(unit.rawValue)")
        }
        guard low.value > 0 else {
            throw .badBounds(key: key, text: range, reason: "the lower must be above 0")
        }
        guard low.value < high.value else {
            throw .badBounds(key: key, text: range, reason: "the lower is not below the upper")
        }
        bounds = low.value...high.value
        guard bounds.contains(start) else {
            throw .outsideBounds(key: key, start: text, bounds: range)
        }
    }

    /// `key=low..high`, or `key` alone.
    public static func split(_ text: String) -> (key: String, range: String?) {
        guard let sign = text.lastIndex(of: "=") else { return (text, nil) }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    private static func read(_ text: String) -> (unit: Unit, value: Double)? {
        if let time = try? SimTime(parsing: text) { return (.time, time.seconds) }
        if let share = try? Ratio(parsing: text) { return (.share, share.fraction) }
        if let rate = try? Rate(parsing: text) { return (.rate, rate.perSecond) }
        if let number = try? ExactDecimal(parsing: text) { return (.number, number.approximation) }
        return nil
    }

    /// A value near the start and within the bounds, of more digits than anybody writes: what must
    /// be possible for it to be fitted.
    var near: Double {
        let up = Elementary.log(bounds.upperBound / start)
        let down = Elementary.log(start / bounds.lowerBound)
        let usual = Elementary.log(1.0123)
        if up >= usual { return start * 1.0123 }
        if down >= usual { return start / 1.0123 }
        let golden = 0.618_034
        return start * (up > down ? Elementary.exp(golden * up) : Elementary.exp(-golden * down))
    }

    /// A value in the base unit as the scenario takes it, to six digits.
    public func text(_ value: Double) -> String {
        let rounded = roundedSignificant(value, digits: 6)
        switch unit {
        case .time: return SimTime(roundingSeconds: rounded).description
        case .share: return Ratio.fraction(rounded).description
        case .rate: return Rate.perSecond(rounded).description
        case .number:
            // Its shortest digits, unless those come with an exponent, which no scenario has.
            let shortest = "\(rounded)"
            let exact = try? ExactDecimal(parsing: shortest)
            let rounding = try? ExactDecimal(rounding: rounded, rule: .halfEven)
            return (exact ?? rounding)?.description ?? shortest
        }
    }

    /// A change of the scenario, as `--set` takes it.
    public func set(to value: Double) -> String { "\(key)=\(text(value))" }
}
