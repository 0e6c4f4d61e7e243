// SPDX-License-Identifier: GPL-3.0-or-later

extension DocumentNode {
    /// This document under a later one: maps merge key by key, in this one's order and then the
    /// later one's; scalars and lists are replaced; `null` or `~` removes a key.
    func merged(under later: DocumentNode) -> DocumentNode {
        guard case .map(let mine) = value, case .map(let theirs) = later.value else {
            return later.withoutRemovals()
        }
        var positions: [String: Int] = [:]
        for (index, entry) in mine.enumerated() { positions[entry.key] = index }
        var merged: [Entry?] = mine
        for entry in theirs {
            let found = positions[entry.key]
            if entry.value.isRemoval {
                if let found { merged[found] = nil }
            } else if let found {
                merged[found] = Entry(
                    key: entry.key, keyPlace: entry.keyPlace,
                    value: mine[found].value.merged(under: entry.value))
            } else {
                merged.append(
                    Entry(
                        key: entry.key, keyPlace: entry.keyPlace,
                        value: entry.value.withoutRemovals()))
            }
        }
        return DocumentNode(place: later.place, value: .map(merged.compactMap { $0 }))
    }

    /// The same without the keys whose value is `null`: there is nothing that they could remove.
    func withoutRemovals() -> DocumentNode {
        switch value {
        case .scalar: return self
        case .list(let items):
            return DocumentNode(place: place, value: .list(items.map { $0.withoutRemovals() }))
        case .map(let entries):
            let kept = entries.filter { !$0.value.isRemoval }.map {
                Entry(key: $0.key, keyPlace: $0.keyPlace, value: $0.value.withoutRemovals())
            }
            return DocumentNode(place: place, value: .map(kept))
        }
    }

    /// This document with one value set; what is on the way is made where it is missing.
    func setting(
        _ path: ArraySlice<String>, to new: DocumentNode, at keyPath: String = ""
    ) throws(ScenarioError) -> DocumentNode {
        guard let first = path.first else { return merged(under: new) }
        switch value {
        case .list(var items):
            guard let index = Int(first), items.indices.contains(index) else {
                throw ScenarioError(
                    place: new.place, keyPath: keyPath, value: first,
                    problem: "\(quoted(first)) is no item of this list of \(items.count)",
                    remedy: items.isEmpty
                        ? "set the whole list" : "count from 0 to \(items.count - 1)")
            }
            items[index] = try items[index].setting(
                path.dropFirst(), to: new, at: keyPath + "." + first)
            return DocumentNode(place: place, value: .list(items))
        case .map(var entries):
            guard let found = Self.match(path, in: entries) else {
                let added = Self.nested(path, new)
                return merged(under: added)
            }
            let rest = path.dropFirst(found.length)
            let entry = entries[found.index]
            if rest.isEmpty, new.isRemoval {
                entries.remove(at: found.index)
            } else {
                let value = try entry.value.setting(
                    rest, to: new, at: keyPath.isEmpty ? entry.key : keyPath + "." + entry.key)
                let keyPlace = rest.isEmpty ? new.place : entry.keyPlace
                entries[found.index] = Entry(key: entry.key, keyPlace: keyPlace, value: value)
            }
            return DocumentNode(place: place, value: .map(entries))
        case .scalar:
            return Self.nested(path, new)
        }
    }

    private static func nested(_ path: ArraySlice<String>, _ leaf: DocumentNode) -> DocumentNode {
        path.reversed().reduce(leaf) { inner, key in
            DocumentNode(
                place: leaf.place,
                value: .map([Entry(key: key, keyPlace: leaf.place, value: inner)]))
        }
    }
}
