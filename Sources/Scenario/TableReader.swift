// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads partitioned tables.
struct TableReader {
    private enum Mode: String, CaseIterable {
        case onDemand = "on-demand"
    }

    func table(_ field: Field) -> ComponentKind? {
        let keys = [
            "partitions", "capacity", "peak", "latency", "kind", "price", "layer", "charges",
            "breaker", "tags",
        ]
        guard let map = field.map(keys) else { return nil }
        let partitions = map.required("partitions")?.count(1...PartitionedTable.mostPartitions)
        let provisioned = map["capacity"].optional(capacity)
        let peak = map["peak"].optional(units)
        let latency = map.required("latency")?.distribution()
        guard let partitions, let provisioned, let peak, let latency else { return nil }
        var capacity = provisioned ?? .fresh
        if let peak {
            guard !capacity.isProvisioned else {
                map["peak"]?.note(
                    "a table of provisioned units does not follow what it has seen",
                    "leave 'peak' out, or 'capacity'")
                return nil
            }
            capacity = .onDemand(read: peak.read, write: peak.write)
        }
        return .table(
            PartitionedTable(partitions: partitions, capacity: capacity, latency: latency))
    }

    private func capacity(_ field: Field) -> PartitionedTable.Capacity? {
        guard case .map = field.node.value else {
            return field.choice(Mode.self).map { _ in .fresh }
        }
        return units(field).map { .provisioned(read: $0.read, write: $0.write) }
    }

    /// Units a second.
    private func units(_ field: Field) -> (read: Int, write: Int)? {
        guard let map = field.map(["read", "write"]) else { return nil }
        let read = map.required("read")?.count(PartitionedTable.units)
        let write = map.required("write")?.count(PartitionedTable.units)
        guard let read, let write else { return nil }
        return (read, write)
    }
}

extension OperationReader {
    private enum Consistency: String, CaseIterable {
        case eventual, strong
    }

    func access(_ field: Field) -> Step? {
        let keys = ["table", "action", "keyspace", "items", "consistency"]
        guard let map = field.map(keys) else { return nil }
        let table = map["table"]?.component(names, [.table])
        let action = map.required("action")?.choice(AccessStep.Action.self)
        let keyspace = map.required("keyspace")?.reference(to: "keyspace", in: names.keyspaces)
        let items = map["items"].or(1) { $0.count(1...AccessStep.mostItems) }
        let consistency = map["consistency"].or(.eventual) { $0.choice(Consistency.self) }
        guard let table, let action, let keyspace, let items, let consistency else { return nil }
        let isOfKeys = action == .get || action == .put
        if isOfKeys, items > AccessStep.mostOfBatch {
            map["items"]?.note(
                "one call gets or puts at most \(AccessStep.mostOfBatch) items",
                "write fewer, or repeat the call", value: "\(items)")
            return nil
        }
        if action == .put, let given = map["consistency"] {
            given.note("a put has no consistency", "leave it out")
            return nil
        }
        return .access(
            AccessStep(
                table: table, keyspace: KeyspaceID(keyspace), action: action, items: items,
                isConsistent: consistency == .strong))
    }

    func batch(_ field: Field) -> Step? {
        let keys = ["batch", "size", "within", "defer", "steps"]
        guard let map = field.map(keys) else { return nil }
        let name = map["batch"]?.text("a name for the batch")
        let within = map.required("within")?.quantity(SimTime.self)
        let hold = map["defer"].optional(self.hold)
        let steps = map["steps"].or([Step]()) { self.steps($0) }
        let size = map.required("size").flatMap { batchSize($0, of: steps) }
        guard let name, let size, let within, let hold, let steps else { return nil }
        guard within > .zero, within <= BatchStep.longestWindow else {
            map["within"]?.note(
                "the window of a batch cannot be \(within)",
                "write a time above zero and at most \(BatchStep.longestWindow)",
                value: "\(within)")
            return nil
        }
        return .batch(
            BatchStep(name: name, size: size, within: within, hold: hold, steps: steps))
    }

    private func hold(_ field: Field) -> BatchStep.Hold? {
        guard let map = field.map(["on", "above", "within"]) else { return nil }
        let chain = map.required("on")?.component(names, [.chain])
        let above = map.required("above")?.quantity(WeiPerGas.self)
        let longest = map.required("within")?.time(
            .nanoseconds(1), TransactionPolicy.longestHold)
        guard let chain, let above, let longest else { return nil }
        return BatchStep.Hold(chain: chain, above: above, longest: longest)
    }

    /// A number, or the `largest` that fits the transactions among its steps.
    private func batchSize(_ field: Field, of steps: [Step]?) -> Int? {
        guard field.says("largest") else { return field.count(BatchStep.sizes) }
        // What is wrong with the steps has been noted there.
        guard let steps else { return nil }
        var most: UInt64?
        for case .submit(let submit) in steps.flatMap(\.within) {
            guard wallets.indices.contains(submit.chain.index),
                let limit = wallets[submit.chain.index].transactionLimit,
                let fitting = submit.mostServed(within: limit)
            else { continue }
            most = min(most ?? .max, fitting)
        }
        guard let most, most >= BatchStep.sizes.lowerBound else {
            field.note(
                "no transaction of it has gas for 'each' member and room for two of them",
                "write a number", value: "largest")
            return nil
        }
        return Int(min(most, UInt64(BatchStep.sizes.upperBound)))
    }
}
