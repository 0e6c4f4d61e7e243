// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

// Gas costs whole wei first, then dollars.
extension MeterReader {
    /// A line for each kind of transaction at its stated volume, and one for the gas that simulated
    /// requests submit.
    func chainLines(
        _ component: Component, _ charge: Charge, _ chain: ChainSettings, _ id: ComponentID
    ) throws(CostError) -> [BillLine] {
        do {
            var lines: [BillLine] = []
            if let gasPrice = chain.gasPrice {
                for transaction in chain.transactions {
                    lines.append(try line(for: transaction, component, charge, chain, gasPrice))
                }
            }
            let measured = measurements.chains.first { $0.component == id }
            if let measured {
                lines += try line(forFeesOf: measured, component, charge, chain)
                if let posting = measured.posting {
                    lines += try self.lines(for: posting, component, charge)
                }
            } else if let gasPrice = chain.gasPrice, let submitted = use(of: id, .gas),
                submitted.value > 0
            {
                lines.append(
                    try line(forSubmitted: submitted, component, charge, chain, gasPrice))
            }
            return lines
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }

    private func line(
        for transaction: ChainTransaction, _ component: Component, _ charge: Charge,
        _ chain: ChainSettings, _ gasPrice: WeiPerGas
    ) throws(QuantityError) -> BillLine {
        let month = ExactDecimal(hoursPerMonth)
        let count = try transaction.volume.quantity(
            inHours: month, hoursPerMonth: month, rounding: .halfEven)
        let gas = try ExactDecimal(scaled: Int128(transaction.gas.units)).multiplied(
            by: count, over: ExactDecimal(scaled: 1), rounding: .halfEven)
        let perMonth = try chain.cost(of: transaction.gas, times: count)
        return BillLine(
            layer: charge.layer, component: component.name, item: transaction.name, meter: .gas,
            quantity: gas, free: .zero, unitPrice: try price(of: Wei(gasPrice.wei), chain),
            perMonth: perMonth,
            perHour: try perMonth.divided(by: hoursPerMonth, rounding: .halfEven),
            basis: .given, halfWidthPerMonth: 0)
    }

    private func line(
        forSubmitted use: Estimate<Rate>, _ component: Component, _ charge: Charge,
        _ chain: ChainSettings, _ gasPrice: WeiPerGas
    ) throws(QuantityError) -> BillLine {
        let whole = try wholeGas(use)
        let wei = try Gas(UInt64(whole)) * gasPrice
        let perMonth = try wei.value(at: chain.etherPrice, rounding: .halfEven)
        let unitPrice = try price(of: Wei(gasPrice.wei), chain)
        return BillLine(
            layer: charge.layer, component: component.name, item: "submitted", meter: .gas,
            quantity: ExactDecimal(whole), free: .zero, unitPrice: unitPrice, perMonth: perMonth,
            perHour: try perMonth.divided(by: hoursPerMonth, rounding: .halfEven),
            basis: measurements.usageBasis,
            halfWidthPerMonth: halfWidth(use).map { monthly($0) * unitPrice.approximation })
    }

    /// The fees that transactions paid block by block; none where nothing was included.
    private func line(
        forFeesOf chainUse: ChainMeasurement, _ component: Component, _ charge: Charge,
        _ chain: ChainSettings
    ) throws(QuantityError) -> [BillLine] {
        try line(
            "submitted", gas: chainUse.gas, spent: chainUse.spent, component, charge, chain)
    }

    /// Batches on the chain below, at its price of ether: their gas, and their blobs.
    private func lines(
        for posting: PostingMeasurement, _ component: Component, _ charge: Charge
    ) throws(QuantityError) -> [BillLine] {
        guard case .chain(let below) = model.component(posting.chain).kind else { return [] }
        return try line(
            "batches on \(posting.name)", gas: posting.gas, spent: posting.gasSpent, component,
            charge, below)
            + line(
                "blobs on \(posting.name)", gas: posting.blobGas, spent: posting.blobsSpent,
                component, charge, below)
    }

    /// Gas, and the wei a second that was paid for it; none where there was none.
    private func line(
        _ item: String, gas use: Estimate<Rate>, spent: Estimate<Double>, _ component: Component,
        _ charge: Charge, _ chain: ChainSettings
    ) throws(QuantityError) -> [BillLine] {
        let whole = try wholeGas(use)
        guard whole > 0 else { return [] }
        let wei = try Wei(rounding: monthly(spent.value), rule: .halfEven)
        let perMonth = try wei.value(at: chain.etherPrice, rounding: .halfEven)
        let quantity = ExactDecimal(whole)
        let each = try perMonth.multiplied(by: .one, over: quantity, rounding: .halfEven)
        let interval = spent.interval(confidence: Bill.confidence)
        let dollars = chain.etherPrice.approximation * 1e-18
        return [
            BillLine(
                layer: charge.layer, component: component.name, item: item, meter: .gas,
                quantity: quantity, free: .zero, unitPrice: each, perMonth: perMonth,
                perHour: try perMonth.divided(by: hoursPerMonth, rounding: .halfEven),
                basis: measurements.usageBasis,
                halfWidthPerMonth: interval.map {
                    monthly(($0.upperBound - $0.lowerBound) / 2) * dollars
                })
        ]
    }

    /// Of a month.
    private func wholeGas(_ use: Estimate<Rate>) throws(QuantityError) -> Int64 {
        let gas = monthly(use.value)
        guard let whole = wholeUnits(gas) else {
            throw QuantityError(
                text: "\(gas) gas", expected: "at most \(Int64.max) gas", reason: .overflow)
        }
        return whole
    }

    /// Dollars for one unit of gas, rounded at 10^-18.
    private func price(of gas: Wei, _ chain: ChainSettings) throws(QuantityError) -> Money {
        try gas.value(at: chain.etherPrice, rounding: .halfEven)
    }
}
