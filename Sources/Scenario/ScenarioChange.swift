// SPDX-License-Identifier: GPL-3.0-or-later

/// A key that two documents have with another value, or one of them alone.
public struct ScenarioChange: Sendable, Equatable {
    /// Such as `components.db.replicas`; places in lists count from 0.
    public let path: String
    /// On one line; nil where the key is not there.
    public let before: String?
    public let after: String?

    /// What differs between two resolved texts, in the order of the later one, what only the
    /// earlier one has last; nil where one of them is no document.
    public static func between(_ before: String, _ after: String) -> [ScenarioChange]? {
        guard let old = document(before), let new = document(after) else { return nil }
        var values: [String: String] = [:]
        for leaf in leaves(old) { values[leaf.path] = leaf.value }
        var changes: [ScenarioChange] = []
        var seen: Set<String> = []
        for leaf in leaves(new) {
            seen.insert(leaf.path)
            let known = values[leaf.path]
            if known != leaf.value {
                changes.append(
                    ScenarioChange(path: leaf.path, before: known, after: leaf.value))
            }
        }
        return changes
            + leaves(old).filter { !seen.contains($0.path) }.map {
                ScenarioChange(path: $0.path, before: $0.value, after: nil)
            }
    }

    private static func document(_ text: String) -> DocumentNode? {
        let problems = Problems()
        var parser = DocumentParser(file: "", problems: problems)
        guard let node = parser.parse(Array(text.utf8)), problems.isEmpty else { return nil }
        return node
    }

    private static func leaves(
        _ node: DocumentNode, _ path: String = ""
    ) -> [(path: String, value: String)] {
        let children: [(String, DocumentNode)]
        switch node.value {
        case .scalar: return [(path, DocumentWriter.compact(node))]
        case .map(let entries): children = entries.map { ($0.key, $0.value) }
        case .list(let items): children = items.enumerated().map { ("\($0.offset)", $0.element) }
        }
        // Nothing within is a value too.
        if children.isEmpty { return [(path, DocumentWriter.compact(node))] }
        return children.flatMap { key, child in
            leaves(child, path.isEmpty ? key : path + "." + key)
        }
    }
}
