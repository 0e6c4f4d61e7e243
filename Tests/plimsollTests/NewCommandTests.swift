// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("plimsoll new and plimsoll schema")
struct NewCommandTests {
    @Test func whatIsWrittenRuns() throws {
        let workspace = try Workspace()
        let outcome = try Program.run("new", workspace.path("My shop"))
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.contains("plimsoll run '\(workspace.path("My shop.yaml"))'"))
        #expect(
            try workspace.list() == [
                "My shop.yaml", "desk.yaml", "plimsoll.schema.json", "prices.yaml",
            ])
        let text = try workspace.read("My shop.yaml")
        #expect(text.hasPrefix("# yaml-language-server: $schema=plimsoll.schema.json\n"))
        #expect(text.contains("name: \"My shop\"\n"))
        #expect(try workspace.read("plimsoll.schema.json") == Program.run("schema").output)
        let answer = try Program.run("run", workspace.path("My shop.yaml"))
        #expect(answer.status == 0 && answer.output.contains("Meets all 5 service levels"))
    }

    /// The scenario stays, whatever it is; so does the schema, which hinders nobody.
    @Test func nothingIsOverwritten() throws {
        let workspace = try Workspace()
        try workspace.write("plimsoll.schema.json", "mine")
        let desk = try workspace.read("desk.yaml")
        let refused = try Program.run("new", workspace.path("desk"))
        #expect(refused.status == 2)
        #expect(refused.errors.contains("desk.yaml' already"))
        #expect(refused.output.isEmpty)
        #expect(try workspace.read("desk.yaml") == desk)
        let outcome = try Program.run("new", workspace.path("shop.yaml"))
        #expect(outcome.status == 0 && outcome.output.contains("was there and stays"))
        #expect(try workspace.read("plimsoll.schema.json") == "mine")
        let names = ["desk.yaml", "plimsoll.schema.json", "prices.yaml", "shop.yaml"]
        #expect(try workspace.list() == names)
    }

    @Test(arguments: ["", ".yaml", "-shop", "a\nb", "a\"b", "missing/shop", "shop "])
    func refusedNames(name: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run("new", "--", workspace.path(name))
        #expect(outcome.status == 2, "\(outcome.output)")
        #expect(outcome.output.isEmpty)
        #expect(try workspace.list() == ["desk.yaml", "prices.yaml"])
    }

    @Test(arguments: ["scenarios", "prices"])
    func schemaIsJSON(subject: String) throws {
        let outcome = try Program.run("schema", "--of", subject)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        #expect(object is [String: Any])
    }
}
