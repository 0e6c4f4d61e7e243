// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Partitioned tables.
@Suite struct TableTests {
    private func asked(
        _ demand: OpenDemand, _ access: AccessStep, partitions: Int = 1,
        capacity: PartitionedTable.Capacity = .fresh, keys: Int = 1,
        popularity: Popularity = .uniform, size: Bytes = .kibibytes(1)
    ) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = [Fixture.source(.open(demand))]
        fixture.keyspaces = [
            Keyspace(name: "items", keys: keys, popularity: popularity, size: size)
        ]
        fixture.components = [
            Fixture.component(
                "table",
                .table(
                    PartitionedTable(
                        partitions: partitions, capacity: capacity,
                        latency: try .deterministic(.milliseconds(4)))))
        ]
        fixture.operations = [Operation(name: "visit", steps: [.access(access)])]
        fixture.warmUp = .zero
        fixture.duration = .seconds(20)
        return fixture
    }

    private func access(
        _ action: AccessStep.Action, items: Int = 1, isConsistent: Bool = false
    ) -> AccessStep {
        AccessStep(
            table: ComponentID(0), keyspace: KeyspaceID(0), action: action, items: items,
            isConsistent: isConsistent)
    }

    private func regular(_ rate: Double) -> OpenDemand {
        OpenDemand(rate: .perSecond(rate), law: .deterministic, stages: [])
    }

    /// DynamoDB's rules: reads by 4 KiB, writes by 1 KiB, half a unit where a read is eventually
    /// consistent; a query adds its items up first.
    @Test(
        "Units of an item by its size",
        arguments: [
            (AccessStep.Action.get, 1, 1, false), (.get, 1, 2, true), (.get, 4_096, 2, true),
            (.get, 4_097, 4, true), (.get, 4_097, 2, false), (.get, 409_600, 200, true),
            (.put, 1, 2, false), (.put, 1_024, 2, false), (.put, 1_025, 4, false),
            (.put, 409_600, 800, false), (.query, 8_192, 2, false), (.scan, 1_048_576, 256, false),
        ])
    func units(action: AccessStep.Action, bytes: Int64, halves: Int64, isConsistent: Bool) {
        #expect(access(action, isConsistent: isConsistent).halfUnits(ofBytes: bytes) == halves)
    }

    /// One key, so one partition: a bucket of 1,000 units that fills with 1,000 a second, in whole
    /// half units and nanoseconds, to the last request.
    @Test("A hot key gets what one partition gives", arguments: [800.0, 1_600, 4_000])
    func hotKey(rate: Double) throws {
        let fixture = try asked(
            regular(rate), access(.put), partitions: 8,
            capacity: .provisioned(read: 40_000, write: 40_000))
        let run = try #require(try fixture.plainRuns().first)
        let interval = Int64((1e9 / rate).rounded())
        // A second's 1,000 units, in units of 10^-9; the first request comes after one interval.
        var (level, passed) = (Int64(1_000_000_000_000), 0)
        for _ in 1...run.overall.arrived {
            level = min(level + interval * 1_000, 1_000_000_000_000)
            if level >= 1_000_000_000 { (level, passed) = (level - 1_000_000_000, passed + 1) }
        }
        let counts = run.tables[0]
        #expect(counts.came == run.overall.arrived)
        #expect(counts.came - counts.throttled == passed)
        #expect(counts.written == 2 * Int64(passed))
        #expect(counts.beyondTable == 0)
        #expect(counts.hottestShare == 1)
        if rate > 2_000 { #expect(abs(counts.hottestLoad - 1.05) < 0.001) }
    }

    /// 100 units a second and 300 seconds of them kept: the table's own bucket, which no partition
    /// bounds.
    @Test("Unused units are kept for 300 seconds")
    func burst() throws {
        var fixture = try asked(
            regular(500), access(.put), partitions: 4,
            capacity: .provisioned(read: 100, write: 100), keys: 1_000)
        fixture.duration = .seconds(200)
        let counts = try #require(try fixture.plainRuns().first).tables[0]
        // 30,000 at once and 100 a second.
        #expect(abs(counts.came - counts.throttled - 50_000) <= 1)
        #expect(counts.beyondPartition == 0)
    }

    /// At a peak of 50 units, 100 a second are served, and as the busiest minute had 100, 200 from
    /// the next half hour on, and so on.
    @Test("A table on demand serves twice what it has seen")
    func onDemand() throws {
        var fixture = try asked(
            regular(500), access(.put), partitions: 4, capacity: .onDemand(read: 50, write: 50),
            keys: 1_000)
        fixture.duration = .minutes(120)
        fixture.replications = 1
        let counts = try #require(try fixture.plainRuns().first).tables[0]
        let passed = Double(counts.came - counts.throttled)
        let expected = 1_800.0 * (100 + 200 + 400 + 500)
        // A minute has what was kept at its beginning besides.
        #expect(abs(passed / expected - 1) < 0.02)
    }

    @Test("Keys spread over partitions, as evenly as they are asked for")
    func spread() throws {
        let even = try asked(
            regular(3_000), access(.get), partitions: 10, keys: 1_000_000)
        let counts = try #require(try even.plainRuns().first).tables[0]
        #expect(counts.throttled == 0)
        #expect((0.1...0.11).contains(counts.hottestShare))
        let skewed = try asked(
            regular(3_000), access(.get), partitions: 10, keys: 1_000_000,
            popularity: .zipf(exponent: 1.2))
        let hot = try #require(try skewed.plainRuns().first).tables[0]
        #expect(hot.hottestShare > 0.18)
    }

    /// 3,000 items of 1 KiB are 3 pages of 1 MiB; a query adds up what it reads, a get does not.
    @Test("A query reads what it needs, a scan all, page after page")
    func pages() throws {
        for (action, items, pages) in [
            (AccessStep.Action.query, 30, 1), (.query, 3_000, 3), (.scan, 3_000, 3),
        ] {
            let fixture = try asked(
                regular(1), access(action, items: items), partitions: 3, keys: 3_000)
            let run = try #require(try fixture.plainRuns().first)
            let mean = try #require(run.overall.mean)
            #expect(abs(mean - 0.004 * Double(pages)) < 1e-6)
            let each = Double(run.tables[0].read) / Double(run.overall.arrived)
            // ceil(KiB / 4) half units, page by page.
            let exact: Double = items == 30 ? 8 : 256 + 256 + 238
            #expect(abs(each / exact - 1) < 0.06)
        }
    }

    /// Two keys, of which the first is asked for four times as often, 8 and 2 a second; each lives
    /// for a second from its fill and misses r / (1 + r) times a second at a rate r, 8/9 and 2/3:
    /// four of seven requests to the table are for the first, and not four of five.
    @Test("Behind a cache a table is asked for what was missing", arguments: [false, true])
    func behindCache(isGuarded: Bool) throws {
        var fixture = try asked(
            OpenDemand(rate: .perSecond(10), law: .poisson, stages: []), access(.get),
            partitions: 1_000, keys: 2, popularity: .zipf(exponent: 2))
        let cache = Cache(
            nodes: 1, memoryPerNode: .gibibytes(1), timeToLive: .seconds(1),
            eviction: .leastRecentlyUsed, operationTime: try .deterministic(.microseconds(1)),
            roundTrip: nil)
        fixture.components.append(Fixture.component("cache", .cache(cache)))
        // What fills the key later lengthens its absence.
        fixture.components[0] = Fixture.component(
            "table",
            .table(
                PartitionedTable(
                    partitions: 1_000, capacity: .fresh,
                    latency: try .deterministic(.microseconds(1)))))
        let miss: [Step] =
            isGuarded
            ? [
                .guarded(
                    GuardedStep(
                        name: "try", steps: [.access(access(.get))],
                        policy: CallPolicy(timeout: .seconds(1), retry: nil), fallback: nil))
            ] : [.access(access(.get))]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .lookup(
                        LookupStep(
                            cache: ComponentID(1), keyspace: KeyspaceID(0), count: 1, miss: miss))
                ])
        ]
        fixture.warmUp = .seconds(10)
        fixture.duration = .seconds(2_000)
        let table = try #require(try fixture.run().tables.first)
        let share = try #require(table.hottestShare.interval(confidence: .percent(99.9)))
        #expect(share.contains(4 / 7.0), "\(share)")
    }

    /// 1,000 items of 400 B are one page, whose 49 units lie in all partitions alike: a hundred a
    /// second ask each of ten for a sixth of what it gives.
    @Test("A page of a scan takes from all partitions that it covers", arguments: [1, 3, 10, 200])
    func spread(partitions: Int) throws {
        let fixture = try asked(
            regular(100), access(.scan, items: 1_000), partitions: partitions,
            capacity: .provisioned(read: 40_000, write: 1), size: .bytes(400))
        let run = try #require(try fixture.plainRuns().first)
        let counts = run.tables[0]
        #expect(counts.read <= 98 * Int64(counts.came))
        if partitions == 1 {
            #expect(counts.hottestShare == 1 && counts.throttled > 0)
        } else {
            #expect(counts.throttled == 0 && counts.read == 98 * Int64(counts.came))
            let share = (98.0 / Double(partitions)).rounded(.up) / 98
            #expect(abs(counts.hottestShare - share) < 1e-9)
        }
    }

    @Test("One request for ten keys takes the time of one and the units of ten")
    func batch() throws {
        let fixture = try asked(
            regular(50), access(.get, items: 10), partitions: 3, keys: 3_000)
        let run = try #require(try fixture.plainRuns().first)
        #expect(abs(try #require(run.overall.mean) - 0.004) < 1e-6)
        #expect(run.tables[0].read == 10 * Int64(run.tables[0].came))
    }
}
