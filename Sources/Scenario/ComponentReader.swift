// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads `components`: the parts of the platform and what their use costs.
struct ComponentReader {
    static let mostServers = 100_000
    private static let mostWaiting = 100_000_000
    static let scaleRange = 0.001...1_000.0
    private static let common = ["kind", "price", "volume", "layer", "charges", "tags"]
    /// Of kinds that may stand behind a circuit breaker.
    static let guarded = common + ["breaker"]

    let names: Names
    /// What a CDN delivers; nil where it could not be read.
    let frontend: Frontend?
    let run: RunFrame
    /// The CSV files of sources and chains, by `TraceFiles.key`.
    let traces: [String: TraceFile]

    func read(_ field: Field) -> [Component]? {
        guard let components = field.names("a map of components") else { return nil }
        return all(components.named("component").map { read($0.key, $0.field) })
    }

    /// The factor of each database on its query times, 1 for every other component.
    static func scales(_ field: Field?) -> [Double] {
        guard let components = field?.names("a map of components") else { return [] }
        return components.named("component").map { _, component in
            guard case .map = component.node.value, let map = component.names("a component"),
                map["kind"]?.node.scalarText == Names.Kind.postgres.rawValue
            else { return 1 }
            return map["scale"]?.number(scaleRange) ?? 1
        }
    }

    private func read(_ name: String, _ field: Field) -> Component? {
        guard let plain = field.names("a map with the key kind"),
            let kind = plain.required("kind")?.choice(Names.Kind.self)
        else { return nil }
        let settings =
            switch kind {
            case .station: station(field)
            case .pods: pods(field)
            case .cache: cache(field)
            case .postgres: DatabaseReader(names: names).read(field)
            case .service: ServiceReader().read(field)
            case .cdn: field.map(Self.common).map { _ in ComponentKind.delivery(.init()) }
            case .chain:
                ChainReader(
                    names: names, start: run.start,
                    prices: traces[TraceFiles.key(.components, name)], length: run.length
                ).read(field)
            case .lambda: ServerlessReader(names: names).function(field)
            case .account: ServerlessReader(names: names).account(field)
            case .table: TableReader().table(field)
            }
        let charge = charge(plain, kind)
        let extras = extras(plain, kind)
        let breaker = plain["breaker"].optional { PolicyReader().breaker($0) }
        let tags = plain["tags"].or([]) { TagReader().read($0) }
        let bounds = kind.grows ? StorageReader().read(plain) : (nil, nil)
        guard let settings, let charge, let extras, let breaker, let tags, let bounds
        else { return nil }
        return Component(
            name: name, kind: weighed(settings, charge), charge: charge, extras: extras,
            breaker: breaker, tags: tags, storage: bounds.storage,
            hardLimit: bounds.hardLimit)
    }

    private func station(_ field: Field) -> ComponentKind? {
        let keys =
            ["servers", "queue limit"] + DisciplineReader.keysOfStation + Self.guarded
            + StorageReader.keys
        guard let map = field.map(keys) else { return nil }
        let servers = map.required("servers")?.count(1...Self.mostServers)
        let limit = map["queue limit"].optional { $0.count(0...Self.mostWaiting) }
        let discipline = DisciplineReader().read(map)
        guard let servers, let limit, let discipline else { return nil }
        return .station(Station(servers: servers, queueLimit: limit, discipline: discipline))
    }

    private func pods(_ field: Field) -> ComponentKind? {
        let keys =
            [
                "replicas", "cores", "memory", "queue limit", "balancing", "cpu request", "startup",
                "autoscaler", "nodes", "leak", "canary",
            ]
            + DisciplineReader.keysOfPods + Self.guarded + StorageReader.keys
        guard let map = field.map(keys) else { return nil }
        let replicas = map.required("replicas")?.count(1...Self.mostServers)
        let cores = map.required("cores")?.count(1...1024)
        let memory = map["memory"].optional { $0.quantity(Bytes.self) }
        let limit = map["queue limit"].optional { $0.count(0...Self.mostWaiting) }
        let balancing = map["balancing"].or(.roundRobin) { $0.choice(Balancing.self) }
        let discipline = DisciplineReader().read(map)
        let request = map["cpu request"].optional { $0.millicores() }
        let startup = map["startup"].optional { $0.distribution() }
        let autoscaler = map["autoscaler"].optional { AutoscalerReader(names: names).read($0) }
        let nodes = map["nodes"].optional { NodePoolReader(names: names).read($0) }
        let leak = map["leak"].optional { $0.quantity(Bytes.self) }
        let canary = map["canary"].optional { CanaryReader().read($0) }
        guard let replicas, let cores, let memory, let limit, let balancing, let discipline,
            let request, let startup, let autoscaler, let nodes, let leak, let canary
        else { return nil }
        return .pods(
            Pods(
                replicas: replicas, cores: cores, memory: memory, queueLimit: limit,
                balancing: balancing, discipline: discipline, cpuRequest: request,
                startup: startup, autoscaler: autoscaler, nodes: nodes, leak: leak,
                canary: canary))
    }

    private func cache(_ field: Field) -> ComponentKind? {
        let keys =
            ["nodes", "memory", "ttl", "eviction", "operation", "round trip", "reshard"]
            + CacheBehaviorReader.keys + Self.common + StorageReader.keys
        guard let map = field.map(keys) else { return nil }
        let nodes = map.required("nodes")?.count(1...16_384)
        let memory = map.required("memory")?.quantity(Bytes.self)
        let life = map["ttl"].optional { $0.quantity(SimTime.self) }
        let eviction = map["eviction"].or(.leastRecentlyUsed) { $0.choice(Eviction.self) }
        let operation = map.required("operation")?.distribution()
        let roundTrip = map["round trip"].optional { $0.distribution() }
        let behavior = CacheBehaviorReader().read(map)
        let resharding = map["reshard"].optional {
            ReshardingReader(operation: operation).read($0)
        }
        guard let nodes, let memory, let life, let eviction, let operation, let roundTrip,
            var behavior, let resharding
        else { return nil }
        behavior.resharding = resharding
        return .cache(
            Cache(
                nodes: nodes, memoryPerNode: memory, timeToLive: life, eviction: eviction,
                operationTime: operation, roundTrip: roundTrip, behavior: behavior))
    }

    // MARK: Charges

    private func charge(_ map: MapReader, _ kind: Names.Kind) -> Charge?? {
        if kind == .lambda || kind == .table { return tariffs(map, kind) }
        let price =
            !map.has("price") && kind == .postgres
            ? SizeReader(names: names).price(map) : map["price"].optional(price)
        let volume = map["volume"].optional { self.volume($0, kind) }
        let layer = map["layer"].or(kind.layer) { $0.choice(CostLayer.self) }
        guard let price, let volume, let layer else { return nil }
        if price == nil, kind != .chain {
            guard volume != nil else { return .some(nil) }
            map["volume"]?.note(
                "a volume is billed by a price, and there is none", "add 'price', or leave it out")
            return nil
        }
        return Charge(price: price, layer: layer, volume: volume)
    }

    private func extras(_ map: MapReader, _ kind: Names.Kind) -> [ExtraCharge]? {
        map["charges"].or([ExtraCharge]()) { field in
            let layer = map["layer"]?.node.scalarText.flatMap(CostLayer.init) ?? kind.layer
            return ExtraChargeReader(names: names, kind: kind, layer: layer).read(field)
        }
    }

    /// A service whose price weighs methods counts calls by their weight.
    private func weighed(_ kind: ComponentKind, _ charge: Charge?) -> ComponentKind {
        guard case .service(var service) = kind, let key = charge?.price,
            let methods = names.prices?.entry(key)?.methods
        else { return kind }
        service.methods = methods
        return .service(service)
    }

    /// Of what is billed for several things.
    private func tariffs(_ map: MapReader, _ kind: Names.Kind) -> Charge?? {
        let layer = map["layer"].or(kind.layer) { $0.choice(CostLayer.self) }
        let tariffs = map["price"].optional {
            ServerlessReader(names: names).tariffs($0, kind.tariffItems, price: price)
        }
        guard let layer, let tariffs else { return nil }
        return .some(
            tariffs.map { Charge(price: nil, layer: layer, volume: nil, tariffs: $0) })
    }

    /// Of a CDN it may be what the pages deliver.
    private func volume(_ field: Field, _ kind: Names.Kind) -> Volume? {
        guard kind == .cdn, field.says("pages") else { return field.quantity(Volume.self) }
        // What is wrong with the pages has been noted there.
        guard let frontend else { return nil }
        let hours = names.prices?.hoursPerMonth ?? PriceBook.usualHoursPerMonth
        do { return try frontend.delivered(hoursPerMonth: hours) } catch {
            switch error {
            case .unknownViews:
                field.note(
                    "there are no pages, or not all say how often they are viewed",
                    "give every page its 'views', such as views: 25000/day", value: "pages")
            case .tooLarge:
                field.note(
                    "the pages deliver 9 PB a month or more", "state a volume", value: "pages")
            }
            return nil
        }
    }

    private func price(_ field: Field) -> PriceKey? { field.price(names)?.key }
}

extension Names.Kind {
    /// Whether it has members of its own, and may keep something.
    fileprivate var grows: Bool {
        switch self {
        case .station, .pods, .cache, .postgres: true
        case .service, .cdn, .chain, .lambda, .account, .table: false
        }
    }

    /// What it is billed for, each at a price of its own.
    var tariffItems: [Tariff.Item] {
        self == .table
            ? [.readUnits, .writeUnits]
            : [.requests, .duration, .provisionedDuration, .provisioned]
    }

    /// The cost layer where the scenario names none.
    var layer: CostLayer {
        switch self {
        case .station, .pods, .lambda, .account: .compute
        case .cache: .cache
        case .postgres, .table: .database
        case .service: .rpc
        case .cdn: .cdn
        case .chain: .gas
        }
    }
}

extension DocumentNode {
    var scalarText: String? {
        guard case .scalar(let scalar) = value else { return nil }
        return scalar.text
    }
}

extension Field {
    /// The amount of a price of that unit, such as `3000 USD/ETH`.
    func money(per unit: PriceUnit) -> Money? {
        guard let price = quantity(UnitPrice.self) else { return nil }
        guard price.unit == unit else {
            note(
                "\(quoted("\(price)")) is not a price per \(unit)",
                "write such as 12.50 USD/\(unit)", value: "\(price)")
            return nil
        }
        return price.amount
    }
}
