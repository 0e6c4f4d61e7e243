// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads `operations`: what users ask for, and the steps by which it is answered.
struct OperationReader {
    private static let actions = [
        "on", "read", "query", "call", "delay", "choose", "repeat", "parallel", "try",
        "transfer", "submit", "invalidate", "write", "start", "invoke", "table", "batch",
    ]

    let names: Names
    /// By component: the factor on the times of all its queries, for databases that have one.
    let scales: [Double]
    /// By component: the accounts and the tip of each chain.
    let wallets: [ChainReader.Wallets]

    func read(_ field: Field) -> [Operation]? {
        guard let operations = field.names("a map of operations") else { return nil }
        return all(
            operations.named("operation").map { name, field in
                let keys = ["steps", "slo", "priority", "limits", "tags"] + PolicyReader.keys
                let map = field.map(keys)
                let steps = map?.required("steps").flatMap { self.steps($0) }
                let priority = (map?["priority"]).or(1) { $0.count(Discipline.priorities) }
                let client = map.flatMap { PolicyReader().read($0) }
                let limits = (map?["limits"]).or([]) { LimitReader().limits($0) }
                let tags = (map?["tags"]).or([]) { TagReader().read($0) }
                guard let steps, let priority, let client, let limits, let tags else { return nil }
                return Operation(
                    name: name, steps: steps, priority: priority, client: client, limits: limits,
                    tags: tags)
            })
    }

    func steps(_ field: Field) -> [Step]? {
        field.ask(.definition(.steps))
        guard let items = field.items("a list of steps") else { return nil }
        guard !items.isEmpty else {
            field.note("there are no steps", "give at least one")
            return nil
        }
        return all(items.map(step))
    }

    private func step(_ field: Field) -> Step? {
        field.ask(.definition(.step))
        guard let map = field.names("a step, such as {on: api, cpu: 5ms}") else { return nil }
        let found = map.fields.map(\.key).filter(Self.actions.contains)
        guard found.count == 1, let action = found.first else {
            if found.isEmpty, let first = map.fields.first {
                field.note(
                    at: first.field.keyPlace, "the step does nothing that is known",
                    field.remedy(for: first.key, in: Self.actions, of: "action"),
                    value: first.key)
            } else {
                field.note(
                    "a step does one thing; this has \(found.count) of the actions",
                    "write one of " + Self.actions.joined(separator: ", "))
            }
            return nil
        }
        switch action {
        case "on": return serve(field)
        case "read": return lookup(field)
        case "query": return query(field)
        case "call": return ServiceReader().call(field, names)
        case "delay": return delay(field)
        case "choose": return choose(field)
        case "repeat": return repeated(field)
        case "parallel": return parallel(field)
        case "try": return guarded(field)
        case "transfer": return transfer(field)
        case "invalidate": return invalidate(field)
        case "write": return write(field)
        case "start": return start(field)
        case "invoke": return invocation(field)
        case "table": return access(field)
        case "batch": return batch(field)
        default: return SubmitReader(names: names, wallets: wallets).read(field)
        }
    }

    private func serve(_ field: Field) -> Step? {
        guard let on = field.names("a step")?["on"],
            let component = on.component(names, [.pods, .station])
        else { return nil }
        let key = names.kind(of: component) == .pods ? "cpu" : "time"
        let time = field.map(["on", key])?.required(key)?.distribution()
        return time.map { .serve(ServeStep(component: component, time: $0)) }
    }

    private func lookup(_ field: Field) -> Step? {
        guard let map = field.map(["read", "keyspace", "keys", "miss"]) else { return nil }
        let cache = map["read"]?.component(names, [.cache])
        let keyspace = map.required("keyspace")?.reference(to: "keyspace", in: names.keyspaces)
        let count = map["keys"].or(1) { $0.count(1...LookupStep.largestCount) }
        let miss = map["miss"].or([Step]()) { steps($0) }
        guard let cache, let keyspace, let count, let miss else { return nil }
        return .lookup(
            LookupStep(cache: cache, keyspace: KeyspaceID(keyspace), count: count, miss: miss))
    }

    private func invalidate(_ field: Field) -> Step? {
        guard let map = field.map(["invalidate", "keyspace", "keys"]) else { return nil }
        let cache = map["invalidate"]?.component(names, [.cache])
        let keyspace = map.required("keyspace")?.reference(to: "keyspace", in: names.keyspaces)
        let count = map["keys"].or(1) { $0.count(1...LookupStep.largestCount) }
        guard let cache, let keyspace, let count else { return nil }
        return .invalidate(
            InvalidateStep(cache: cache, keyspace: KeyspaceID(keyspace), count: count))
    }

    private func write(_ field: Field) -> Step? {
        guard let map = field.map(["write", "keys"]) else { return nil }
        let keyspace = map["write"]?.reference(to: "keyspace", in: names.keyspaces)
        let count = map["keys"].or(1) { $0.count(1...LookupStep.largestCount) }
        guard let keyspace, let count else { return nil }
        return .write(WriteStep(keyspace: KeyspaceID(keyspace), count: count))
    }

    private func query(_ field: Field) -> Step? {
        guard let map = field.map(["query", "access", "time", "io"]) else { return nil }
        let database = map["query"]?.component(names, [.postgres])
        let access = map["access"].or(.read) { $0.choice(DatabaseAccess.self) }
        let time = map.required("time")?.distribution()
        let operations = map["io"].or(0) { $0.count(0...DatabaseDisk.mostOfStatement) }
        guard let database, let access, let time, let operations,
            let scaled = scaled(time, for: database, map.whole)
        else { return nil }
        return .query(
            QueryStep(
                database: database, access: access, time: scaled, diskOperations: operations))
    }

    private func scaled(
        _ time: Distribution, for database: ComponentID, _ field: Field
    ) -> Distribution? {
        guard scales.indices.contains(database.index), scales[database.index] != 1 else {
            return time
        }
        do { return try time.scaled(by: scales[database.index]) } catch {
            field.note("the time cannot be scaled: \(error)", "change the database's scale")
            return nil
        }
    }

    private func delay(_ field: Field) -> Step? {
        guard let map = field.map(["delay", "name"]) else { return nil }
        let time = map["delay"]?.distribution()
        let name = map["name"].or("delay") { $0.text("a name for the delay") }
        guard let time, let name else { return nil }
        return .delay(DelayStep(name: name, time: time))
    }

    private func choose(_ field: Field) -> Step? {
        guard let list = field.map(["choose"])?["choose"] else { return nil }
        let choices = list.items("a list of {share: …, steps: …}")?.map { item -> Choice? in
            guard let map = item.map(["share", "steps"]) else { return nil }
            let share = map.required("share")?.share()
            let steps = map.required("steps").flatMap { self.steps($0) }
            guard let share, let steps else { return nil }
            return Choice(share: share, steps: steps)
        }
        guard let choices = all(choices) else { return nil }
        guard list.addsUp(choices.map(\.share), leavesRest: true) else { return nil }
        return .choose(choices)
    }

    private func repeated(_ field: Field) -> Step? {
        guard let map = field.map(["repeat", "steps"]) else { return nil }
        let mean = map["repeat"].flatMap { field -> Double? in
            guard let mean = field.number(0...RepeatStep.largestMean) else { return nil }
            if mean > 0 { return mean }
            field.note("there are no rounds", "write a number above 0", value: "0")
            return nil
        }
        let steps = map.required("steps").flatMap { self.steps($0) }
        guard let mean, let steps else { return nil }
        return .repeated(RepeatStep(mean: mean, steps: steps))
    }

    private func parallel(_ field: Field) -> Step? {
        guard let list = field.map(["parallel"])?["parallel"] else { return nil }
        let items = list.items("a list of lists of steps, such as [[{…}, {…}], [{…}]]")
        if items?.isEmpty == true {
            list.note("there are no branches", "give at least one list of steps")
            return nil
        }
        let branches = all(items?.map { steps($0) })
        return branches.map { .parallel($0) }
    }

    private func guarded(_ field: Field) -> Step? {
        let keys = ["try", "name", "fallback"] + PolicyReader.keys
        guard let map = field.map(keys) else { return nil }
        let steps = map["try"].flatMap { self.steps($0) }
        let name = map["name"].or("try") { $0.text("a name for the steps") }
        let policy = PolicyReader().read(map)
        let fallback = map["fallback"].optional { fallback in
            all(fallback.items("a list of steps, or [] for an answer at once")?.map(step))
        }
        guard let steps, let name, let policy, let fallback else { return nil }
        return .guarded(
            GuardedStep(name: name, steps: steps, policy: policy, fallback: fallback))
    }

    private func start(_ field: Field) -> Step? {
        guard let map = field.map(["start", "name"]) else { return nil }
        let steps = map["start"].flatMap { self.steps($0) }
        let name = map["name"].or("background") { $0.text("a name for the work") }
        guard let steps, let name else { return nil }
        return .start(StartStep(name: name, steps: steps))
    }

    private func transfer(_ field: Field) -> Step? {
        guard let map = field.map(["transfer", "bytes", "compression"]) else { return nil }
        let network = map["transfer"]?.component(names, [.cdn])
        let size = map.required("bytes")?.quantity(Bytes.self)
        let saved = map["compression"].or(.zero) { $0.share() }
        guard let network, let size, let saved else { return nil }
        let left = Int64((Double(size.bytes) * (1 - saved.fraction)).rounded())
        return .transfer(TransferStep(network: network, size: .bytes(left)))
    }
}

extension Field {
    /// Most gas that one transaction may be said to use, far above any block.
    private static let mostGas: Int64 = 1_000_000_000_000

    /// An amount of gas; the key says the unit, so that it may be left out.
    func gas() -> Gas? {
        ask(.quantity(QuantityForm(Gas.self)))
        guard case .scalar(let scalar) = node.value, scalar.text.hasSuffix("gas") else {
            return whole(0...Self.mostGas).map { Gas(UInt64($0)) }
        }
        return quantity(Gas.self)
    }
}
