// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Reads `assumptions` and makes the register of inputs: first what the scenario says of its
/// inputs, then every input of which it says nothing.
struct AssumptionReader {
    private static let sections =
        ["traffic", "operations", "components", "keyspaces"]
        + FrontendReader.keys.filter { $0 != "budgets" }
    /// Keys whose values say how parts are connected; they are no assumptions.
    private static let structure = [
        "kind", "on", "read", "query", "call", "transfer", "submit", "keyspace", "name", "of",
        "price", "layer", "access", "budgets", "tags",
    ]
    private static let mostCompared = 5_000
    /// The source of a value that a `--set` gave.
    private static let overrideSource = "--set"

    let document: DocumentNode

    func read(_ field: Field?) -> [Assumption]? {
        guard let field else { return rest(covered: []) }
        guard let map = field.names("a map of key paths") else { return nil }
        var covered: [String] = []
        var rows: [Assumption?] = []
        for (key, entry) in map.fields {
            guard let path = KeyPath(parsing: key), let found = document.find(path) else {
                entry.note(
                    at: entry.keyPlace, "the scenario has nothing at \(quoted(key))",
                    entry.problems.isFull ? "correct it" : nearest(to: key), value: key)
                rows.append(nil)
                continue
            }
            covered.append(path.description)
            rows.append(assumption(path.description, found.node, entry))
        }
        return all(rows).map { $0 + rest(covered: covered) }
    }

    private func nearest(to key: String) -> String {
        let paths = leaves().prefix(Self.mostCompared).map(\.path)
        return NearestName.of(key, in: paths)
            .map { "did you mean \(quoted($0))?" } ?? "write the key path of an input"
    }

    private func assumption(_ path: String, _ node: DocumentNode, _ field: Field) -> Assumption? {
        let bases = Assumption.Basis.allCases.map(\.rawValue)
        guard let map = field.map(bases) else { return nil }
        guard map.fields.count == 1, let said = map.fields.first,
            let basis = Assumption.Basis(rawValue: said.key),
            let source = said.field.text("where it comes from")
        else {
            if map.fields.count != 1 {
                field.note(
                    at: field.keyPlace, "an input rests on one thing",
                    "give one of " + bases.joined(separator: ", "))
            }
            return nil
        }
        let isOverridden = node.isOverridden
        return Assumption(
            path: path, value: DocumentWriter.compact(node),
            basis: isOverridden ? .guessed : basis,
            source: isOverridden ? Self.overrideSource : source)
    }

    /// The inputs that no entry covers.
    private func rest(covered: [String]) -> [Assumption] {
        let covered = Set(covered)
        return leaves().filter { leaf in
            let ends = leaf.path.indices.filter { leaf.path[$0] == "." } + [leaf.path.endIndex]
            return !ends.contains { covered.contains(String(leaf.path[..<$0])) }
        }.map { leaf in
            let isOverridden = leaf.node.isOverridden
            return Assumption(
                path: leaf.path, value: DocumentWriter.compact(leaf.node),
                basis: isOverridden ? .guessed : nil,
                source: isOverridden ? Self.overrideSource : "")
        }
    }

    /// Every single value of the sections that describe the platform and its load.
    private func leaves() -> [(path: String, node: DocumentNode)] {
        var leaves: [(path: String, node: DocumentNode)] = []
        func visit(_ node: DocumentNode, _ path: String, depth: Int) {
            switch node.value {
            case .scalar: leaves.append((path, node))
            case .list(let items):
                for (index, item) in items.enumerated() {
                    visit(item, path + ".\(index)", depth: depth + 1)
                }
            case .map(let entries):
                for entry in entries
                where depth < 1 || !Self.structure.contains(entry.key) {
                    visit(entry.value, path + "." + entry.key, depth: depth + 1)
                }
            }
        }
        for section in Self.sections {
            if let node = document[section] { visit(node, section, depth: 0) }
        }
        return leaves
    }
}
