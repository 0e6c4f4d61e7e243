// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What the operator of an OP stack chain adds to a transaction's fee, from Isthmus.
public enum OPOperatorFee: Sendable, Hashable {
    /// Isthmus specification, "Operator Fee": the scalar in millionths of a wei.
    case isthmus(scalar: UInt64, constant: Wei)
    /// Jovian specification, "Operator Fee".
    case jovian(scalar: UInt64, constant: Wei)

    /// Isthmus: gas · scalar // 10^6 + constant. Jovian: 100 gas · scalar + constant.
    ///
    /// - Throws: `FeeError.overflow` from 2^128 wei on.
    public func fee(for gas: Gas) throws(FeeError) -> Wei {
        let fee: Natural
        switch self {
        case .isthmus(let scalar, let constant):
            fee = Natural(gas) * Natural(scalar) / 1_000_000 + Natural(constant)
        case .jovian(let scalar, let constant):
            fee = 100 * Natural(gas) * Natural(scalar) + Natural(constant)
        }
        return try fee.fee("the operator fee")
    }
}
