// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Foundation
import Testing

@Suite("The sample month")
struct ReviewDataTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/review-2026-10")

    @Test(arguments: ["platform.yaml", "truth.yaml", "truth-peak.yaml"])
    func scenarios(name: String) throws {
        let outcome = try Program.run(
            "check", Self.folder.appendingPathComponent(name).path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: [
        ("load-test-250.json", ObservedFile.Kind.k6Handled),
        ("load-test-450.json", .k6Handled), ("load-test-650.json", .k6Handled),
        ("load-test-850.json", .k6Handled), ("utilization.json", .prometheus),
        ("slo.csv", .serviceLevels), ("rates.csv", .rates), ("events.csv", .events),
        ("usage.csv", .usage), ("bill.csv", .focus),
        ("gas-before.snap", .foundry), ("gas-after.snap", .foundry),
    ])
    func evidence(name: String, kind: ObservedFile.Kind) throws {
        let data = try Data(contentsOf: Self.folder.appendingPathComponent(name))
        #expect(try ObservedFile.read([UInt8](data)).kind == kind)
    }

    /// What goes up comes down again within the two hours.
    @Test func events() throws {
        let data = try Data(contentsOf: Self.folder.appendingPathComponent("events.csv"))
        let events = try PlatformEvents.read([UInt8](data)).events
        for kind in [PlatformEvents.Kind.replicas, .stage] {
            let changes = events.filter { $0.kind == kind }
            #expect(changes.count >= 2 && changes.first?.from == changes.last?.to, "\(kind)")
            #expect(zip(changes, changes.dropFirst()).allSatisfy { $0.to == $1.from })
        }
    }

    /// What `truth.yaml` has is found again, from the utilizations alone to keep it short.
    @Test func calibrated() throws {
        let outcome = try Program.shell(
            "cd '\(Self.folder.path)' && \(Program.path) calibrate platform.yaml --from"
                + " utilization.json --free components.db.scale"
                + " --free operations.portfolio.steps.0.cpu.mean --quiet --format csv"
                + " --table parameters")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = outcome.output.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.count == 2)
        for (row, truth) in zip(rows, [1.15, 0.0026]) {
            let ends = try row[3...4].map { try #require(Double($0)) }
            #expect(ends[0] < truth && truth < ends[1], "\(row)")
        }
    }
}
