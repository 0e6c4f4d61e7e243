// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Reports

@Suite("What check says of a component")
struct ComponentSizeTests {
    private static func fixed(_ milliseconds: Int64) throws -> Distribution {
        try .deterministic(.milliseconds(milliseconds))
    }

    private func check(_ kind: ComponentKind, _ expected: String) throws {
        #expect(ComponentSize(try ExampleModel.make()).words(kind) == expected)
    }

    @Test("A database with all that stands behind it")
    func database() throws {
        var database = Database(
            parallelism: 4, replicas: 2, poolPerPod: nil, bouncerConnections: 20, roundTrip: nil)
        try check(.database(database), "primary, 2 replicas, 20 through PgBouncer")
        database.replication = DatabaseReplication(
            apply: try Self.fixed(1), delay: .milliseconds(140), isSynchronous: false)
        database.disk = DatabaseDisk(operations: 3_000, latency: try Self.fixed(2))
        database.connecting = DatabaseConnecting(most: 100, time: try Self.fixed(5))
        try check(
            .database(database),
            "primary, 2 replicas, 20 through PgBouncer, replicas 140ms behind, 1ms a write,"
                + " 3,000 IOPS of 2ms, at most 100 connections, opened in 5ms each")
    }

    @Test("A service with its limit and the age of its data")
    func service() throws {
        var service = ExternalService(latency: try Self.fixed(60), failures: .percent(5))
        try check(.service(service), "5% fail")
        service.limit = RateLimit(subject: .all, rate: .perSecond(300), burst: 10)
        service.batches = .once
        service.freshness = Freshness(lag: try Self.fixed(2_000), poll: .seconds(10))
        try check(
            .service(service),
            "5% fail, at most 300/s with bursts of 10, a batch counts once, data 2s old, polled"
                + " each 10s")
    }

    @Test("Functions and tables")
    func serverless() throws {
        try check(.function(Function(memory: .mebibytes(512))), "512MiB")
        try check(
            .function(
                Function(
                    memory: .mebibytes(512), coldStart: try Self.fixed(450), idle: .minutes(5),
                    provisioned: 15, concurrency: 100, account: ComponentID(0),
                    scaling: EnvironmentScaling(rate: .perSecond(10), burst: 50))),
            "512MiB, cold start 450ms, idle for 5m, 15 provisioned, 100 at a time, of api, 10/s"
                + " new with bursts of 50")
        let latency = try Self.fixed(4)
        try check(
            .table(
                PartitionedTable(
                    partitions: 8, capacity: .provisioned(read: 5_000, write: 100),
                    latency: latency)),
            "8 partitions, 5,000 read and 100 write units, 4ms a request")
        try check(
            .table(PartitionedTable(partitions: 1, capacity: .fresh, latency: latency)),
            "1 partition, on demand, 6,000 read and 2,000 write units seen, 4ms a request")
    }
}
