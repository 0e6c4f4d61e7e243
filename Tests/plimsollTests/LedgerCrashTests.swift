// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Ledger
import Quantities
import Testing

/// Writers that are killed, and writers at once: as processes, which is what they are.
@Suite("A ledger through crashes", .serialized)
struct LedgerCrashTests {
    private static let kills = 200
    /// Rows of one file, and so of one transaction: enough for several pages.
    private static let rows = 60

    /// Kills a writer at 200 random moments of its life. What it had told of on stdout is all there
    /// afterwards; of what it had not, all rows of the file are there, or none.
    @Test func killedWriters() throws {
        let seed = UInt64(Date(timeIntervalSinceNow: 0).timeIntervalSince1970 * 1_000)
        var stream = Mixer(state: seed)
        let workspace = try Workspace()
        let path = workspace.path("plimsoll.sqlite")
        // How long a writer takes when nobody kills it: the median of some.
        var times: [Double] = []
        for trial in 0..<5 {
            let start = DispatchTime.now().uptimeNanoseconds
            let outcome = try Program.finish(try Self.writer("trial \(trial)", workspace))
            try #require(outcome.status == 0, "\(outcome.errors)")
            times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
        }
        let usual = times.sorted()[2]
        var acknowledged: Set<String> = ["trial 0", "trial 1", "trial 2", "trial 3", "trial 4"]
        var killed = 0
        for round in 0..<Self.kills {
            let name = "round \(round)"
            let process = try Self.writer(name, workspace)
            usleep(UInt32(stream.fraction() * usual * 1.2 * 1e6))
            kill(process.processIdentifier, SIGKILL)
            let outcome = try Program.finish(process)
            if outcome.output.contains("took \(Self.rows) actuals") { acknowledged.insert(name) }
            if process.terminationReason == .uncaughtSignal { killed += 1 }
            if round % 25 == 24 { try Ledger.open(path).check() }
        }
        let ledger = try Ledger.open(path, creating: false)
        try ledger.check()
        var counts: [String: Int] = [:]
        for entry in try ledger.actuals(all: true) {
            counts[entry.row.line.name, default: 0] += 1
        }
        #expect(
            acknowledged.allSatisfy { counts[$0] == Self.rows }, "a row was lost; seed \(seed)")
        #expect(counts.values.allSatisfy { $0 == Self.rows }, "half a file; seed \(seed)")
        // Else the moments were none at which anything could go wrong.
        #expect(killed >= Self.kills / 4, "\(killed) were killed in time; seed \(seed)")
        #expect(counts.count > 5 + Self.kills / 50, "\(counts.count) wrote; seed \(seed)")
        print(
            "ledger: \(killed) of \(Self.kills) writers killed, \(acknowledged.count - 5) had"
                + " acknowledged, \(counts.count - 5) wrote; one takes \(usual) s; seed \(seed)")
    }

    @Test func writersAtOnce() throws {
        let workspace = try Workspace()
        let processes = try (0..<12).map { try Self.writer("writer \($0)", workspace) }
        for process in processes {
            let outcome = try Program.finish(process)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let ledger = try Ledger.open(workspace.path("plimsoll.sqlite"), creating: false)
        try ledger.check()
        #expect(try ledger.actuals(all: true).count == 12 * Self.rows)
    }

    /// A file of rows of one line, a month each, on its way into the ledger.
    private static func writer(_ name: String, _ workspace: Workspace) throws -> Process {
        var text = "line,unit,period,value\n"
        for row in 0..<rows {
            let month = row % 12 + 1
            text += "\(name),USD,\(2000 + row / 12)-\(month < 10 ? "0" : "")\(month),\(row).25\n"
        }
        try workspace.write(name + ".csv", text)
        return try Program.start([
            "ledger", "add", "actuals", workspace.path(name + ".csv"), "--ledger",
            workspace.path("plimsoll.sqlite"), "--format", "markdown",
        ])
    }

    /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private struct Mixer {
        var state: UInt64

        mutating func fraction() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
    }
}
