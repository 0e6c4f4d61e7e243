// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

// Gas costs whole wei first, then dollars.
extension MeterReader {
    /// A line for each kind of transaction at its stated volume, one for the gas that simulated
    /// requests submit, and those of batches.
    func chainLines(
        _ component: Component, _ charge: Charge, _ chain: ChainSettings, _ id: ComponentID
    ) throws(CostError) -> [BillLine] {
        do {
            var amounts: [GasAmount] = []
            if let gasPrice = chain.gasPrice {
                for transaction in chain.transactions {
                    amounts.append(try stated(transaction, chain, gasPrice))
                }
            }
            let item = "submitted to \(component.name)"
            if let measured = measurements.chains.first(where: { $0.component == id }) {
                amounts += try paid(item, gas: measured.gas, spent: measured.spent, chain)
                if let posting = measured.posting { amounts += try paid(for: posting) }
            } else if let gasPrice = chain.gasPrice, let submitted = use(of: id, .gas),
                submitted.value > 0
            {
                amounts.append(try metered(item, submitted, chain, gasPrice))
            }
            return try amounts.map { amount throws(QuantityError) in
                try line(amount, component, charge)
            }
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }

    /// Gas of a month and what it costs.
    private struct GasAmount {
        let item: String
        let gas: ExactDecimal
        let unitPrice: Money
        let perMonth: Money
        let basis: BillLine.Basis
        let halfWidth: Double?
    }

    private func line(
        _ amount: GasAmount, _ component: Component, _ charge: Charge
    ) throws(QuantityError) -> BillLine {
        BillLine(
            layer: charge.layer, component: component.name, item: amount.item, meter: .gas,
            quantity: amount.gas, free: .zero, unitPrice: amount.unitPrice,
            perMonth: amount.perMonth,
            perHour: try amount.perMonth.divided(by: hoursPerMonth, rounding: .halfEven),
            basis: amount.basis, halfWidthPerMonth: amount.halfWidth)
    }

    private func stated(
        _ transaction: ChainTransaction, _ chain: ChainSettings, _ gasPrice: WeiPerGas
    ) throws(QuantityError) -> GasAmount {
        let month = ExactDecimal(hoursPerMonth)
        let count = try transaction.volume.quantity(
            inHours: month, hoursPerMonth: month, rounding: .halfEven)
        let gas = try ExactDecimal(scaled: Int128(transaction.gas.units)).multiplied(
            by: count, over: ExactDecimal(scaled: 1), rounding: .halfEven)
        return GasAmount(
            item: transaction.name, gas: gas, unitPrice: try price(of: Wei(gasPrice.wei), chain),
            perMonth: try chain.cost(of: transaction.gas, times: count), basis: .given,
            halfWidth: 0)
    }

    /// Gas that requests submit at the stated price.
    private func metered(
        _ item: String, _ use: Estimate<Rate>, _ chain: ChainSettings, _ gasPrice: WeiPerGas
    ) throws(QuantityError) -> GasAmount {
        let gas = try monthlyGas(use)
        let wei = try Gas(UInt64(gas)) * gasPrice
        let unitPrice = try price(of: Wei(gasPrice.wei), chain)
        return GasAmount(
            item: item, gas: ExactDecimal(gas), unitPrice: unitPrice,
            perMonth: try wei.value(at: chain.etherPrice, rounding: .halfEven),
            basis: measurements.usageBasis,
            halfWidth: halfWidth(use).map { monthly($0) * unitPrice.approximation })
    }

    /// Batches on the chain below, at its price of ether: their gas, and their blobs.
    private func paid(for posting: PostingMeasurement) throws(QuantityError) -> [GasAmount] {
        guard case .chain(let below) = model.component(posting.chain).kind else { return [] }
        return try paid(
            "batches on \(posting.name)", gas: posting.gas, spent: posting.gasSpent, below)
            + paid(
                "blobs on \(posting.name)", gas: posting.blobGas, spent: posting.blobsSpent, below)
    }

    /// Gas, and the wei a second that was paid for it block by block; none where there was none.
    private func paid(
        _ item: String, gas use: Estimate<Rate>, spent: Estimate<Double>, _ chain: ChainSettings
    ) throws(QuantityError) -> [GasAmount] {
        let gas = try monthlyGas(use)
        guard gas > 0 else { return [] }
        let wei = try Wei(rounding: monthly(spent.value), rule: .halfEven)
        let perMonth = try wei.value(at: chain.etherPrice, rounding: .halfEven)
        let quantity = ExactDecimal(gas)
        let interval = spent.interval(confidence: Bill.confidence)
        return [
            GasAmount(
                item: item, gas: quantity,
                unitPrice: try perMonth.multiplied(by: .one, over: quantity, rounding: .halfEven),
                perMonth: perMonth,
                basis: measurements.usageBasis,
                halfWidth: interval.map {
                    monthly(($0.upperBound - $0.lowerBound) / 2) * chain.dollarsPerWei
                })
        ]
    }

    private func monthlyGas(_ use: Estimate<Rate>) throws(QuantityError) -> Int64 {
        let gas = monthly(use.value)
        guard let whole = wholeUnits(gas) else {
            throw QuantityError(
                text: "\(gas) gas a month", expected: "at most \(Int64.max) gas",
                reason: .overflow)
        }
        return whole
    }

    /// Dollars for one unit of gas, rounded at 10^-18.
    private func price(of gas: Wei, _ chain: ChainSettings) throws(QuantityError) -> Money {
        try gas.value(at: chain.etherPrice, rounding: .halfEven)
    }
}
