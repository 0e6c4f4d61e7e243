// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A number as it was published, in its own unit.
public struct PublishedNumber: Sendable, Hashable {
    public let text: String
    let value: Rational
    /// Digits after the point.
    let decimals: Int

    /// Plain decimals only.
    init?(_ text: String) {
        guard let value = Rational(decimal: text) else { return nil }
        self.text = text
        self.value = value
        decimals = text.split(separator: ".").dropFirst().first?.utf8.count ?? 0
    }

    /// How a recomputed number, in the same unit, stands to it.
    func agreement(with number: Amount.Number) -> Agreement {
        let recomputed: Rational
        switch number {
        case .exact(let exact): recomputed = exact
        case .near(let value):
            guard let exact = Rational(exactly: value) else { return .different }
            recomputed = exact
        }
        if recomputed == value { return .exact }
        guard let scale = Rational(Rational.powerOfTen(decimals), over: .one),
            let scaled = recomputed * scale, let published = value * scale,
            let difference = scaled - published
        else { return .different }
        if let twice = difference.magnitude * Rational(2), twice <= .one { return .rounded }
        if scaled.truncated == published { return .cut }
        return Agreement.isNear(value, recomputed) ? .near : .different
    }
}

/// Whether a published number is a recomputed one.
public enum Agreement: String, Sendable, CaseIterable {
    case exact
    /// Rounded to the digits that were published, a tie in either direction.
    case rounded
    /// The digits that were published, without those behind.
    case cut
    /// Published over recomputed is within 1% of 1.
    case near = "within 1%"
    case different

    /// In numbers of hundredths, so that exactly 1% counts as within.
    static func isNear(_ published: Rational, _ recomputed: Rational) -> Bool {
        guard let difference = published - recomputed,
            let hundredfold = difference * Rational(100)
        else { return false }
        return !recomputed.isZero && hundredfold.magnitude <= recomputed.magnitude
    }
}
