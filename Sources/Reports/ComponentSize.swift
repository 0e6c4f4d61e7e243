// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How large a component is, in words: all that its keys say of it but its price.
struct ComponentSize {
    private let model: Model

    init(_ model: Model) { self.model = model }

    func words(_ kind: ComponentKind) -> String {
        let parts: [String?] =
            switch kind {
            case .station(let station): [Words.count(station.servers, "server")]
            case .pods(let pods):
                [Words.count(pods.replicas, "pod") + " of " + Words.count(pods.cores, "core")]
            case .cache(let cache):
                [Words.count(cache.nodes, "node") + " of \(cache.memoryPerNode)"]
            case .database(let database): self.database(database)
            case .service(let service): self.service(service)
            case .delivery: []
            case .function(let function): self.function(function)
            case .table(let table): self.table(table)
            case .account(let account):
                ["\(Words.count(account.concurrency, "invocation")) at a time"]
            case .chain(let chain):
                [
                    chain.network.map {
                        "\(Figures.count(Int64(clamping: $0.blocks.gasLimit.units))) gas each"
                            + " \($0.blocks.interval)"
                    },
                    chain.gasPrice.map { "\($0) a gas" },
                    chain.gasPrice.map { _ in
                        Words.count(chain.transactions.count, "transaction")
                    },
                ]
            }
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    private func database(_ database: Database) -> [String?] {
        let replication = database.replication.map { replication in
            (replication.isSynchronous ? "writes wait for replicas that are " : "replicas ")
                + "\(replication.delay) behind, \(replication.apply.mean) a write"
        }
        let disk = database.disk.map { disk in
            "\(Figures.count(Int64(disk.operations))) IOPS"
                + (disk.latency.map { " of \($0.mean)" } ?? "")
        }
        return [
            "primary", Words.count(database.replicas, "replica"),
            database.poolPerPod.map { "\($0.connections) a pod" },
            database.bouncerConnections.map { "\($0) through PgBouncer" }, replication, disk,
            database.connecting?.most.map { "at most \(Words.count($0, "connection"))" },
            database.connecting?.time.map { "opened in \($0.mean) each" },
        ]
    }

    private func service(_ service: ExternalService) -> [String?] {
        [
            "\(service.failures) fail",
            service.limit.map { "at most \($0.rate) with bursts of \($0.burst)" },
            service.batches == .once ? "a batch counts once" : nil,
            service.freshness.map { freshness in
                "data \(freshness.lag.mean) old"
                    + (freshness.poll.map { ", polled each \($0)" } ?? "")
            },
        ]
    }

    private func function(_ function: Function) -> [String?] {
        [
            "\(function.memory)", function.coldStart.map { "cold start \($0.mean)" },
            function.idle == Function.usualIdle ? nil : "idle for \(function.idle)",
            function.provisioned > 0 ? "\(function.provisioned) provisioned" : nil,
            function.concurrency.map { "\($0) at a time" },
            function.account.map { "of \(model.component($0).name)" },
            function.scaling == .standard
                ? nil
                : "\(function.scaling.rate) new with bursts of \(function.scaling.burst)",
        ]
    }

    private func table(_ table: PartitionedTable) -> [String?] {
        let units =
            "\(Figures.count(Int64(table.capacity.read))) read and"
            + " \(Figures.count(Int64(table.capacity.write))) write units"
        return [
            Words.count(table.partitions, "partition"),
            table.capacity.isProvisioned ? units : "on demand, \(units) seen",
            "\(table.latency.mean) a request",
        ]
    }
}
