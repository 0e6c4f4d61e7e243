// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("pages holds pages against their budgets")
struct PagesCommandTests {
    private static let frontend = """
        extends: desk.yaml
        devices: {desktop: {share: 80%}, phone: {share: 20%, cpu: 4, viewport: mobile}}
        connections: {line: {share: 100%, round trip: 20ms, bandwidth: 20Mbit/s}}
        bundles: {app: {kind: main, size: 150KB}}
        pages: {home: {server: 50ms, html: 20KB, critical: [app], work per KB: 0.5ms}}
        budgets: {lcp: 2.5s, tti: 1s, bundle: {main: 200KB}}
        """

    @Test(
        arguments: [
            ([], 0, "Keeps all 3 budgets"),
            (["--set", "bundles.app.size=201KB"], 99, "bundle app 201 KB (at most 200 KB)"),
            (["--set", "pages.home.work per KB=50ms"], 99, "home TTI"),
            (["--set", "budgets=~"], 0, "No budget is stated"),
            (
                [
                    "--set", "pages.home.server=~", "--set", "pages.home.operation=visit",
                    "--engine", "analytic", "--set", "budgets.ttfb=1s",
                ], 99, "home TTFB"
            ),
            (
                [
                    "--set", "pages.home.server=~", "--set", "pages.home.operation=visit", "--set",
                    "budgets=~", "--set", "budgets={ttfb: 60s}", "--table", "budgets", "--format",
                    "csv",
                ], 0, "home TTFB"
            ),
            (["--table", "vitals", "--format", "json"], 0, "\"approximate\""),
        ] as [([String], Int32, String)])
    func answers(arguments: [String], status: Int32, words: String) throws {
        let workspace = try Workspace()
        try workspace.write("site.yaml", Self.frontend)
        let outcome = try Program.run(["pages", workspace.path("site.yaml")] + arguments)
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.output.contains(words), "\(outcome)")
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [
        (["desk.yaml"], "the scenario has no pages"),
        (["site.yaml", "--table", "slo"], "there is no table 'slo'; this command has budgets"),
        (["site.yaml", "--table", "regions"], "nothing to fill it with"),
        (["site.yaml", "--set", "pages.hom.server=1s"], "did you mean 'home'?"),
    ])
    func refuses(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        try workspace.write("site.yaml", Self.frontend)
        let outcome = try Program.run(
            ["pages"] + arguments.map { $0.hasSuffix(".yaml") ? workspace.path($0) : $0 })
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
