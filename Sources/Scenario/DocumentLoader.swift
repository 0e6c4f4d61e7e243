// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads a scenario file and the files that it extends, and merges them into one document.
struct DocumentLoader {
    private static let mostFiles = 32

    private let reader: FileReader
    private let problems: Problems
    /// Every file that was asked for, in that order.
    private(set) var files: [String] = []

    init(reader: FileReader, problems: Problems) {
        self.reader = reader
        self.problems = problems
    }

    /// The merged document without its `extends`, or nil once it has noted why there is none.
    mutating func load(_ path: String) -> DocumentNode? {
        var chain: [String] = []
        var layers: [DocumentNode] = []
        var next: (path: String, named: DocumentNode?)? = (path, nil)
        while let (file, named) = next {
            let normal = FilePath.normal(file)
            if let start = chain.firstIndex(of: normal), let named {
                let cycle = (chain[start...] + [normal]).joined(separator: " -> ")
                note(
                    named.place, "extends", "the files extend each other in a circle: \(cycle)",
                    "remove one 'extends'")
                return nil
            }
            guard chain.count < Self.mostFiles else {
                note(
                    .file(path), "extends", "more than \(Self.mostFiles) files extend each other",
                    "merge some of them")
                return nil
            }
            chain.append(normal)
            guard let document = parse(file, named: named, keyPath: "extends"),
                let layer = layer(document, of: file, root: path)
            else { return nil }
            layers.append(layer)
            next = parent(of: document, in: file)
        }
        guard let base = layers.popLast() else { return nil }
        return layers.reversed().reduce(base.withoutRemovals()) { $0.merged(under: $1) }
    }

    /// The document of one file; `named` is the value that names it, absent for the first.
    mutating func parse(_ path: String, named: DocumentNode?, keyPath: String) -> DocumentNode? {
        guard let bytes = read(path, named, keyPath, limit: DocumentParser.largestFile) else {
            return nil
        }
        var parser = DocumentParser(file: path, problems: problems)
        guard let document = parser.parse(bytes) else { return nil }
        guard case .map = document.value else {
            note(
                document.place, "", "the file holds \(document.kindName)",
                "write a map of keys, beginning with 'plimsoll: 1'")
            return nil
        }
        return document
    }

    /// The bytes of a CSV file.
    mutating func trace(_ path: String, named: DocumentNode, keyPath: String) -> [UInt8]? {
        read(path, named, keyPath, limit: TraceFile.largest)
    }

    private mutating func read(
        _ path: String, _ named: DocumentNode?, _ keyPath: String, limit: Int
    ) -> [UInt8]? {
        files.append(path)
        do { return try reader.read(path, limit) } catch {
            note(
                named?.place ?? .file(path), named == nil ? "" : keyPath,
                named == nil ? error.problem : "\(quoted(path)): \(error.problem)", error.remedy)
            return nil
        }
    }

    private func parent(
        of document: DocumentNode, in file: String
    ) -> (path: String, named: DocumentNode?)? {
        guard let node = document["extends"], case .scalar(let scalar) = node.value,
            !scalar.isRemoval
        else { return nil }
        return (FilePath.resolve(scalar.text, from: file), node)
    }

    /// What a file contributes: all but `extends`, with the path of its price book as the first
    /// file would name it.
    private func layer(_ document: DocumentNode, of file: String, root: String) -> DocumentNode? {
        guard case .map(let entries) = document.value else { return nil }
        var kept: [DocumentNode.Entry] = []
        for entry in entries {
            guard case .scalar(let scalar) = entry.value.value else {
                if entry.key == "extends" {
                    note(
                        entry.value.place, entry.key, "this is \(entry.value.kindName)",
                        "write the path of one file")
                    return nil
                }
                let value = Self.rebased(entry, of: file, root: root)
                kept.append(.init(key: entry.key, keyPlace: entry.keyPlace, value: value))
                continue
            }
            switch entry.key {
            case "extends" where scalar.text.isEmpty:
                note(entry.value.place, entry.key, "there is no path", "write the path of a file")
                return nil
            case "extends": break
            case "plimsoll" where file != root && scalar.text != "1":
                note(
                    entry.value.place, entry.key,
                    "\(quoted(scalar.text)) is not a version that is known", "write 1")
                return nil
            case "prices",
                "sizes"
            where !scalar.isRemoval && !scalar.text.isEmpty:
                let resolved = FilePath.resolve(scalar.text, from: file)
                let text = FilePath.relative(resolved, to: root)
                let node = DocumentNode(
                    place: entry.value.place, value: .scalar(.init(text: text, isQuoted: true)))
                kept.append(.init(key: entry.key, keyPlace: entry.keyPlace, value: node))
            default: kept.append(entry)
            }
        }
        return DocumentNode(place: document.place, value: .map(kept))
    }

    /// A section, its paths as the first file would name them.
    private static func rebased(
        _ entry: DocumentNode.Entry, of file: String, root: String
    ) -> DocumentNode {
        if entry.key == MigrationReader.key {
            return MigrationFiles.rebased(entry.value, of: file, root: root)
        }
        guard let section = TraceFiles.Section(rawValue: entry.key) else { return entry.value }
        return TraceFiles.rebased(entry.value, section, of: file, root: root)
    }

    private func note(_ place: Place, _ keyPath: String, _ problem: String, _ remedy: String) {
        problems.add(
            ScenarioError(
                place: place, keyPath: keyPath, value: nil, problem: problem, remedy: remedy))
    }
}

extension DocumentNode {
    /// The value of a key of a map.
    subscript(key: String) -> DocumentNode? {
        guard case .map(let entries) = value else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

extension FileFault {
    var problem: String {
        switch self {
        case .missing: "there is no such file"
        case .directory: "this is a directory"
        case .tooLarge(let limit): "the file is larger than \(limit >> 20) MiB"
        case .unreadable: "the file cannot be read"
        }
    }

    var remedy: String {
        switch self {
        case .missing: "check the path"
        case .directory: "name a file in it"
        case .tooLarge: "give a scenario file; one has some kilobytes"
        case .unreadable: "check its permissions"
        }
    }
}
