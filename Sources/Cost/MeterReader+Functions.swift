// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

// Functions are billed for several things, each by a price of its own.
extension MeterReader {
    func functionUses(
        _ component: Component, _ charge: Charge, _ function: Function, _ id: ComponentID
    ) throws(CostError) -> [MeteredUse] {
        var uses: [MeteredUse] = []
        for item in Tariff.Item.allCases where function.isBilled(for: item) {
            let entry = try model.price(of: item, at: id, per: item.unit)
            let reading = try read(item, component, function, id)
            uses.append(
                MeteredUse(
                    layer: charge.layer, component: component.name,
                    item: "\(component.name) \(item.rawValue)", entry: entry, reading: reading))
        }
        return uses
    }

    private func read(
        _ item: Tariff.Item, _ component: Component, _ function: Function, _ id: ComponentID
    ) throws(CostError) -> MeterReading {
        switch item {
        case .requests: return try count(component, id, .requests, .invocations)
        case .duration: return try count(component, id, .gigabyteSeconds, .gigabyteSeconds)
        case .provisionedDuration:
            return try count(component, id, .gigabyteSeconds, .provisionedSeconds)
        case .provisioned: break
        case .readUnits, .writeUnits: preconditionFailure("a function has no such units")
        }
        do {
            let seconds = try ExactDecimal(hoursPerMonth * 3_600).multiplied(
                by: ExactDecimal(Int64(function.provisioned)), rounding: .halfEven)
            let quantity = try seconds.multiplied(
                by: ExactDecimal(function.memory.bytes), over: ExactDecimal(1 << 30),
                rounding: .halfEven)
            return MeterReading(
                meter: .gigabyteSeconds, quantity: quantity, basis: .given, halfWidth: 0)
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }
}

extension Function {
    fileprivate func isBilled(for item: Tariff.Item) -> Bool {
        switch item {
        case .requests, .duration: true
        case .provisioned, .provisionedDuration: provisioned > 0
        case .readUnits, .writeUnits: false
        }
    }
}

extension Tariff.Item {
    /// What its price must be of.
    public var unit: PriceUnit {
        switch self {
        case .requests, .readUnits, .writeUnits: .request
        case .duration, .provisioned, .provisionedDuration: .gigabyteSecond
        }
    }
}
