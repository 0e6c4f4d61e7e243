// SPDX-License-Identifier: GPL-3.0-or-later

extension ExactDecimal {
    /// The share as a percentage with all its digits: 0.05 is `5%`.
    var percent: String {
        let percent = try? multiplied(by: ExactDecimal(100), rounding: .halfEven)
        return percent.map { "\($0)%" } ?? "\(self) times"
    }
}

/// Shares of which growths and yearly rates may be: from losing 99% to growing elevenfold.
enum LawfulShare {
    static let range = -0.99...10.0

    static func check(_ share: ExactDecimal) -> QuantityError.Reason? {
        range.contains(share.approximation) ? nil : .outOfRange("from -99% to 1000%")
    }
}

extension QuantityParser {
    /// A percentage that may be negative, as a lawful share.
    mutating func percentage() throws(QuantityError) -> ExactDecimal {
        let percent = try exactDecimal()
        if rest.isEmpty { throw failure(.missingUnit) }
        guard consume("%") else { throw failure(.unknownUnit(String(rest), nearest: "%")) }
        let share = try percent.divided(by: ExactDecimal(100), rounding: .halfEven)
        if let reason = LawfulShare.check(share) { throw failure(reason) }
        return share
    }

    /// The slash before a period.
    mutating func slash() throws(QuantityError) {
        if rest.isEmpty { throw failure(.missingUnit) }
        guard consume("/") else { throw failure(.unknownUnit(String(rest), nearest: nil)) }
    }
}
