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

    @Test(arguments: scenarios)
    func answers(path: String) throws {
        let outcome = try Program.run(
            "run", Self.root.appendingPathComponent("models/\(path)").path, "--replications", "2",
            "--set", "run.warmup=5s", "--set", "run.duration=20s", "--set", "run.timeline=5s",
            "--quiet")
        #expect([0, 3, 99].contains(outcome.status), "\(outcome.errors)")
        #expect(outcome.errors.isEmpty)
        let name = path.replacingOccurrences(of: "/", with: "-")
            .replacingOccurrences(of: ".yaml", with: ".txt")
        try GoldenFile.check(outcome.output, "model-\(name)")
    }

    @Test func thereAreModels() { #expect(Self.scenarios.count >= 20) }
}
