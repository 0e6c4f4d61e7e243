// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A measured figure in its base unit (seconds, a fraction, a second, USD) and where the truth lies
/// with 95% confidence.
public struct Figure: Sendable, Equatable {
    public let value: Double
    /// Absent where one replication gives no interval.
    public let interval: ClosedRange<Double>?

    static let confidence = Ratio.percent(95)

    public init(value: Double, interval: ClosedRange<Double>?) {
        self.value = value
        self.interval = interval
    }

    public init<Unit>(_ estimate: Estimate<Unit>) {
        self.init(
            value: estimate.value, interval: estimate.interval(confidence: Self.confidence))
    }
}

/// Whether a service level is kept, as far as the interval says.
public enum Judgement: String, Sendable, CaseIterable {
    case met
    case breached
    /// The interval straddles the limit, or there is none.
    case cannotTell = "cannot tell"

    /// Judges a figure against the most, or the least, that it may be.
    init(_ figure: Figure?, limit: Double, isFloor: Bool) {
        guard let interval = figure?.interval else {
            self = .cannotTell
            return
        }
        let met = isFloor ? interval.lowerBound >= limit : interval.upperBound <= limit
        let breached = isFloor ? interval.upperBound < limit : interval.lowerBound > limit
        self = met ? .met : breached ? .breached : .cannotTell
    }

    /// Breached where one is; met where all are.
    static func all(_ parts: [Judgement]) -> Judgement {
        if parts.contains(.breached) { return .breached }
        return parts.contains(.cannotTell) ? .cannotTell : .met
    }
}
