// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Reads the meters of one component after the other.
struct MeterReader {
    let model: Model
    let measurements: Measurements
    let hoursPerMonth: Int64

    /// What a component is charged for; nothing where nobody pays for it.
    func charges(of component: Component, id: ComponentID) throws(CostError) -> [Charged] {
        let extras = try extraUses(component, id).map(Charged.use)
        guard let charge = component.charge else { return extras }
        return try mainCharges(component, charge, id) + extras
    }

    private func mainCharges(
        _ component: Component, _ charge: Charge, _ id: ComponentID
    ) throws(CostError) -> [Charged] {
        if case .chain(let chain) = component.kind {
            return try chainLines(component, charge, chain, id).map(Charged.line)
        }
        if case .function(let function) = component.kind {
            return try functionUses(component, charge, function, id).map(Charged.use)
        }
        if case .table(let table) = component.kind {
            return try tableUses(component, charge, table, id).map(Charged.use)
        }
        return [.use(try use(component, charge, id))]
    }

    private func use(
        _ component: Component, _ charge: Charge, _ id: ComponentID
    ) throws(CostError) -> MeteredUse {
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
        if entry.unit == .computeUnit, charge.volume == nil,
            case .service(let service) = component.kind, service.methods.isEmpty
        {
            throw .notWeighed(component: component.name, key: entry.key)
        }
        let reading = try read(component, charge, id, metered)
        return MeteredUse(
            layer: charge.layer, component: component.name, item: nil, entry: entry,
            reading: reading)
    }
}

// What the meters show.
extension MeterReader {
    private func read(
        _ component: Component, _ charge: Charge, _ id: ComponentID, _ metered: Meters.Metered
    ) throws(CostError) -> MeterReading {
        switch metered.count {
        case .uses(let unit):
            if charge.volume == nil { return try count(component, id, metered.meter, unit) }
        case .podHours: return try pods(component, id, metered.meter, for: hoursPerMonth)
        case .podMonths: return try pods(component, id, metered.meter, for: 1)
        case .hours, .months, .memory: break
        }
        do {
            return MeterReading(
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
    ) throws(CostError) -> MeterReading {
        guard let use = use(of: id, unit), let counted = wholeUnits(monthly(use.value)) else {
            throw .notCounted(component: component.name, meter: meter.rawValue)
        }
        let halfWidth = halfWidth(use).map { monthly($0) }
        guard unit == .bytes else {
            return MeterReading(
                meter: meter, quantity: ExactDecimal(counted), basis: measurements.usageBasis,
                halfWidth: halfWidth)
        }
        return MeterReading(
            meter: meter, quantity: Bytes.bytes(counted).gigabytes, basis: measurements.usageBasis,
            halfWidth: halfWidth.map { $0 / 1e9 })
    }

    /// Pods that come and go, at their mean number; whole thousandths of what is billed, rounded
    /// once.
    private func pods(
        _ component: Component, _ id: ComponentID, _ meter: BillLine.Meter, for time: Int64
    ) throws(CostError) -> MeterReading {
        let fleet = measurements.control.fleet(id)
        guard let fleet,
            let counted = wholeUnits((fleet.present.value + canaries(id)) * Double(time) * 1_000)
        else {
            throw .notCounted(component: component.name, meter: meter.rawValue)
        }
        do {
            let interval = fleet.present.interval(confidence: Bill.confidence)
            return MeterReading(
                meter: meter,
                quantity: try ExactDecimal(counted).divided(
                    by: ExactDecimal(1_000), rounding: .halfEven),
                basis: measurements.usageBasis,
                halfWidth: interval.map {
                    ($0.upperBound - $0.lowerBound) / 2 * Double(time)
                }, levels: levels(of: id)?.scaled(to: fleet.present.value + canaries(id)))
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }

    /// Pods window by window of the timeline, as far as it was measured.
    private func levels(of id: ComponentID) -> UseLevels? {
        let control = measurements.control
        guard let fleet = control.fleets.firstIndex(where: { $0.component == id }),
            let end = control.timeline.last?.end.nanoseconds
        else { return nil }
        let start = end - measurements.window.nanoseconds
        return UseLevels(
            control.timeline.map { point in
                let time = point.end.nanoseconds - max(point.start.nanoseconds, start)
                return (Double(max(time, 0)), point.present[fleet].value + canaries(id))
            })
    }

    func canaries(_ id: ComponentID) -> Double {
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
