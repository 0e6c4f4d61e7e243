// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("Golden: the pages of a model")
struct GoldenPagesModelTests {
    private static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("models/atk/frontend.yaml").path

    @Test func checked() throws {
        let outcome = try Program.run("check", Self.path)
        #expect(outcome.output.contains("8 pages"))
    }

    @Test func frontend() throws {
        let outcome = try Program.run("pages", Self.path)
        #expect(outcome.status == 0)
        try GoldenFile.check(outcome.output, "pages-atk-frontend.txt")
    }
}
