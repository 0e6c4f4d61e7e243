// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

// What a component costs beside its main price.
extension MeterReader {
    func extraUses(
        _ component: Component, _ id: ComponentID
    ) throws(CostError) -> [MeteredUse] {
        var uses: [MeteredUse] = []
        for extra in component.allExtras {
            let entry = try model.entry(extra.price, of: component, meter: extra.name)
            guard extra.quantity.units.contains(entry.unit) else {
                throw .wrongUnit(
                    component: component.name, key: entry.key, unit: entry.unit,
                    allowed: extra.quantity.units)
            }
            let reading: MeterReading?
            do { reading = try self.reading(of: extra, per: entry.unit, component, id) } catch {
                throw .arithmetic(component: component.name, error)
            }
            guard let reading else {
                throw .notCounted(component: component.name, meter: extra.name)
            }
            uses.append(
                MeteredUse(
                    layer: extra.layer, component: component.name,
                    item: "\(component.name) \(extra.name)", entry: entry, reading: reading))
        }
        return uses
    }

    /// Nil where the engine does not count what it is of.
    private func reading(
        of extra: ExtraCharge, per unit: PriceUnit, _ component: Component, _ id: ComponentID
    ) throws(QuantityError) -> MeterReading? {
        let meter = BillLine.Meter(extra.quantity, per: unit)
        let month = ExactDecimal(hoursPerMonth)
        let isOfMonth = unit == .month || unit == .gigabyteMonth
        let hours = isOfMonth ? ExactDecimal.one : month
        switch extra.quantity {
        case .volume(let volume):
            return MeterReading(
                meter: meter,
                quantity: try volume.quantity(
                    inHours: month, hoursPerMonth: month, rounding: .halfEven),
                basis: .given, halfWidth: 0)
        case .kept(let bytes, let isEach):
            let gibibytes = try ExactDecimal(bytes.bytes).divided(
                by: ExactDecimal(1 << 30), rounding: .halfEven)
            return try number(isEach, component, id)?.reading(gibibytes, hours, meter)
        case .running(let count, let isEach):
            let minutes = ExactDecimal(unit == .connectionMinute ? 60 : 1)
            let each = try count.multiplied(by: minutes, rounding: .halfEven)
            return try number(isEach, component, id)?.reading(each, hours, meter)
        case .nodes:
            return try nodes(component, id)?.reading(.one, hours, meter)
        case .perUse(let count):
            return try counted(id, times: count, meter)
        case .bytesPerUse(let bytes):
            return try counted(id, times: bytes.gigabytes, meter)
        case .shareOfBytes(let share):
            let each = try Bytes.bytes(1).gigabytes.multiplied(
                by: share.fraction, rounding: .halfEven)
            return try counted(id, times: each, meter)
        }
    }

    // MARK: How many there are

    /// Instances or nodes that run: so many for certain, or on average.
    private struct Number {
        let value: ExactDecimal
        let basis: BillLine.Basis
        /// Half the 95% interval of the number.
        let halfWidth: Double?

        /// Each of them for so many hours.
        func reading(
            _ each: ExactDecimal, _ hours: ExactDecimal, _ meter: BillLine.Meter
        ) throws(QuantityError) -> MeterReading {
            let scale = try each.multiplied(by: hours, rounding: .halfEven)
            return MeterReading(
                meter: meter, quantity: try value.multiplied(by: scale, rounding: .halfEven),
                basis: basis, halfWidth: halfWidth.map { $0 * scale.approximation })
        }
    }

    /// One, or as many as the component has instances.
    private func number(
        _ isEach: Bool, _ component: Component, _ id: ComponentID
    ) throws(QuantityError) -> Number? {
        guard isEach else { return Number(value: .one, basis: .given, halfWidth: 0) }
        if case .pods(let pods) = component.kind, pods.isScaled {
            guard let fleet = measurements.control.fleet(id) else { return nil }
            return try number(fleet.present, besides: canaries(id))
        }
        return component.kind.instances.map {
            Number(value: ExactDecimal(Int64($0)), basis: .given, halfWidth: 0)
        }
    }

    /// Nodes that run or boot.
    private func nodes(
        _ component: Component, _ id: ComponentID
    ) throws(QuantityError) -> Number? {
        if let mean = measurements.control.fleet(id)?.nodes { return try number(mean) }
        guard case .pods(let pods) = component.kind, !pods.isScaled, let pool = pods.nodes else {
            return nil
        }
        let full = (pods.replicas + pool.podsPerNode - 1) / pool.podsPerNode
        let nodes = min(max(full, pool.bounds.lowerBound), pool.bounds.upperBound)
        return Number(value: ExactDecimal(Int64(nodes)), basis: .given, halfWidth: 0)
    }

    /// A mean and what there is besides, rounded once, to whole millionths.
    private func number(
        _ mean: Estimate<Double>, besides others: Double = 0
    ) throws(QuantityError) -> Number? {
        guard let counted = wholeUnits((mean.value + others) * 1_000_000) else { return nil }
        let interval = mean.interval(confidence: Bill.confidence)
        return Number(
            value: try ExactDecimal(counted).divided(
                by: ExactDecimal(1_000_000), rounding: .halfEven),
            basis: measurements.usageBasis,
            halfWidth: interval.map { ($0.upperBound - $0.lowerBound) / 2 })
    }

    // MARK: How often it is used

    /// So many for each use; nil where the engine counts no use of the component.
    private func counted(
        _ id: ComponentID, times each: ExactDecimal, _ meter: BillLine.Meter
    ) throws(QuantityError) -> MeterReading? {
        guard let unit = model.component(id).kind.useUnit, let use = use(of: id, unit),
            let count = wholeUnits(monthly(use.value))
        else { return nil }
        return MeterReading(
            meter: meter,
            quantity: try ExactDecimal(count).multiplied(by: each, rounding: .halfEven),
            basis: measurements.usageBasis,
            halfWidth: halfWidth(use).map { monthly($0) * each.approximation })
    }
}

extension ComponentKind {
    /// What counts as a use of it; nil where nothing is counted, or what is counted is no use.
    fileprivate var useUnit: UseUnit? {
        switch self {
        case .database: .statements
        case .cache: .keys
        case .service: .calls
        case .function: .invocations
        case .delivery: .bytes
        case .station, .pods, .chain, .account, .table: nil
        }
    }
}

extension BillLine.Meter {
    fileprivate init(_ quantity: ExtraCharge.Quantity, per unit: PriceUnit) {
        let isOfNodes = quantity == .nodes
        switch unit {
        case .hour: self = isOfNodes ? .nodeHours : .hours
        case .month: self = isOfNodes ? .nodeMonths : .months
        case .gigabyteHour: self = .gibibyteHours
        case .gigabyteMonth: self = .gibibyteMonths
        case .gigabyteSecond: self = .gigabyteSeconds
        case .gigabyte: self = .gigabytes
        case .request: self = .requests
        case .computeUnit: self = .computeUnits
        case .connectionMinute: self = .connectionMinutes
        case .ether: self = .gas
        }
    }
}
