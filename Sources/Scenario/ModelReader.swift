// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads a whole document into a model.
struct ModelReader {
    static let keys =
        [
            "plimsoll", "name", "notes", "prices", "sizes", "traffic", "operations", "components",
            "keyspaces", "slo", "faults", "alerts", "degradation", "transactions", "growth",
            "agreements", "active users", "run", "assumptions", "observed", "options",
            MigrationReader.key, BatchingReader.key,
        ] + FrontendReader.keys

    /// Of those who use the platform in a month.
    private static let mostUsers = 1_000_000_000_000

    let document: DocumentNode
    let prices: PriceBook?
    let sizes: SizeBook?
    /// The CSV files of sources and chains, by `TraceFiles.key`.
    let traces: [String: TraceFile]
    let problems: Problems

    /// The model; nil once it has noted why there is none.
    func read() -> Model? {
        let root = Field(
            node: document, keyPlace: document.place, path: "", problems: problems)
        guard let map = root.map(Self.keys + ["extends"]) else { return nil }
        let names = names(map)
        let version = map.required("plimsoll")?.count(1...1)
        let name = map.required("name")?.text("the name of the scenario")
        let notes = map["notes"].or([String]()) { field in
            all(field.items("a list of notes")?.map { $0.text("a note") })
        }
        let frame = RunFrame(map["run"].map(quietly))
        let frontend = FrontendReader(names: names).read(map)
        let components = map["components"].or([]) {
            ComponentReader(names: names, frontend: frontend, run: frame, traces: traces).read($0)
        }
        let scales = map["components"].map { ComponentReader.scales(quietly($0)) } ?? []
        let wallets = map["components"].map { ChainReader.wallets(quietly($0)) } ?? []
        let operations = map.required("operations").flatMap {
            OperationReader(names: names, scales: scales, wallets: wallets).read($0)
        }
        let sources = map.required("traffic").flatMap {
            TrafficReader(names: names, run: frame, traces: traces).read($0)
        }
        let keyspaces = map["keyspaces"].or([]) { KeyspaceReader().read($0) }
        let objectives = ObjectiveReader(names: names).read(map)
        let faults = map["faults"].or([Fault]()) { FaultReader(names: names).read($0) }
        let alerts = map["alerts"].or([Alert]()) { AlertReader(names: names).read($0) }
        let degradation = map["degradation"].optional {
            let known = map["traffic"].map { quietly($0).names("a map")?.fields.map(\.key) ?? [] }
            return DegradationReader(names: names, sources: known ?? []).read($0)
        }
        let economics = economics(map, names, components, operations)
        let run = RunReader().read(map["run"])
        let assumptions = AssumptionReader(document: document).read(map["assumptions"])
        let options = map["options"].or([]) { NamedOptionReader().read($0) }
        let studies = StudyReader(names: names).read(map)
        let observations = map["observed"].or([]) { ObservationReader(names: names).read($0) }
        guard problems.isEmpty, version != nil, let name, let notes, let components,
            let operations, let sources, let keyspaces, let objectives, let economics,
            let faults, let alerts, let frontend, let degradation, let run, let assumptions,
            let observations, options != nil, studies != nil
        else { return nil }
        do {
            return try Model(
                name: name, sources: sources, operations: operations, components: components,
                keyspaces: keyspaces, objectives: objectives, faults: faults, alerts: alerts,
                frontend: frontend, degradation: degradation, run: run, economics: economics,
                remarks: .init(
                    notes: notes, assumptions: assumptions, observations: observations))
        } catch {
            note(error)
            return nil
        }
    }

    /// What only some commands look at, of a document that was read.
    func studies() -> StudyReader.Studies? {
        let root = Field(
            node: document, keyPlace: document.place, path: "", problems: Problems())
        guard let map = root.names("a map"),
            var studies = StudyReader(names: names(map)).read(map)
        else { return nil }
        studies.tips = map["components"].map { ChainReader.wallets($0).map(\.tip) } ?? []
        return studies
    }

    /// What the answer is priced with, and what it may cost. Budgets of tags are read where it is
    /// known which there are.
    private func economics(
        _ map: MapReader, _ names: Names, _ components: [Component]?, _ operations: [Operation]?
    ) -> Model.Economics? {
        let transactions = map["transactions"].optional { $0.quantity(Volume.self) }
        let growth = map["growth"].optional { $0.quantity(Growth.self) }
        let users = map["active users"].optional { $0.count(1...Self.mostUsers) }
        let budgets = map["budgets"].or(CostBudgets.none) { budgets in
            let tags = (components ?? []).flatMap(\.tags) + (operations ?? []).flatMap(\.tags)
            let isKnown = components != nil && operations != nil
            let reader = CostBudgetReader(
                names: names, tags: isKnown ? Set(tags).sorted() : nil)
            return reader.within(budgets)
        }
        let agreements = map["agreements"].or(Agreements.none) {
            AgreementReader(names: names).read($0)
        }
        guard let transactions, let growth, let agreements, let users, let budgets else {
            return nil
        }
        return Model.Economics(
            prices: prices, transactions: transactions, growth: growth, agreements: agreements,
            activeUsers: users, budgets: budgets)
    }

    /// The same field with a list of problems of its own, for a second look at what is read anyway.
    private func quietly(_ field: Field) -> Field {
        Field(
            node: field.node, keyPlace: field.keyPlace, path: field.path, problems: Problems())
    }

    /// What the document names, whatever else is wrong with it.
    private func names(_ map: MapReader) -> Names {
        func entries(_ key: String) -> [(key: String, field: Field)] {
            guard let field = map[key], case .map = field.node.value else { return [] }
            return quietly(field).names("a map")?.named("name") ?? []
        }
        let components = entries("components").map { entry in
            let kind = entry.field.node["kind"]?.scalarText.flatMap(Names.Kind.init)
            return (name: entry.key, kind: kind)
        }
        return Names(
            components: components, operations: entries("operations").map(\.key),
            keyspaces: entries("keyspaces").map(\.key), prices: prices,
            namesPrices: map.has("prices"), sizes: sizes, namesSizes: map.has("sizes"),
            frontend: FrontendNames(document))
    }

    /// Notes an invariant that the model breaks at the nearest place that the document has.
    private func note(_ error: ModelError) {
        let found = KeyPath(parsing: error.path).map(document.nearest)
        let place = found?.node.place ?? document.place
        let parts = error.fault.description.split(separator: ";", maxSplits: 1)
        let problem = parts.first.map(String.init) ?? error.fault.description
        let remedy =
            parts.count > 1
            ? String(parts[1].drop { $0 == " " }) : "change the scenario there"
        problems.add(
            ScenarioError(
                place: place, keyPath: error.path, value: found?.node.scalarText,
                problem: problem, remedy: remedy))
    }
}

/// Reads `keyspaces`.
struct KeyspaceReader {
    func read(_ field: Field) -> [Keyspace]? {
        all(
            field.names("a map of keyspaces")?.named("keyspace").map { name, field in
                guard let map = field.map(["keys", "popularity", "size", "ttl"]) else {
                    return nil
                }
                let keys = map.required("keys")?.count(1...Keyspace.largestKeys)
                let popularity = map.required("popularity").flatMap(popularity)
                let size = map.required("size")?.quantity(Bytes.self)
                let life = map["ttl"].optional { $0.quantity(SimTime.self) }
                guard let keys, let popularity, let size, let life else { return nil }
                return Keyspace(
                    name: name, keys: keys, popularity: popularity, size: size, timeToLive: life)
            })
    }

    func popularity(_ field: Field) -> Popularity? {
        if case .map = field.node.value {
            return field.map(["zipf"])?.required("zipf")?.number(Popularity.exponents)
                .map { .zipf(exponent: $0) }
        }
        let expected = "uniform, or a map such as {zipf: 0.99}"
        guard let text = field.text(expected, pattern: "^uniform$") else { return nil }
        if text == "uniform" { return .uniform }
        field.note(
            "\(quoted(text)) is no popularity", "write uniform, or a map such as {zipf: 0.99}",
            value: text)
        return nil
    }
}

/// Reads `run`.
struct RunReader {
    private static let keys = [
        "start", "warmup", "duration", "replications", "batches", "seed", "limits",
        "variance reduction", "timeline",
    ]
    static let defaults = RunPlan(
        warmUp: .minutes(1), duration: .minutes(10), replications: 5, seed: 1)

    func read(_ field: Field?) -> RunPlan? {
        guard let field else { return Self.defaults }
        guard let map = field.map(Self.keys) else { return nil }
        let warmUp = map["warmup"].or(Self.defaults.warmUp) { field in
            field.says("auto")
                ? .detected : field.quantity(SimTime.self).map { .given($0) }
        }
        let duration = map["duration"].or(Self.defaults.duration) { $0.quantity(SimTime.self) }
        let batches = map["batches"].optional { $0.count(1...RunPlan.batchCounts.upperBound) }
        let usual = (batches ?? nil) == nil ? Self.defaults.replications : 1
        let replications = map["replications"].or(usual) {
            $0.count(1...RunPlan.largestReplications)
        }
        let seed = map["seed"].or(Self.defaults.seed) {
            $0.whole(0...Int64.max).map(UInt64.init)
        }
        let limits = map["limits"].or(RunLimits.none, limits)
        let start = map["start"].or(.start) { $0.quantity(WeekTime.self) }
        let reduction = map["variance reduction"].or(Self.defaults.varianceReduction) {
            $0.choice(VarianceReduction.self)
        }
        let window = map["timeline"].optional { $0.quantity(SimTime.self) }
        guard let warmUp, let duration, let replications, let batches, let seed, let limits,
            let reduction, let window, start != nil
        else { return nil }
        var plan = Self.defaults
        plan.warmUp = warmUp
        plan.duration = duration
        plan.replications = replications
        plan.batches = batches
        plan.seed = seed
        plan.limits = limits
        plan.varianceReduction = reduction
        plan.timelineWindow = window
        return plan
    }

    private func limits(_ field: Field) -> RunLimits? {
        guard let map = field.map(["requests", "events"]) else { return nil }
        let requests = map["requests"].optional { $0.count(1...RunLimits.largest) }
        let events = map["events"].optional { $0.count(1...RunLimits.largest) }
        guard let requests, let events else { return nil }
        return RunLimits(requests: requests, events: events)
    }
}
