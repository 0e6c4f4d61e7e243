// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("notebook")
struct NotebookCommandTests {
    @Test func filesAndSameBytes() throws {
        let workspace = try Workspace()
        let words = ["notebook", workspace.path("desk.yaml"), "--quiet", "--out"]
        let outcome = try Program.run(words + [workspace.path("one")])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let again = try Program.run(words + [workspace.path("two"), "--threads", "1"])
        #expect(again.status == 0)
        let files = try workspace.list("one")
        #expect(files.contains("notebook.ipynb") && files.contains("columns.csv"))
        #expect(files.contains("operations.csv") && files.contains("components.csv"))
        #expect(try workspace.list("two") == files)
        for file in files {
            #expect(try workspace.read("one/" + file) == workspace.read("two/" + file))
        }
        let operations = try workspace.read("one/operations.csv")
        #expect(operations.hasPrefix("operation,measure,value,low,high,unit\r\n"))
        #expect(outcome.output.hasSuffix("columns.csv and \(files.count - 2) tables\n"))
    }

    /// What is committed is of today's format: each cell and each column that a short run has.
    @Test func exportsAreOfToday() throws {
        let top = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let workspace = try Workspace()
        let outcome = try Program.run([
            "notebook", top.appendingPathComponent("models/atk/spike.yaml").path, "--quiet",
            "--set", "run={warmup: 1s, duration: 2s, replications: 2, seed: 7, timeline: 1s}",
            "--set", "keyspaces.assets.keys=50000", "--out", workspace.path("spike"),
        ])
        #expect([0, 3, 99].contains(outcome.status), "\(outcome.errors)")
        let committed = top.appendingPathComponent("notebooks-export/atk-spike")
        let read = { (name: String) in
            try String(
                decoding: Data(contentsOf: committed.appendingPathComponent(name)), as: UTF8.self)
        }
        let columns = Set(try read("columns.csv").split(whereSeparator: \.isNewline))
        for line in try workspace.read("spike/columns.csv").split(whereSeparator: \.isNewline) {
            #expect(columns.contains(line), "make notebooks: \(line)")
        }
        let cells = try Self.cells(read("notebook.ipynb"))
        for (id, source) in try Self.cells(workspace.read("spike/notebook.ipynb"))
        where id != "title" {
            #expect(cells[id] == source, "make notebooks: cell \(id)")
        }
    }

    private static func cells(_ notebook: String) throws -> [String: [String]] {
        let parsed = try JSONSerialization.jsonObject(with: Data(notebook.utf8)) as? NSDictionary
        let cells = try #require(parsed?["cells"] as? [NSDictionary])
        return try Dictionary(
            uniqueKeysWithValues: cells.map {
                (try #require($0["id"] as? String), try #require($0["source"] as? [String]))
            })
    }

    @Test(arguments: [
        (["notebook", "desk.yaml"], "Missing expected argument '--out <dir>'"),
        (["notebook", "none.yaml", "--out", "x"], "none.yaml"),
        (["notebook", "desk.yaml", "--out", "prices.yaml"], "it is not a directory; name another"),
    ])
    func refused(_ words: [String], _ says: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.shell(
            "cd '\(workspace.folder)' && \(Program.path) \(words.joined(separator: " "))")
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(try workspace.list() == ["desk.yaml", "prices.yaml"])
    }
}
