// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Reads the meters of one component after the other and prices what they show. The free units of a
/// price are given away once, to the components in the model's order.
struct MeterReader {
    let model: Model
    let measurements: Measurements
    let hoursPerMonth: Int64
    private var freeUsed: [PriceKey: ExactDecimal] = [:]

    init(model: Model, measurements: Measurements, hoursPerMonth: Int64) {
        self.model = model
        self.measurements = measurements
        self.hoursPerMonth = hoursPerMonth
    }

    /// The lines of a component; none where nobody pays for it.
    mutating func lines(of component: Component, id: ComponentID) throws(CostError) -> [BillLine] {
        guard let charge = component.charge else { return [] }
        if case .chain(let chain) = component.kind {
            return try chainLines(component, charge, chain, id)
        }
        if case .function(let function) = component.kind {
            return try functionLines(component, charge, function, id)
        }
        if case .table(let table) = component.kind {
            return try tableLines(component, charge, table, id)
        }
        return [try line(component, charge, id)]
    }

    private mutating func line(
        _ component: Component, _ charge: Charge, _ id: ComponentID
    ) throws(CostError) -> BillLine {
        let meters = Meters(component.kind)
        let entry = try model.entry(
            charge.price, of: component, meter: meters.natural.rawValue)
        guard let metered = meters.unit(for: entry.price.unit) else {
            throw .wrongUnit(
                component: component.name, key: entry.key, unit: entry.price.unit,
                allowed: meters.allowed)
        }
        if charge.volume != nil, !metered.isOfUse {
            throw .volumeOfTime(
                component: component.name, meter: metered.meter.rawValue, unit: entry.price.unit)
        }
        let reading = try read(component, charge, id, metered)
        do {
            return try price(reading, entry, component, charge)
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }

    mutating func price(
        _ reading: Reading, _ entry: PriceEntry, _ component: Component, _ charge: Charge,
        item: String? = nil
    ) throws(QuantityError) -> BillLine {
        let used = freeUsed[entry.key] ?? .zero
        let left = try (entry.freePerMonth ?? .zero) - used
        let free = min(reading.quantity, max(left, .zero))
        freeUsed[entry.key] = try used + free
        let billed = try reading.quantity - free
        let perMonth = try entry.price.cost(of: billed, rounding: .halfEven)
        // Where even the upper end of the interval is free, nothing is left open.
        let halfWidth = reading.halfWidth.map { open in
            reading.quantity.approximation + open <= left.approximation ? 0 : open
        }
        return BillLine(
            layer: charge.layer, component: component.name, item: item, meter: reading.meter,
            quantity: billed, free: free, unitPrice: entry.price.amount, perMonth: perMonth,
            perHour: try perMonth.divided(by: hoursPerMonth, rounding: .halfEven),
            basis: reading.basis,
            halfWidthPerMonth: halfWidth.map { $0 * entry.price.amount.approximation })
    }
}

// What the meters show.
extension MeterReader {
    /// A quantity on a meter, before it is priced.
    struct Reading {
        let meter: BillLine.Meter
        let quantity: ExactDecimal
        let basis: BillLine.Basis
        /// Half the 95% interval of the quantity.
        let halfWidth: Double?
    }

    private func read(
        _ component: Component, _ charge: Charge, _ id: ComponentID, _ metered: Meters.Metered
    ) throws(CostError) -> Reading {
        switch metered.count {
        case .uses(let unit):
            if charge.volume == nil { return try count(component, id, metered.meter, unit) }
        case .podHours: return try pods(component, id, metered.meter, for: hoursPerMonth)
        case .podMonths: return try pods(component, id, metered.meter, for: 1)
        case .hours, .months, .memory: break
        }
        do {
            return Reading(
                meter: metered.meter, quantity: try stated(charge, metered.count),
                basis: .given, halfWidth: 0)
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }

    private func stated(
        _ charge: Charge, _ count: Meters.Count
    ) throws(QuantityError) -> ExactDecimal {
        let month = ExactDecimal(hoursPerMonth)
        if let volume = charge.volume {
            return try volume.quantity(inHours: month, hoursPerMonth: month, rounding: .halfEven)
        }
        switch count {
        case .hours(let units):
            return try units.multiplied(by: month, rounding: .halfEven)
        case .months(let units):
            return units
        case .memory(let nodes, let each):
            let gibibytes = try ExactDecimal(Int64(nodes)).multiplied(
                by: ExactDecimal(each.bytes), over: ExactDecimal(1 << 30), rounding: .halfEven)
            return try gibibytes.multiplied(by: month, rounding: .halfEven)
        case .uses, .podHours, .podMonths:
            preconditionFailure("a use is counted, not stated")
        }
    }

    func count(
        _ component: Component, _ id: ComponentID, _ meter: BillLine.Meter, _ unit: UseUnit
    ) throws(CostError) -> Reading {
        guard let use = use(of: id, unit), let counted = wholeUnits(monthly(use.value)) else {
            throw .notCounted(component: component.name, meter: meter.rawValue)
        }
        let halfWidth = halfWidth(use).map { monthly($0) }
        guard unit == .bytes else {
            return Reading(
                meter: meter, quantity: ExactDecimal(counted), basis: measurements.usageBasis,
                halfWidth: halfWidth)
        }
        return Reading(
            meter: meter, quantity: Bytes.bytes(counted).gigabytes, basis: measurements.usageBasis,
            halfWidth: halfWidth.map { $0 / 1e9 })
    }

    /// Pods that come and go, at their mean number; whole thousandths of what is billed, rounded
    /// once.
    private func pods(
        _ component: Component, _ id: ComponentID, _ meter: BillLine.Meter, for time: Int64
    ) throws(CostError) -> Reading {
        let fleet = measurements.control.fleet(id)
        guard let fleet,
            let counted = wholeUnits((fleet.present.value + canaries(id)) * Double(time) * 1_000)
        else {
            throw .notCounted(component: component.name, meter: meter.rawValue)
        }
        do {
            let interval = fleet.present.interval(confidence: Bill.confidence)
            return Reading(
                meter: meter,
                quantity: try ExactDecimal(counted).divided(
                    by: ExactDecimal(1_000), rounding: .halfEven),
                basis: measurements.usageBasis,
                halfWidth: interval.map {
                    ($0.upperBound - $0.lowerBound) / 2 * Double(time)
                })
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }

    private func canaries(_ id: ComponentID) -> Double {
        guard case .pods(let pods) = model.component(id).kind else { return 0 }
        return Double(pods.lastingCanaries)
    }

    func use(of id: ComponentID, _ unit: UseUnit) -> Estimate<Rate>? {
        measurements.uses.first { $0.component == id && $0.unit == unit }?.perSecond
    }

    func monthly(_ perSecond: Double) -> Double {
        perSecond * 3600 * Double(hoursPerMonth)
    }

    func halfWidth(_ use: Estimate<Rate>) -> Double? {
        use.interval(confidence: Bill.confidence).map { ($0.upperBound - $0.lowerBound) / 2 }
    }
}
