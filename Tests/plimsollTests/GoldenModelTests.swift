// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// Every scenario of models/ runs, and says what it said when it was recorded. Shortened, so that
/// all of them take seconds; the figures of whole runs stand in docs/reproduction.md.
@Suite("Golden: every model")
struct GoldenModelTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Paths below models/, in order; overlays, which hold no traffic, are no scenarios.
    static let scenarios: [String] = {
        let models = root.appendingPathComponent("models")
        let files = FileManager.default.enumerator(atPath: models.path)
        let paths = (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".yaml") }
        return paths.filter { path in
            let text = try? String(contentsOf: models.appendingPathComponent(path), encoding: .utf8)
            return text?.contains("\nrun:") ?? false
        }.sorted()
    }()

    /// What a shortened run would not come to otherwise: nodes that come later, and whether a
    /// difference shows, which takes three replications.
    private static func others(_ path: String) -> [String] {
        switch path {
        case "atk/resharding.yaml":
            ["reshard.at=8s", "reshard.over=5s"].flatMap { ["--set", "components.redis.\($0)"] }
        case "atk/canary.yaml": ["--replications", "3"]
        case "chains/own-rollup.yaml": ["--set", "components.rollup.posting.every=4s"]
        case "chains/provider-failover.yaml":
            ["at=10s", "for=5s"].flatMap { ["--set", "faults.outage.\($0)"] }
        default: []
        }
    }

    @Test(arguments: scenarios)
    func answers(path: String) throws {
        let file = Self.root.appendingPathComponent("models/\(path)").path
        let others = Self.others(path)
        let count = others.contains("--replications") ? [] : ["--replications", "2"]
        let outcome = try Program.run(
            ["run", file] + count + others + [
                "--set", "run.warmup=5s", "--set", "run.duration=20s", "--set",
                "run.timeline=5s", "--quiet",
            ])
        #expect([0, 3, 99].contains(outcome.status), "\(outcome.errors)")
        #expect(outcome.errors.isEmpty)
        let name = path.replacingOccurrences(of: "/", with: "-")
            .replacingOccurrences(of: ".yaml", with: ".txt")
        try GoldenFile.check(outcome.output, "model-\(name)")
    }

    /// Headroom and bill are of nodes in the end, also where a run does not come to them.
    @Test func saysWhatItDoesNotReach() throws {
        let file = Self.root.appendingPathComponent("models/atk/resharding.yaml").path
        for (start, what) in [("1h", "begin"), ("900ms", "end")] {
            let outcome = try Program.run(
                "run", file, "--replications", "1", "--set", "run.warmup=0s", "--set",
                "run.duration=1s", "--set", "components.redis.reshard.at=\(start)", "--quiet",
                "--format", "json")
            #expect(outcome.output.contains("resharding of redis did not \(what) within the run"))
            #expect(outcome.output.contains("bill are of 4 nodes"))
        }
    }

    @Test func thereAreModels() { #expect(Self.scenarios.count >= 20) }
}
