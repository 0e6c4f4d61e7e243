// SPDX-License-Identifier: GPL-3.0-or-later

/// A value of a scenario document and where it was written. Scalars stay text.
struct DocumentNode: Sendable, Equatable {
    let place: Place
    let value: Value

    enum Value: Sendable, Equatable {
        case scalar(Scalar)
        case map([Entry])
        case list([DocumentNode])
    }

    struct Scalar: Sendable, Equatable {
        let text: String
        let isQuoted: Bool

        /// A plain `null` or `~`; in a map it removes the key that an earlier file has given.
        var isRemoval: Bool { !isQuoted && (text == "null" || text == "~") }
    }

    struct Entry: Sendable, Equatable {
        let key: String
        let keyPlace: Place
        let value: DocumentNode
    }
}

extension DocumentNode {
    var isRemoval: Bool {
        guard case .scalar(let scalar) = value else { return false }
        return scalar.isRemoval
    }

    /// Whether it is a map or list of nothing.
    var isEmpty: Bool {
        switch value {
        case .scalar: false
        case .map(let entries): entries.isEmpty
        case .list(let items): items.isEmpty
        }
    }

    /// What messages call it.
    var kindName: String {
        switch value {
        case .scalar: "a single value"
        case .map: "a map"
        case .list: "a list"
        }
    }

    /// What stands at a path and where its key is; nil where there is no such path.
    func find(_ path: KeyPath) -> (node: DocumentNode, keyPlace: Place)? {
        var here = (node: self, keyPlace: place)
        var rest = path.parts[...]
        while let step = here.node.step(into: rest) {
            here = (step.node, step.keyPlace)
            rest = rest.dropFirst(step.length)
            if rest.isEmpty { return here }
        }
        return rest.isEmpty ? here : nil
    }

    /// What stands at the longest beginning of a path that the document has.
    func nearest(_ path: KeyPath) -> (node: DocumentNode, keyPlace: Place) {
        var here = (node: self, keyPlace: place)
        var rest = path.parts[...]
        while let step = here.node.step(into: rest) {
            here = (step.node, step.keyPlace)
            rest = rest.dropFirst(step.length)
        }
        return here
    }

    /// One step down; a key that itself has points takes several parts of the path.
    private func step(
        into path: ArraySlice<String>
    ) -> (node: DocumentNode, keyPlace: Place, length: Int)? {
        guard let first = path.first else { return nil }
        switch value {
        case .scalar: return nil
        case .list(let items):
            guard let index = Int(first), items.indices.contains(index) else { return nil }
            return (items[index], items[index].place, 1)
        case .map(let entries):
            guard let found = Self.match(path, in: entries) else { return nil }
            let entry = entries[found.index]
            return (entry.value, entry.keyPlace, found.length)
        }
    }

    /// The entry that the path begins with, the longest key first, and the parts it takes.
    static func match(
        _ path: ArraySlice<String>, in entries: [Entry]
    ) -> (index: Int, length: Int)? {
        let longest = min(path.count, KeyPath.mostPartsOfKey)
        for length in stride(from: longest, through: 1, by: -1) {
            let key = path.prefix(length).joined(separator: ".")
            if let index = entries.firstIndex(where: { $0.key == key }) { return (index, length) }
        }
        return nil
    }

    /// Whether it or anything in it was written by a `--set`.
    var isOverridden: Bool {
        if case .override = place { return true }
        switch value {
        case .scalar: return false
        case .map(let entries): return entries.contains { $0.value.isOverridden }
        case .list(let items): return items.contains { $0.isOverridden }
        }
    }
}
