// SPDX-License-Identifier: GPL-3.0-or-later

extension ShapeExplorer {
    /// Keys that are read together in one form.
    private static let mostTogether = 4

    /// The sets of keys of a map of which nothing is read unless the keys fit together, such as the
    /// laws of times; nil for other maps.
    mutating func forms(_ hole: Hole, _ keys: [String]) -> Shape? {
        let all = hear(hole, Hole.map(keys.map { ($0, Hole.wrong) }))
        func path(_ key: String) -> String { hole.key(key, beside: []).path }
        var choice: (key: String, values: [String])?
        for key in keys {
            let asks = all[path(key)] + hear(hole, Hole.map([(key, Hole.wrong)]))[path(key)]
            if let values = asks.compactMap(\.listed).first, isFixed(values), choice == nil {
                choice = (key, values)
            } else if !all[path(key)].isEmpty {
                return nil
            }
        }
        let others = keys.filter { $0 != choice?.key }
        guard others.count > 1 else { return nil }
        var forms: [Shape.Form] = []
        var shapes: [String: Shape] = [:]
        for subset in Self.subsets(of: others) {
            var values: [String?] = []
            for value in [nil] + (choice?.values ?? []).map(Optional.init) {
                var entries: Entries = subset.map { ($0, Hole.wrong) }
                if let value, let choice { entries.append((choice.key, Hole.scalar(value))) }
                let heard = hear(hole, Hole.map(entries))
                guard subset.allSatisfy({ !heard[path($0)].isEmpty }) else { continue }
                values.append(value)
                for key in subset where shapes[key] == nil {
                    shapes[key] = shape(of: hole.key(key, beside: entries))
                }
            }
            if !values.isEmpty {
                forms.append(Shape.Form(keys: subset, choice: choice?.key, values: values))
            }
        }
        guard !forms.isEmpty else { return nil }
        if let choice { shapes[choice.key] = .scalar(.choice(choice.values)) }
        return .forms(
            forms,
            properties: keys.compactMap { key in
                shapes[key].map { Shape.Property(key: key, shape: $0) }
            })
    }

    /// The subsets of one key up to the most, smaller ones first.
    private static func subsets(of keys: [String]) -> [[String]] {
        var all: [[Int]] = [[]]
        var last: [[Int]] = [[]]
        for _ in 0..<min(mostTogether, keys.count) {
            last = last.flatMap { subset in
                ((subset.last ?? -1) + 1..<keys.count).map { subset + [$0] }
            }
            all += last
        }
        return all.dropFirst().map { $0.map { keys[$0] } }
    }
}
