// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A measured figure in its base unit (seconds, a fraction, a second, USD) and where the truth lies
/// with 95% confidence.
public struct Figure: Sendable, Equatable {
    public let value: Double
    /// Absent where one replication gives no interval.
    public let interval: ClosedRange<Double>?
    public let origin: Origin

    /// What the interval is: of confidence, or a band in which a formula's truth should lie.
    public enum Origin: Sendable, Equatable {
        case sampled, exact
        case approximate(method: String)
    }

    static let confidence = Ratio.percent(95)

    public init(value: Double, interval: ClosedRange<Double>?, origin: Origin = .sampled) {
        self.value = value
        self.interval = interval
        self.origin = origin
    }

    public init<Unit>(_ estimate: Estimate<Unit>) {
        self.init(
            value: estimate.value, interval: estimate.interval(confidence: Self.confidence),
            origin: Origin(estimate))
    }
}

extension Figure.Origin {
    init<Unit>(_ estimate: Estimate<Unit>) {
        switch estimate {
        case .sampled: self = .sampled
        case .exact: self = .exact
        case .approximate(_, let method, _): self = .approximate(method: method)
        }
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
    public static func all(_ parts: [Judgement]) -> Judgement {
        if parts.contains(.breached) { return .breached }
        return parts.contains(.cannotTell) ? .cannotTell : .met
    }
}
