// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads what browsers load and where they are: `pages` and what pages refer to.
struct FrontendReader {
    static let keys = [
        "pages", "bundles", "devices", "connections", "places", "regions", "budgets",
    ]

    let names: Names

    func read(_ root: MapReader) -> Frontend? {
        let known = names.frontend
        let bundles = root["bundles"].or([]) { entries($0, "bundle", bundle) }
        let connections = root["connections"].or([ConnectionClass]()) { field in
            let read = entries(field, "connection", connection)
            return read.flatMap { field.addsUp($0.map(\.share), leavesRest: false) ? $0 : nil }
        }
        let devices = root["devices"].or([DeviceClass]()) { field in
            let read = entries(field, "device") { device($0, $1, known.connections) }
            return read.flatMap { field.addsUp($0.map(\.share), leavesRest: false) ? $0 : nil }
        }
        let places = root["places"].or([UserPlace]()) { field in
            let read = entries(field, "place") { name, field in
                field.share().map { UserPlace(name: name, share: $0) }
            }
            return read.flatMap { field.addsUp($0.map(\.share), leavesRest: false) ? $0 : nil }
        }
        let regions = root["regions"].or([]) {
            entries($0, "region") { region($0, $1, known.places) }
        }
        let budgets = root["budgets"].or(.none) { BudgetReader().ofAll($0) }
        let reader = PageReader(names: names, bundles: known.bundles)
        let pages = root["pages"].or([]) { entries($0, "page", reader.read) }
        guard let pages, let bundles, let devices, let connections, let places, let regions,
            let budgets
        else { return nil }
        return Frontend(
            pages: pages, bundles: bundles, devices: devices, connections: connections,
            places: places, regions: regions, budgets: budgets)
    }

    private func entries<Entry>(
        _ field: Field, _ what: String, _ read: (String, Field) -> Entry?
    ) -> [Entry]? {
        all(field.names("a map of \(what)s")?.named(what).map { read($0.key, $0.field) })
    }

    private func bundle(_ name: String, _ field: Field) -> Bundle? {
        guard let map = field.map(["kind", "size"]) else { return nil }
        let kind = map.required("kind")?.choice(Bundle.Kind.self)
        let size = map.required("size")?.quantity(Bytes.self)
        guard let kind, let size else { return nil }
        return Bundle(name: name, kind: kind, size: size)
    }

    private func connection(_ name: String, _ field: Field) -> ConnectionClass? {
        guard let map = field.map(["share", "round trip", "bandwidth"]) else { return nil }
        let share = map.required("share")?.share()
        let roundTrip = map.required("round trip")?.quantity(SimTime.self)
        let bandwidth = map.required("bandwidth")?.quantity(Bandwidth.self)
        guard let share, let roundTrip, let bandwidth else { return nil }
        return ConnectionClass(
            name: name, share: share, roundTrip: roundTrip, bandwidth: bandwidth)
    }

    private func device(
        _ name: String, _ field: Field, _ connections: [String]
    ) -> DeviceClass? {
        guard let map = field.map(["share", "cpu", "viewport", "connections", "budgets"]) else {
            return nil
        }
        let share = map.required("share")?.share()
        let factor = map["cpu"].or(1) { $0.number(DeviceClass.factors) }
        let viewport = map["viewport"].or(DeviceClass.Viewport.desktop) {
            $0.choice(DeviceClass.Viewport.self)
        }
        let own = map["connections"].optional { ownShares($0, connections) }
        let budgets = map["budgets"].or(.none) { BudgetReader().ofDevice($0) }
        guard let share, let factor, let viewport, let own, let budgets else { return nil }
        return DeviceClass(
            name: name, share: share, factor: factor, viewport: viewport, connections: own,
            budgets: budgets)
    }

    private func ownShares(_ field: Field, _ connections: [String]) -> [Ratio]? {
        let map = field.names("a map of connections and percentages")
        guard
            let found = known(map, "connection", in: connections, { $0.share() }),
            field.addsUp(found.map(\.value), leavesRest: false)
        else { return nil }
        var shares = connections.map { _ in Ratio.zero }
        for (index, share) in found { shares[index] = share }
        return shares
    }

    private func region(_ name: String, _ field: Field, _ places: [String]) -> Region? {
        guard let map = field.map(["instances", "round trips"]) else { return nil }
        let instances = map.required("instances")?.count(1...100_000)
        let found = map.required("round trips").flatMap { field in
            known(field.names("a map of places and durations"), "place", in: places) {
                $0.quantity(SimTime.self)
            }
        }
        guard let instances, let found else { return nil }
        var roundTrips: [SimTime?] = places.map { _ in nil }
        for (index, time) in found { roundTrips[index] = time }
        return Region(name: name, instances: instances, roundTrips: roundTrips)
    }

    /// The values of a map whose keys are known names, by the position of the name.
    private func known<Value>(
        _ map: MapReader?, _ what: String, in names: [String], _ read: (Field) -> Value?
    ) -> [(index: Int, value: Value)]? {
        all(
            map?.fields.map { name, field in
                let value = read(field)
                guard let index = names.firstIndex(of: name) else {
                    field.note(
                        at: field.keyPlace, "there is no \(what) \(quoted(name))",
                        field.remedy(for: name, in: names, of: what), value: name)
                    return nil
                }
                return value.map { (index, $0) }
            })
    }
}

/// Reads `budgets`, of all pages and of one.
struct BudgetReader {
    private static let vitals = Vital.allCases.map(\.rawValue)

    func ofAll(_ field: Field) -> PageBudgets? {
        let others = ["scripts", "bundle", CostBudgetReader.key]
        guard let map = field.map(["percentile"] + Self.vitals + others) else { return nil }
        let quantile = map["percentile"].optional { $0.share() }
        let bundles = map["bundle"].or([:], bundles)
        guard let quantile, let bundles, let own = own(map) else { return nil }
        return PageBudgets(
            quantile: quantile, vitals: own.vitals, scripts: own.scripts, bundles: bundles)
    }

    func ofDevice(_ field: Field) -> PageBudgets? {
        guard let map = field.map(["percentile"] + Self.vitals) else { return nil }
        let quantile = map["percentile"].optional { $0.share() }
        guard let quantile, let vitals = vitals(map) else { return nil }
        return PageBudgets(quantile: quantile, vitals: vitals, scripts: nil, bundles: [:])
    }

    func ofPage(_ field: Field) -> PageBudgets? {
        guard let map = field.map(Self.vitals + ["scripts"]), let own = own(map) else {
            return nil
        }
        return PageBudgets(
            quantile: nil, vitals: own.vitals, scripts: own.scripts, bundles: [:])
    }

    private func own(_ map: MapReader) -> (vitals: [Vital: SimTime], scripts: Bytes?)? {
        let vitals = vitals(map)
        let scripts = map["scripts"].optional { $0.quantity(Bytes.self) }
        guard let vitals, let scripts else { return nil }
        return (vitals, scripts)
    }

    private func vitals(_ map: MapReader) -> [Vital: SimTime]? {
        var vitals: [Vital: SimTime] = [:]
        var isRight = true
        for vital in Vital.allCases {
            guard let field = map[vital.rawValue] else { continue }
            vitals[vital] = field.quantity(SimTime.self)
            isRight = isRight && vitals[vital] != nil
        }
        return isRight ? vitals : nil
    }

    private func bundles(_ field: Field) -> [Bundle.Kind: Bytes]? {
        let kinds = Bundle.Kind.allCases
        guard let map = field.map(kinds.map(\.rawValue)) else { return nil }
        var sizes: [Bundle.Kind: Bytes] = [:]
        var isRight = true
        for kind in kinds {
            guard let field = map[kind.rawValue] else { continue }
            sizes[kind] = field.quantity(Bytes.self)
            isRight = isRight && sizes[kind] != nil
        }
        return isRight ? sizes : nil
    }
}
