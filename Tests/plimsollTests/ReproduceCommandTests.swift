// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("reproduce holds published figures against the model")
struct ReproduceCommandTests {
    private static let published = """
        extends: desk.yaml
        observed:
          - {name: p95, metric: p95, value: 4.7s, use: predicted, source: a page}
          - {name: all, metric: throughput, value: 9/s, use: predicted, source: a page}
        """

    @Test(arguments: [("des", "±"), ("analytic", "4.74 s")])
    func answers(engine: String, words: String) throws {
        let workspace = try Workspace()
        try workspace.write("said.yaml", Self.published)
        let outcome = try Program.run(
            "reproduce", workspace.path("said.yaml"), "--engine", engine)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains("Of 2 published figures: 1 reproduced, 1 forbidden."))
        #expect(outcome.output.contains(words), "\(outcome.output)")
        #expect(outcome.output.contains("±") == (engine == "des"), "\(outcome.output)")
    }

    /// Pages are another command's, and a scenario that says nothing is refused.
    @Test func figuresOfPages() throws {
        let workspace = try Workspace()
        let frontend = """
            devices: {desktop: {share: 100%}}
            connections: {line: {share: 100%, round trip: 20ms, bandwidth: 20Mbit/s}}
            pages: {home: {server: 50ms, html: 20KB}}
            """
        let figure = "  - {name: LCP, metric: lcp, of: home, value: 1s, use: predicted, source: x}"
        try workspace.write("both.yaml", Self.published + "\n" + figure + "\n" + frontend + "\n")
        let both = try Program.run("reproduce", workspace.path("both.yaml"))
        #expect(both.status == 0, "\(both)")
        #expect(both.output.contains("Of 2 published figures"))
        #expect(both.output.contains("'plimsoll pages'"))
        try workspace.write(
            "pages.yaml", "extends: desk.yaml\nobserved:\n" + figure + "\n" + frontend + "\n")
        let pages = try Program.run("reproduce", workspace.path("pages.yaml"))
        #expect(pages.status == 2)
        #expect(pages.errors.contains("'plimsoll pages'"), "\(pages.errors)")
    }

    /// It ends at once, with nothing that looks whole.
    @Test func interrupted() throws {
        let workspace = try Workspace()
        try workspace.write(
            "said.yaml", Self.published + "\nrun: {duration: 100000s, replications: 10000}\n")
        let process = try Program.start([
            "reproduce", workspace.path("said.yaml"), "--out", workspace.path("answer"),
            "--threads", "2",
        ])
        var waited = 0
        while try !workspace.list().contains(where: { $0.hasPrefix("answer.") }), waited < 500 {
            usleep(20_000)
            waited += 1
        }
        usleep(300_000)
        kill(process.processIdentifier, SIGINT)
        let outcome = try Program.finish(process)
        #expect(outcome.status == 130)
        #expect(outcome.output.isEmpty)
        #expect(try !workspace.list().contains { $0.hasPrefix("answer") })
    }
}
