// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

// What must hold of partitioned tables and batches.
extension ModelInvariants {
    func check(_ table: PartitionedTable, at path: String) throws(ModelError) {
        try count(
            table.partitions, "the number of partitions", at: path + ".partitions",
            most: PartitionedTable.mostPartitions)
        let units = PartitionedTable.units
        for (value, what) in [(table.capacity.read, "read"), (table.capacity.write, "write")] {
            try count(
                value, "the \(what) units", at: path + ".capacity.\(what)",
                least: units.lowerBound, most: units.upperBound)
        }
    }

    /// Batches of one name are one.
    func checkBatchNames() throws(ModelError) {
        var known: [String: BatchStep] = [:]
        for operation in model.operations {
            for case .batch(let batch) in operation.steps.flatMap(\.within) {
                let first = known[batch.name, default: batch]
                guard first.size == batch.size, first.within == batch.within,
                    first.hold == batch.hold
                else {
                    throw ModelError(
                        path: "operations.\(operation.name).steps",
                        fault: .differentBatches(name: batch.name))
                }
                known[batch.name] = first
            }
        }
    }
}

extension StepWalk {
    mutating func check(_ access: AccessStep, rounds: Double) throws(ModelError) {
        guard model.components.indices.contains(access.table.index) else {
            throw fault(.unknownReference(what: "component"))
        }
        guard case .table = model.component(access.table).kind else {
            throw fault(
                .wrongKind(component: model.component(access.table).name, needed: "table"))
        }
        guard model.keyspaces.indices.contains(access.keyspace.index) else {
            throw fault(.unknownReference(what: "keyspace"))
        }
        let isList =
            switch access.action {
            case .query, .scan: true
            case .get, .put: false
            }
        let most = isList ? AccessStep.mostItems : AccessStep.mostOfBatch
        guard (1...most).contains(access.items) else {
            throw outOfRange("the number of items", "\(access.items)", "from 1 to \(most)")
        }
        let size = model.keyspace(access.keyspace).size
        guard size <= PartitionedTable.largestItem else {
            throw outOfRange(
                "the size of an item", "\(size)", "at most \(PartitionedTable.largestItem)")
        }
        let pages = access.pages(ofItems: size)
        guard pages <= PartitionedTable.mostPages else {
            throw outOfRange(
                "the number of pages of \(PartitionedTable.page)", "\(pages)",
                "at most \(PartitionedTable.mostPages)")
        }
        try checkUnits(access, size, pages)
        stepCount += rounds * Double(pages)
    }

    /// What takes more at once than the table ever holds is turned away for ever. Partitions hold
    /// more than the largest item and page take.
    private func checkUnits(
        _ access: AccessStep, _ size: Bytes, _ pages: Int
    ) throws(ModelError) {
        guard case .table(let table) = model.component(access.table).kind else { return }
        let isWrite = access.action == .put
        let page = min(Int64(access.items) * size.bytes, PartitionedTable.page.bytes)
        let isList = access.action == .query || access.action == .scan
        let whole = access.halfUnits(ofBytes: isList ? page : size.bytes)
        let spread = access.action == .scan ? max(1, Int64(table.partitions / pages)) : 1
        let units = ((whole + spread - 1) / spread + 1) / 2
        let held = table.capacity.held(isWrite: isWrite)
        guard units <= Int64(held) else {
            let kind = isWrite ? "write" : "read"
            let name = model.component(access.table).name
            throw outOfRange(
                "the number of \(kind) units at once", "\(units)",
                "at most \(held), which is all that '\(name)' ever holds: give it more"
                    + " '\(table.capacity.isProvisioned ? "capacity" : "peak")'")
        }
    }

    /// Nobody waits for a batch within a batch.
    mutating func check(_ batch: BatchStep, rounds: Double) throws(ModelError) {
        guard BatchStep.sizes.contains(batch.size) else {
            let sizes = BatchStep.sizes
            throw outOfRange(
                "the size of a batch", "\(batch.size)",
                "from \(sizes.lowerBound) to \(sizes.upperBound)")
        }
        guard batch.within > .zero, batch.within <= BatchStep.longestWindow else {
            throw outOfRange(
                "the window of a batch", "\(batch.within)",
                "above zero and at most \(BatchStep.longestWindow)")
        }
        if let hold = batch.hold { try check(hold) }
        for case .batch in batch.steps.flatMap(\.within) { throw fault(.nestedBatch) }
        // Who is not the one that does the steps has not been to their pods.
        let before = podsSeen
        batchSize = batch.size
        try walk(batch.steps, rounds: rounds)
        batchSize = 1
        podsSeen = before
    }

    private func check(_ hold: BatchStep.Hold) throws(ModelError) {
        guard model.components.indices.contains(hold.chain.index) else {
            throw fault(.unknownReference(what: "component"))
        }
        let name = model.component(hold.chain).name
        guard case .chain = model.component(hold.chain).kind else {
            throw fault(.wrongKind(component: name, needed: "chain"))
        }
        guard model.network(hold.chain) != nil else {
            throw fault(.missingPart(component: name, key: "blocks"))
        }
        guard hold.longest > .zero, hold.longest <= TransactionPolicy.longestHold else {
            throw outOfRange(
                "how long a batch waits for cheaper gas", "\(hold.longest)",
                "above zero and at most \(TransactionPolicy.longestHold)")
        }
    }

    private func outOfRange(_ what: String, _ value: String, _ allowed: String) -> ModelError {
        fault(.outOfRange(what: what, value: value, allowed: allowed))
    }
}
