// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Natural {
    init(_ gas: Gas) { self.init(gas.units) }
    init(_ price: WeiPerGas) { self.init(price.wei) }
    init(_ amount: Wei) { self.init(amount.wei) }

    /// - Throws: where it is 2^64 or more.
    func gas(_ name: String) throws(FeeError) -> Gas {
        guard let units = asUInt64 else {
            throw .overflow(result: name, most: "\(UInt64.max) gas")
        }
        return Gas(units)
    }

    /// - Throws: where it is 2^128 or more.
    func weiPerGas(_ name: String) throws(FeeError) -> WeiPerGas {
        WeiPerGas(wei: try fee(name).wei)
    }

    /// - Throws: where it is 2^128 or more.
    func fee(_ name: String) throws(FeeError) -> Wei {
        guard let wei = asUInt128 else {
            throw .overflow(result: name, most: "\(UInt128.max) wei")
        }
        return Wei(wei)
    }

    /// The floor of self / divisor.
    ///
    /// - Throws: where the divisor, which has that name, is zero.
    func divided(by divisor: Natural, _ name: String) throws(FeeError) -> Natural {
        guard !divisor.isZero else { throw .zero(name) }
        return self / divisor
    }
}
