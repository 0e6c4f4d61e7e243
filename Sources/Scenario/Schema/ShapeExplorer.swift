// SPDX-License-Identifier: GPL-3.0-or-later

/// Finds out what documents the readers read: it hands them documents that have one value after
/// the other in one place after the other, and hears what they ask.
///
/// So it takes nothing for granted of readers but that they ask through `Field`. Where they go on
/// differently, by the value of a key (`kind`) or by the keys that are there (`on`, `query`), each
/// way is walked.
struct ShapeExplorer {
    typealias Entries = [(key: String, value: DocumentNode)]

    private static let deepest = 12

    /// What every document begins with, so that references find something.
    let skeleton: Entries
    let read: (DocumentNode, Problems) -> Void
    private(set) var definitions: [Definition: Shape] = [:]

    init(skeleton: Entries, read: @escaping (DocumentNode, Problems) -> Void) {
        self.skeleton = skeleton
        self.read = read
    }

    mutating func whole() -> Shape { shape(of: Hole(path: "") { $0 }) ?? .anything }

    func hear(_ hole: Hole, _ value: DocumentNode) -> Probe {
        let probe = Probe()
        read(hole.fill(value), Problems(probe: probe))
        return probe
    }

    /// The shape of a value; nil where no reader asks anything of it.
    mutating func shape(of hole: Hole) -> Shape? {
        // Deeper than a document may be: a reader that calls itself without saying so.
        if hole.path.utf8.count(where: { $0 == UInt8(ascii: ".") }) > Self.deepest { return nil }
        var asks: [Ask] = []
        for value in [Hole.wrong, Hole.list([]), Hole.map(hole.path.isEmpty ? skeleton : [])] {
            for ask in hear(hole, value)[hole.path] where !asks.contains(ask) { asks.append(ask) }
        }
        guard !asks.isEmpty else { return nil }
        for case .definition(let definition) in asks {
            if definitions[definition] == nil {
                // What it holds may refer to it.
                definitions[definition] = .anything
                definitions[definition] = explored(hole, asks)
            }
            return .defined(definition)
        }
        return explored(hole, asks)
    }

    private mutating func explored(_ hole: Hole, _ asks: [Ask]) -> Shape {
        var shapes = scalars(asks).map(Shape.scalar)
        if asks.contains(.items) {
            let least =
                hear(hole, Hole.list([])).hasProblem(at: hole.path)
                && !hear(hole.item, Hole.wrong).hasProblem(at: hole.path)
            shapes.append(.list(of: shape(of: hole.item) ?? .anything, least: least ? 1 : 0))
        }
        if asks.contains(.names) { shapes.append(map(hole)) }
        return shapes.isEmpty ? .anything : .any(of: shapes)
    }

    /// What is asked of a single value; ranges that depend on something else are joined.
    private func scalars(_ asks: [Ask]) -> [Ask] {
        var scalars: [Ask] = []
        var whole: ClosedRange<Int64>?
        for ask in asks {
            switch ask {
            case .whole(let range):
                let known = whole ?? range
                whole =
                    min(
                        known.lowerBound, range.lowerBound)...max(
                        known.upperBound, range.upperBound)
            case .text, .word, .quantity, .number, .choice, .reference: scalars.append(ask)
            case .items, .map, .names, .key, .required, .known, .definition: break
            }
        }
        return scalars + (whole.map { [.whole($0)] } ?? [])
    }

    // MARK: Maps

    private mutating func map(_ hole: Hole) -> Shape {
        let start: Entries = hole.path.isEmpty ? skeleton : []
        if let keys = self.keys(hole, start) { return closed(hole, keys) }
        let candidates = self.candidates(hole)
        let cases = candidates.flatMap { self.cases(hole, deciding: $0) }
        if !cases.isEmpty { return .cases(settled(cases)) }
        // Names that people choose; where they must be known, one that is.
        for name in [Hole.name] + skeleton.map(\.key) {
            if let shape = shape(of: hole.key(name, beside: [])) { return .names(of: shape) }
        }
        return .names(of: .anything)
    }

    /// The keys that a map may have, once the reader knows them.
    private func keys(_ hole: Hole, _ entries: Entries) -> [String]? {
        var keys: [String]?
        for case .map(let listed) in hear(hole, Hole.map(entries))[hole.path] {
            keys = (keys ?? []) + listed.filter { keys?.contains($0) != true }
        }
        return keys
    }

    /// The keys of which one decides what other keys there are.
    private func candidates(_ hole: Hole) -> [String] {
        var candidates: [String] = []
        func add(_ keys: [String]) {
            for key in keys where !candidates.contains(key) { candidates.append(key) }
        }
        for entries in [[], [(key: Hole.name, value: Hole.wrong)]] {
            for ask in hear(hole, Hole.map(entries))[hole.path] {
                switch ask {
                case .key(let key): add([key])
                case .known(let keys): add(keys)
                case .text, .word, .quantity, .whole, .number, .choice, .reference, .items, .map,
                    .names, .required, .definition:
                    break
                }
            }
        }
        return candidates
    }

    private mutating func cases(_ hole: Hole, deciding key: String) -> [Shape.Case] {
        let present: Entries = [(key, Hole.wrong)]
        if let (keys, given) = completed(hole, present) {
            let object = self.object(hole, keys, given: given)
            return [Shape.Case(condition: .presence(of: key), objects: [object])]
        }
        let asks = hear(hole, Hole.map(present))[hole.key(key, beside: []).path]
        // Where no value leads to the other keys, they may be any.
        var free = Shape.Case(condition: .presence(of: key), objects: [])
        guard let values = asks.compactMap(\.listed).first else {
            return asks.isEmpty ? [] : [free]
        }
        let isFixed = self.isFixed(values)
        var cases: [Shape.Case] = []
        for value in values {
            guard let (keys, given) = completed(hole, [(key, Hole.scalar(value))]) else {
                if isFixed {
                    cases.append(Shape.Case(condition: .value(of: key, in: [value]), objects: []))
                }
                continue
            }
            let object = self.object(hole, keys, given: given)
            if isFixed {
                cases.append(
                    Shape.Case(condition: .value(of: key, in: [value]), objects: [object]))
            } else if !free.objects.contains(object) {
                free.objects.append(object)
            }
        }
        return isFixed ? cases : [free]
    }

    /// The keys that a map may have once what is required beside is given too, and is right.
    private func completed(_ hole: Hole, _ given: Entries) -> (keys: [String], given: Entries)? {
        var given = given
        while true {
            if let keys = keys(hole, given) { return (keys, given) }
            let missing = hear(hole, Hole.map(given))[hole.path].compactMap { ask -> String? in
                guard case .required(let key) = ask, !given.contains(where: { $0.key == key })
                else { return nil }
                return key
            }
            guard let key = missing.first else { return nil }
            let child = hole.key(key, beside: given)
            let sample = hear(child, Hole.wrong)[child.path].lazy.compactMap(\.sample).first
            given.append((key, sample ?? Hole.wrong))
        }
    }

    /// A map whose keys are known from the start.
    private mutating func closed(_ hole: Hole, _ keys: [String]) -> Shape {
        if !hole.path.isEmpty, let forms = forms(hole, keys) { return forms }
        if !hole.path.isEmpty, let cases = split(hole, keys) { return .cases(settled(cases)) }
        let object = self.object(hole, keys, given: [])
        return .cases(settled([Shape.Case(condition: nil, objects: [object])]))
    }

    /// By the value of a key, if that changes what is asked of the others.
    private mutating func split(_ hole: Hole, _ keys: [String]) -> [Shape.Case]? {
        for key in keys {
            let child = hole.key(key, beside: others(hole, keys))
            let asked = hear(child, Hole.wrong)[child.path]
            guard let values = asked.compactMap(\.listed).first, isFixed(values) else { continue }
            var groups: [(asks: [String: Set<Ask>], values: [String])] = []
            for value in values {
                let asks = self.asks(hole, keys, given: [(key, Hole.scalar(value))])
                if let index = groups.firstIndex(where: { $0.asks == asks }) {
                    groups[index].values.append(value)
                } else {
                    groups.append((asks, [value]))
                }
            }
            guard groups.count > 1 else { continue }
            return groups.map { group in
                let object = self.object(hole, keys, given: [(key, Hole.scalar(group.values[0]))])
                return Shape.Case(
                    condition: .value(of: key, in: group.values), objects: [object])
            }
        }
        return nil
    }

    /// What is asked of the other keys, of all at once and of each alone.
    private func asks(_ hole: Hole, _ keys: [String], given: Entries) -> [String: Set<Ask>] {
        let all = others(hole, keys, given: given)
        let alone = all.dropFirst(given.count).map { given + [$0] }
        var asks: [String: Set<Ask>] = [:]
        for entries in [all] + alone {
            asks.merge(hear(hole, Hole.map(entries)).all(at: hole.path)) { $0.union($1) }
        }
        for entry in given { asks[hole.key(entry.key, beside: []).path] = nil }
        return asks
    }

    /// The keys of a map, their values, and which must be there, beside what is given.
    private mutating func object(
        _ hole: Hole, _ keys: [String], given: Entries
    ) -> Shape.Object {
        let others = self.others(hole, keys, given: given)
        var required: [String] = []
        for entries in [hole.path.isEmpty ? skeleton : given, others] {
            for case .required(let key) in hear(hole, Hole.map(entries))[hole.path]
            where keys.contains(key) && !required.contains(key) {
                required.append(key)
            }
        }
        let properties = keys.map { key in
            let shape =
                self.shape(of: hole.key(key, beside: others))
                ?? self.shape(of: hole.key(key, beside: given))
            if let shape { return Shape.Property(key: key, shape: shape) }
            let isRefused = [others, given].contains { beside in
                let child = hole.key(key, beside: beside)
                return hear(child, Hole.wrong).hasProblem(at: child.path)
            }
            return Shape.Property(key: key, shape: isRefused ? .refused : .anything)
        }
        return Shape.Object(properties: properties, required: required)
    }

    /// All keys of a map, wrong but for those that are given; those of the document are right.
    private func others(_ hole: Hole, _ keys: [String], given: Entries = []) -> Entries {
        if hole.path.isEmpty { return skeleton }
        return given
            + keys.filter { key in !given.contains { $0.key == key } }.map { ($0, Hole.wrong) }
    }

    /// A key that is refused in one case does not belong there, if it is read in another;
    /// nor does one in whose own case there is no place for the key of this one.
    private func settled(_ cases: [Shape.Case]) -> [Shape.Case] {
        let all = cases.flatMap(\.objects).flatMap(\.properties)
        let unread: [Shape] = [.anything, .refused]
        let read = Set(all.filter { !unread.contains($0.shape) }.map(\.key))
        let bare = cases.map { old in
            old.with { $0.shape != .refused || !read.contains($0.key) }
        }
        return bare.map { old in
            guard case .presence(let mine) = old.condition else { return old }
            let shut = bare.compactMap { other -> String? in
                guard case .presence(let key) = other.condition, !other.objects.isEmpty,
                    !other.allows(mine)
                else {
                    return nil
                }
                return key
            }
            return old.with { !shut.contains($0.key) }
        }
    }

    /// Whether they stand in the program and not in the document.
    func isFixed(_ values: [String]) -> Bool {
        !values.isEmpty && !values.contains { $0.contains(Hole.name) }
    }
}

extension Shape.Case {
    fileprivate func allows(_ key: String) -> Bool {
        objects.contains { $0.properties.contains { $0.key == key } }
    }

    fileprivate func with(_ belongs: (Shape.Property) -> Bool) -> Shape.Case {
        let kept = objects.map {
            Shape.Object(properties: $0.properties.filter(belongs), required: $0.required)
        }
        return Shape.Case(condition: condition, objects: kept)
    }
}

extension Ask {
    /// The values of a choice, or the names there are.
    var listed: [String]? {
        switch self {
        case .choice(let values), .reference(_, let values): values
        case .text, .word, .quantity, .whole, .number, .items, .map, .names, .key, .required,
            .known, .definition:
            nil
        }
    }

    /// A value that would be right.
    var sample: DocumentNode? {
        switch self {
        case .text, .word: Hole.scalar("x")
        case .quantity(let form): form.examples.first.map(Hole.scalar)
        case .whole(let range): Hole.scalar("\(range.lowerBound)")
        case .number(let range): Hole.scalar("\(Int64(range.upperBound))")
        case .choice(let values), .reference(_, let values): values.first.map(Hole.scalar)
        case .items, .map, .names, .key, .required, .known, .definition: nil
        }
    }
}
