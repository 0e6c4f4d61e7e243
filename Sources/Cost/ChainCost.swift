// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

extension ChainSettings {
    /// What so many transactions of that much gas cost at the stated gas price: whole wei first,
    /// then dollars.
    ///
    /// Throws where an amount is too large.
    ///
    /// - Precondition: there is a gas price, as there is where there are transactions.
    public func cost(of gas: Gas, times count: ExactDecimal) throws(QuantityError) -> Money {
        guard let gasPrice else { preconditionFailure("transactions without a gas price") }
        let fee = try gas * gasPrice
        guard let feeInWei = Int128(exactly: fee.wei) else {
            throw QuantityError(
                text: "\(fee)", expected: "at most \(Int128.max) wei", reason: .overflow)
        }
        // A decimal of ETH has 18 places: rounding it is rounding to whole wei.
        let spent = try ExactDecimal(scaled: feeInWei).multiplied(by: count, rounding: .halfEven)
        return try etherPrice.multiplied(by: spent, rounding: .halfEven)
    }
}
