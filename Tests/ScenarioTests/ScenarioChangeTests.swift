// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

@Suite("What changed in a scenario")
struct ScenarioChangeTests {
    @Test(arguments: [
        ("a: 1\n", "a: 1\n", []),
        ("a: 1\n", "a: 2\n", [ScenarioChange(path: "a", before: "1", after: "2")]),
        (
            "c:\n  db: {size: 1}\n", "c:\n  db: {size: 1, nodes: 2}\n",
            [ScenarioChange(path: "c.db.nodes", before: nil, after: "2")]
        ),
        (
            "c: {a: 1, b: 2}\n", "c: {b: 3}\n",
            [
                ScenarioChange(path: "c.b", before: "2", after: "3"),
                ScenarioChange(path: "c.a", before: "1", after: nil),
            ]
        ),
        (
            "steps: [a, b]\n", "steps: [a, c]\n",
            [ScenarioChange(path: "steps.1", before: "b", after: "c")]
        ),
        (
            "c: {}\n", "c: {a: 1}\n",
            [
                ScenarioChange(path: "c.a", before: nil, after: "1"),
                ScenarioChange(path: "c", before: "{}", after: nil),
            ]
        ),
    ])
    func between(before: String, after: String, expected: [ScenarioChange]) {
        #expect(ScenarioChange.between(before, after) == expected)
    }

    @Test func noDocument() { #expect(ScenarioChange.between("a: [", "a: 1") == nil) }
}
