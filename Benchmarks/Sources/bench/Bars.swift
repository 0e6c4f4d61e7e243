// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What is measured and what it has to reach: `Benchmarks/bars.json`.
struct Bars: Decodable {
    let workloads: [Workload]
    let memory: Memory
    let inFlight: InFlight
    let keyspace: Keyspace
    let together: Together
    /// Plimsoll's instructions an event over the twin's, at most.
    let instructions: Double
    let hour: Hour
    let burst: Burst
    let soak: Soak
    let bill: Bill
    let sizing: Sizing
    let chains: [Chain]
    let baseFee: BaseFee
    let hold: Hold
    let start: Start

    /// A scenario that is also written by hand in C.
    struct Workload: Decodable {
        let name: String
        let title: String
        let twin: String
        let scenario: String
        let customers: Int
        let perSecond: Double
        let eventsPerCustomer: Double
        /// Plimsoll's customers a CPU second over the twin's, at least.
        let ratio: Double
    }

    /// Memory that does not grow with simulated time.
    struct Memory: Decodable {
        let scenario: String
        let shortSeconds: Double
        let longSeconds: Double
        let growth: Double
        let megabytes: Double
    }

    /// Memory of requests that all wait at once.
    struct InFlight: Decodable {
        let scenario: String
        let requests: Double
        let perSecond: Double
        /// Of one request, at most.
        let bytes: Double
    }

    /// Memory of many keys, each of which is simulated.
    struct Keyspace: Decodable {
        let scenario: String
        let seconds: Double
        let megabytes: Double
    }

    /// A load test in simulated time, on one core.
    struct Burst: Decodable {
        let scenario: String
        let seconds: Double
        let runs: Int
        /// Simulated seconds a second of CPU, at least.
        let times: Double
    }

    /// One replication of a long load test.
    struct Soak: Decodable {
        let scenario: String
        let seconds: Double
        let cpuSeconds: Double
    }

    /// A bill of some months with the range of its replications, by the clock.
    struct Bill: Decodable {
        let scenario: String
        let months: String
        let replications: Int
        let threads: Int
        let seconds: Double
    }

    /// The search for the cheapest configuration against one that simulates all.
    struct Sizing: Decodable {
        let scenario: String
        let knobs: [String]
        let budget: String
        /// Of the events of an exhaustive search, at most.
        let share: Double
    }

    /// Two replications on two cores against two processes of one thread at once.
    struct Together: Decodable {
        let scenario: String
        let seconds: Double
        /// The one process's time over the two's, at most.
        let times: Double
    }

    /// One replication of one hour.
    struct Hour: Decodable {
        let scenario: String
        let runs: Int
        let cpuSeconds: Double
    }

    /// One replication of a chain's blocks and the transactions in them.
    struct Chain: Decodable {
        let title: String
        let scenario: String
        let seconds: Double
        let runs: Int
        let cpuSeconds: Double
    }

    /// The base fee rule alone, from block to block.
    struct BaseFee: Decodable {
        let blocks: Int
        let runs: Int
        /// Of CPU a block, at most.
        let nanoseconds: Double
    }

    /// The calendar alone, against a binary heap in C.
    struct Hold: Decodable {
        let twin: String
        let sizes: [Size]

        struct Size: Decodable {
            let pending: Int
            let operations: Int
            /// The calendar's time over the twin's, at most.
            let times: Double
        }
    }

    /// `plimsoll --version`.
    struct Start: Decodable {
        let runs: Int
        let cpuMilliseconds: Double
    }

    static func read(_ path: String) throws -> Bars {
        try JSONDecoder().decode(Bars.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
