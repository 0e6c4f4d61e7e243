// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A price of a currency that the evidence lacks, so that what it moved counts as price.
public struct MissingRate: Sendable, Equatable {
    public let currency: String
    public let month: CalendarMonth

    public init(currency: String, month: CalendarMonth) {
        self.currency = currency
        self.month = month
    }
}

extension MonthEvidence {
    /// What the invoice's currency and ETH were worth, and what nobody says of them.
    ///
    /// - Parameters:
    ///   - made: when the forecast was made that the invoice is held against; nil for the model's
    ///     own bill, which is of the month itself and its rate.
    ///   - paysEther: whether the forecast has gas.
    /// - Throws: where the invoice is in a currency that has no rate of the month.
    public func rates(
        forecastIn made: CalendarMonth?, paysEther: Bool
    ) throws(ReviewError) -> (rates: SpendVariance.Rates, missing: [MissingRate]) {
        var missing: [MissingRate] = []
        let ether = rates?.price(of: "ETH", in: month)
        if paysEther, ether == nil { missing.append(MissingRate(currency: "ETH", month: month)) }
        guard let invoice, invoice.currency != "USD" else {
            return (
                SpendVariance.Rates(forecast: .usd(1), actual: .usd(1), ether: ether), missing
            )
        }
        guard let now = rates?.price(of: invoice.currency, in: month) else {
            throw .noRate(
                file: invoice.files.joined(separator: ", "), rates: ratesFile,
                currency: invoice.currency, month: month)
        }
        let before = made.flatMap { rates?.price(of: invoice.currency, in: $0) }
        if let made, before == nil {
            missing.append(MissingRate(currency: invoice.currency, month: made))
        }
        return (
            SpendVariance.Rates(forecast: before ?? now, actual: now, ether: ether), missing
        )
    }
}
