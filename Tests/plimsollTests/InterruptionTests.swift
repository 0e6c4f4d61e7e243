// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// Signals to a real process in the middle of its run.
///
/// Replications that are complete are seen on a progress line, for which `script` lends the program
/// a terminal. Where it was stopped depends on the machine, so only what must hold anywhere is
/// asked for.
@Suite("Interrupts", .serialized)
struct InterruptionTests {
    /// Many short replications: long after the first ones there is much to do.
    private static let long = "--set run.duration=200000s --replications 10000 --threads 2"

    /// A shell lets what it starts in the background ignore SIGINT.
    private let heeding = "env --default-signal=INT,TERM,HUP"

    /// Runs the program in a terminal, and sends signals once six replications are done.
    private func interrupt(
        _ workspace: Workspace, _ arguments: String, _ signals: String
    ) throws -> Program.Outcome {
        try Program.shell(
            """
            cd \(workspace.folder)
            TERM=xterm timeout 200 script -qfec 'echo $$ > pid; exec \(heeding) \(Program.path) \
            \(arguments) > report' terminal > /dev/null 2>&1 < /dev/null &
            child=$!
            until grep -qE '[(]([6-9]|[0-9]{2,}) of' terminal 2> /dev/null; do
              kill -0 $child 2> /dev/null || break; sleep 0.02
            done
            \(signals)
            wait $child; echo $?
            """)
    }

    @Test(
        "A report of what is complete, and 128 + the signal",
        arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
    func run(signal: String, status: Int) throws {
        let workspace = try Workspace()
        let outcome = try interrupt(
            workspace, "run desk.yaml \(Self.long) --format json --out answer",
            "kill -\(signal) $(cat pid)")
        #expect(outcome.output == "\(status)\n")
        let report = try workspace.read("report")
        #expect(report.contains("\"headline\": \"Interrupted after "))
        #expect(report.contains(" of 10,000 replications. Meets its service level"))
        #expect(report.contains("\"planned\": 10000}"))
        #expect(report.contains("\"verdict\": \"met\""))
        #expect(try workspace.read("answer/report.json") == report)
        #expect(try workspace.list("answer").contains("slo.csv"))
        #expect(try !workspace.list().contains { $0.hasPrefix("answer.") })
    }

    @Test("A comparison keeps pairs")
    func compare() throws {
        let workspace = try Workspace()
        let outcome = try interrupt(
            workspace, "compare desk.yaml \(Self.long) --set components.desk.servers=5",
            "kill -INT $(cat pid)")
        #expect(outcome.output == "130\n")
        let report = try workspace.read("report")
        #expect(report.contains("Interrupted after "))
        #expect(report.contains(" of 10,000 replications. p95 latency "))
        #expect(!report.contains("after 1 of"))
    }

    @Test("Without a complete replication nothing is written")
    func nothing() throws {
        let workspace = try Workspace()
        let outcome = try Program.shell(
            """
            cd \(workspace.folder)
            \(heeding) \(Program.path) compare desk.yaml desk.yaml --set run.duration=100000000s \
            --out answer &
            child=$!
            until ls -d answer.plimsoll-$child 2> /dev/null; do sleep 0.02; done > /dev/null
            kill -TERM $child; wait $child; echo $?
            """)
        #expect(outcome.output == "143\n")
        #expect(try workspace.list() == ["desk.yaml", "prices.yaml"])
    }
}
