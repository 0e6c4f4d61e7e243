// SPDX-License-Identifier: GPL-3.0-or-later

/// Changes of a scenario that stand in a file of their own: a map of keys, as `--set` takes them,
/// and values, such as `components.api.replicas: 14`. The scenario's own files stay as they are.
public enum OverlayFile {
    /// What is read before any change is made, and what is no part of a platform.
    private static let fixed = ["extends", "plimsoll", "options"]

    /// The changes in the order of the file; throws all that is wrong with it, each with its place.
    public static func read(
        path: String, reader: FileReader = .disk
    ) throws(ScenarioErrors) -> [Override] {
        let problems = Problems()
        var loader = DocumentLoader(reader: reader, problems: problems)
        guard let document = loader.parse(path, named: nil, keyPath: "") else {
            throw problems.all(files: loader.files)
        }
        let field = Field(
            node: document, keyPlace: document.place, path: "", problems: problems)
        let changes = field.names("a map of keys and values").flatMap {
            OverrideMapReader(subject: "an overlay", fixed: fixed).read($0)
        }
        guard let changes, problems.isEmpty else { throw problems.all(files: loader.files) }
        return changes
    }

    /// A file of changes as `--set` takes them, under lines of remarks.
    public static func text(sets: [String], remarks: [String]) throws(ScenarioError) -> String {
        // What a remark tells of may hold line breaks, behind which it would be a change.
        var text = remarks.map { remark in
            let line = remark.split(whereSeparator: \.isNewline).joined(separator: " ")
            return line.isEmpty ? "#\n" : "# \(line)\n"
        }.joined()
        for set in sets {
            let change = try Override(parsing: set)
            let place = Place.override(set)
            let key = String(set.prefix { $0 != "=" })
            let value = DocumentNode(
                place: place, value: .scalar(.init(text: change.value, isQuoted: false)))
            text += DocumentWriter.write(
                DocumentNode(
                    place: place, value: .map([.init(key: key, keyPlace: place, value: value)])))
        }
        return text
    }
}

extension LoadedScenario {
    /// The single value at a key, as it is written.
    ///
    /// Throws where there is none, with the key that was most likely meant.
    public func value(of key: String) throws(ScenarioError) -> String {
        guard let path = KeyPath(parsing: key), let found = document.find(path) else {
            throw ScenarioError(
                place: .file(self.path), keyPath: "", value: key,
                problem: "there is no key \(quoted(key))",
                remedy: NearestName.remedy(for: key, in: document.keysOfValues, of: "key"))
        }
        guard case .scalar(let scalar) = found.node.value else {
            let below = found.node.keysOfValues.map { key + "." + $0 }
            throw ScenarioError(
                place: found.node.place, keyPath: key, value: nil,
                problem: "this is \(found.node.kindName)",
                remedy: "name one value of it, such as \(below.first ?? key)")
        }
        return scalar.text
    }
}

extension DocumentNode {
    /// The paths of all single values in it.
    fileprivate var keysOfValues: [String] {
        func paths(_ key: String, _ node: DocumentNode) -> [String] {
            if case .scalar = node.value { return [key] }
            return node.keysOfValues.map { key + "." + $0 }
        }
        switch value {
        case .scalar: return []
        case .list(let items):
            return items.enumerated().flatMap { paths("\($0.offset)", $0.element) }
        case .map(let entries): return entries.flatMap { paths($0.key, $0.value) }
        }
    }
}
