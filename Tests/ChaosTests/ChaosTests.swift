// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Foundation
import Synchronization
import Testing

/// Random models with random faults: none crashes, none hangs, and all accounts balance.
/// `make chaos` runs 10,000 of them, minutes on two cores.
@Suite struct ChaosTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// The only seed to run, whose model is printed.
    private static let only = environment["PLIMSOLL_CHAOS_SEED"].flatMap(UInt64.init)
    private static let asked = environment["PLIMSOLL_CHAOS"].flatMap(Int.init)
    private static let seeds = asked ?? 300
    private static let mostRefused = 0.3

    @Test("No crash, no hang, and who came is accounted for")
    func chaos() throws {
        if let only = Self.only {
            print(ChaosRun(seed: only).text())
            switch ChaosRun(seed: only).answer() {
            case .ran(let broken, _): #expect(broken.isEmpty, "seed \(only)")
            case .refused(let error): print("refused: \(error.path): \(error.fault)")
            }
            return
        }
        let watchdog = Watchdog()
        let sums = Mutex(Sums())
        let next = Atomic<Int>(1)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        DispatchQueue.concurrentPerform(iterations: cores) { core in
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed <= Self.seeds else { return }
                watchdog.begins(seed, on: core)
                let answer = ChaosRun(seed: UInt64(seed)).answer()
                watchdog.ends(on: core)
                sums.withLock { $0.add(answer, seed) }
            }
        }
        let found = sums.withLock { $0 }
        for line in found.broken.sorted(by: { $0.seed < $1.seed }) {
            Issue.record(
                "seed \(line.seed): \(line.text); make chaos SEED=\(line.seed)")
        }
        #expect(Double(found.refused) <= Self.mostRefused * Double(Self.seeds))
        #expect(found.runs + found.refused == Self.seeds)
        print(found.line)
    }

    private struct Sums {
        var runs = 0
        var refused = 0
        var events: UInt64 = 0
        var broken: [(seed: Int, text: String)] = []

        var line: String {
            "chaos: \(runs) models run, \(refused) refused, \(events) events,"
                + " \(broken.count) failures"
        }

        mutating func add(_ answer: ChaosRun.Answer, _ seed: Int) {
            switch answer {
            case .refused(let error):
                refused += 1
                if ChaosTests.environment["PLIMSOLL_CHAOS_REFUSED"] != nil {
                    print("refused \(seed): \(error.path): \(error.fault)")
                }
            case .ran(let texts, let events):
                runs += 1
                self.events += events
                broken += texts.map { (seed, $0) }
            }
            if ChaosTests.asked != nil, (runs + refused) % 500 == 0 { print(line) }
        }
    }
}
