// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// One thing of a platform that can be used up: a queue's servers, what is held or kept, what
/// somebody else allows.
public struct CapacityPart: Sendable {
    public let name: String
    public let component: ComponentID?
    public let kind: CapacityKind
    public let use: Use
    /// Times the load of the scenario at which it is used up; nil where the load does not fill it,
    /// or nobody can tell.
    public let factor: Double?
    /// Where the truth lies with 95% confidence; nil where no simulation tells.
    public let interval: ClosedRange<Double>?
    public let event: Event

    /// How much of it is used, in its own unit.
    public struct Use: Sendable, Equatable {
        public let used: Double
        public let size: Double
        public let unit: Unit

        public enum Unit: Sendable, Equatable {
            /// Of what it carries.
            case share
            case bytes
            case count(String)
            /// Billed units a month.
            case monthly(String)
        }

        public var share: Double { size > 0 ? used / size : .infinity }
    }

    /// What happens where it is used up.
    public enum Event: Sendable, Equatable {
        case queueGrows
        case turnedAway
        case blocksAreFull
        case keysAreDropped
        case podsFindNoPlace
        /// What comes in a month whatever the load, and in a second at the scenario's load.
        case diskIsFull(monthly: Double, perSecond: Double)
        case priceChanges(from: Money, to: Money)
        case freeUnitsEnd(price: Money)
    }

    /// Whether it is used up already; a price that changes, and a cache that drops keys, are no
    /// trouble.
    public var isExceeded: Bool {
        switch event {
        case .queueGrows, .turnedAway, .blocksAreFull, .podsFindNoPlace:
            factor.map { $0 <= 1 } ?? false
        case .diskIsFull: use.used >= use.size
        case .keysAreDropped, .priceChanges, .freeUnitsEnd: false
        }
    }
}

/// Finds everything that can be used up in what was measured.
struct CapacityPartFinder {
    let base: Assessment

    private var model: Model { base.model }
    private var measurements: Measurements { base.measurements }

    /// By component in the model's order; those of no component last.
    var parts: [CapacityPart] {
        let all = ceilings + memories + nodes + disks + tiers
        return all.enumerated().sorted { first, second in
            let a = first.element.component?.index ?? .max
            let b = second.element.component?.index ?? .max
            return (a, first.offset) < (b, second.offset)
        }.map(\.element)
    }

    // MARK: Resources and limits

    private var ceilings: [CapacityPart] {
        LoadLimit.ceilings(of: measurements).compactMap { limit in
            guard case .ceiling(let ceiling) = limit.place, ceiling.saturationLoad != nil else {
                return nil
            }
            let (component, event) = Self.owner(ceiling)
            return CapacityPart(
                name: ceiling.name, component: component, kind: CapacityKind(ceiling.place),
                use: use(ceiling), factor: limit.factor.fraction, interval: limit.interval,
                event: event)
        }
    }

    private static func owner(_ ceiling: Ceiling) -> (ComponentID?, CapacityPart.Event) {
        switch ceiling.place {
        case .resource(let id): return (id.component, .queueGrows)
        case .limit(let id):
            let isOfBlocks = id.kind == .blockGas || id.kind == .blobs
            let event: CapacityPart.Event = isOfBlocks ? .blocksAreFull : .turnedAway
            switch id.owner {
            case .operation: return (nil, event)
            case .component(let component): return (component, event)
            }
        }
    }

    private func use(_ ceiling: Ceiling) -> CapacityPart.Use {
        let share = 1 - ceiling.headroom.value
        switch ceiling.place {
        case .resource(let id):
            let servers = measurements.resources.first { $0.id == id }?.servers
            guard id.role == .pool || id.role == .bouncer, let servers else { break }
            return CapacityPart.Use(
                used: share * Double(servers), size: Double(servers), unit: .count("connections"))
        case .limit(let id):
            let places = measurements.limitLoads.first { $0.id == id }?.places
            guard let places else { break }
            return CapacityPart.Use(
                used: share * Double(places), size: Double(places), unit: .count("at a time"))
        }
        return CapacityPart.Use(used: share, size: 1, unit: .share)
    }

    // MARK: Memory, nodes, disks

    private var memories: [CapacityPart] {
        measurements.caches.compactMap { cache in
            guard case .cache(let settings) = model.component(cache.component).kind else {
                return nil
            }
            let size = Double(settings.memoryPerNode.bytes) * Double(settings.lastNodes)
            let isFull = cache.evictions.value > 0
            return CapacityPart(
                name: cache.name + " memory", component: cache.component, kind: .stock,
                use: CapacityPart.Use(
                    used: cache.memoryUse.value * size, size: size, unit: .bytes),
                factor: isFull ? 1 : CacheFilling(model: model, cache: cache.component).factor,
                interval: nil, event: .keysAreDropped)
        }
    }

    /// Places for pods that follow the load.
    private var nodes: [CapacityPart] {
        measurements.control.fleets.compactMap { fleet in
            guard case .pods(let pods) = model.component(fleet.component).kind,
                let pool = pods.nodes, pods.isScaled
            else { return nil }
            let most = pool.bounds.upperBound
            let present = fleet.present.value
            return CapacityPart(
                name: fleet.name + " nodes", component: fleet.component, kind: .stock,
                use: CapacityPart.Use(
                    used: fleet.nodes?.value ?? present / Double(pool.podsPerNode),
                    size: Double(most), unit: .count("nodes")),
                factor: present > 0 ? Double(most * pool.podsPerNode) / present : nil,
                interval: nil,
                event: .podsFindNoPlace)
        }
    }

    private var disks: [CapacityPart] {
        model.components.indices.compactMap { index in
            let component = model.components[index]
            guard let storage = component.storage else { return nil }
            let answered = measurements.overall.throughput.value
            return CapacityPart(
                name: component.name + " storage", component: ComponentID(index), kind: .stock,
                use: CapacityPart.Use(
                    used: Double(storage.used.bytes), size: Double(storage.size.bytes),
                    unit: .bytes),
                factor: nil, interval: nil,
                event: .diskIsFull(
                    monthly: Double(storage.monthly.bytes),
                    perSecond: Double(storage.perRequest.bytes) * answered))
        }
    }

    // MARK: Prices

    /// The next limit of each price that has several, or free units, where use follows the load.
    private var tiers: [CapacityPart] {
        var seen: [PriceKey] = []
        for line in base.bill.lines {
            guard let key = line.price, !seen.contains(key), follows(line) else { continue }
            seen.append(key)
        }
        return seen.compactMap { tier($0) }
    }

    /// Use that is counted, and volumes that are stated of it.
    private func follows(_ line: BillLine) -> Bool {
        guard line.category == .usage else { return false }
        let component = model.components.first { $0.name == line.component }
        return line.basis != .given || component?.charge?.volume != nil
    }

    private func tier(_ key: PriceKey) -> CapacityPart? {
        guard let entry = model.economics.prices?.entry(key) else { return nil }
        let lines = base.bill.lines.filter { $0.price == key && $0.category == .usage }
        let used = lines.reduce(0) { $0 + ($1.quantity.approximation + $1.free.approximation) }
        let free = entry.freePerMonth?.approximation ?? 0
        let tiers = entry.schedule.tiers
        let names = Set(lines.map(\.component))
        let only = names.count == 1 ? model.components.firstIndex { names.contains($0.name) } : nil
        func part(_ limit: Double, _ event: CapacityPart.Event) -> CapacityPart {
            CapacityPart(
                name: (only.map { model.components[$0].name } ?? key.path) + " price",
                component: only.map { ComponentID($0) }, kind: .quota,
                use: CapacityPart.Use(
                    used: used, size: limit,
                    unit: .monthly(lines.first?.meter.rawValue ?? "units")),
                factor: used > 0 ? limit / used : nil, interval: nil, event: event)
        }
        if free > used { return part(free, .freeUnitsEnd(price: entry.schedule.firstPrice)) }
        for (index, tier) in tiers.enumerated() {
            guard let limit = tier.limit?.approximation, free + limit > used,
                tiers.indices.contains(index + 1)
            else { continue }
            return part(
                free + limit, .priceChanges(from: tier.price, to: tiers[index + 1].price))
        }
        return nil
    }
}

/// The load at which closed forms expect the memory of a cache to be full.
struct CacheFilling {
    let model: Model
    let cache: ComponentID

    private static let most = 1_000.0
    private static let halvings = 20
    private static let full = 0.999

    /// Times the load; nil where it never is, or there is no closed form.
    var factor: Double? {
        guard let now = use(1), now < Self.full, let last = use(Self.most), last >= Self.full
        else { return nil }
        var (low, high) = (1.0, Self.most)
        for _ in 0..<Self.halvings {
            let middle = (low * high).squareRoot()
            guard let there = use(middle) else { return nil }
            if there < Self.full { low = middle } else { high = middle }
        }
        return high
    }

    private func use(_ factor: Double) -> Double? {
        guard let loaded = try? model.with(load: factor),
            let measured = try? ClosedForm(loaded).measurements()
        else { return nil }
        return measured.caches.first { $0.component == cache }?.memoryUse.value
    }
}
