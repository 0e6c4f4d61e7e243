// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// When what was laid out has come back.
public enum Payback: Sendable, Equatable {
    /// In periods; a payment counts as spread over the period that it ends.
    case after(ExactDecimal)
    /// Not within the payments given, or at no time.
    case never

    /// An outlay over the saving of a period, for as long as it takes and without interest; at once
    /// where nothing is laid out, and never where nothing is saved.
    public init(outlay: Money, saving: Money) throws(CashFlowError) {
        guard outlay > .zero else {
            self = .after(.zero)
            return
        }
        guard saving > .zero else {
            self = .never
            return
        }
        self = .after(try Self.quotient(outlay, saving))
    }

    /// The first time that the total of the amounts so far is not negative.
    init(running amounts: [Money]) throws(CashFlowError) {
        var total = Money.zero
        for (period, amount) in amounts.enumerated() {
            let before = total
            total = try CashFlows.lawful { () throws(QuantityError) in try before + amount }
            guard total >= .zero else { continue }
            guard period > 0 else {
                self = .after(.zero)
                return
            }
            let missing = try CashFlows.lawful { () throws(QuantityError) in
                try Money.zero - before
            }
            let part = try Self.quotient(missing, amount)
            self = .after(
                try CashFlows.lawful { () throws(QuantityError) in
                    try ExactDecimal(Int64(period - 1)) + part
                })
            return
        }
        self = .never
    }

    /// Of amounts above zero.
    private static func quotient(
        _ amount: Money, _ divisor: Money
    ) throws(CashFlowError) -> ExactDecimal {
        try CashFlows.lawful { () throws(QuantityError) in
            try ExactDecimal(scaled: amount.attodollars).divided(
                by: ExactDecimal(scaled: divisor.attodollars), rounding: .halfEven)
        }
    }
}
