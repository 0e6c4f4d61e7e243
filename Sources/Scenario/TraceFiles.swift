// SPDX-License-Identifier: GPL-3.0-or-later

/// The CSV files that a scenario names: traces of sources, and prices of chains.
enum TraceFiles {
    /// Where they are named.
    enum Section: String, CaseIterable {
        case traffic, components

        /// From what is named in the section to the key with the path.
        fileprivate var keys: [String] {
            switch self {
            case .traffic: ["trace", "file"]
            case .components: ["blocks", "prices", "file"]
            }
        }
    }

    /// Under what the file of a source or component is kept.
    static func key(_ section: Section, _ name: String) -> String { "\(section).\(name)" }

    /// Reads them; those that cannot be read are noted and left out.
    static func read(
        _ document: DocumentNode, from path: String, _ loader: inout DocumentLoader
    ) -> [String: TraceFile] {
        var files: [String: TraceFile] = [:]
        for section in Section.allCases {
            guard case .map(let entries)? = document[section.rawValue]?.value else { continue }
            for entry in entries {
                var node: DocumentNode? = entry.value
                for key in section.keys { node = node?[key] }
                guard let node, let text = node.scalarText, !text.isEmpty else { continue }
                let file = FilePath.resolve(text, from: path)
                let key = key(section, entry.key)
                let keyPath = ([key] + section.keys).joined(separator: ".")
                guard let bytes = loader.trace(file, named: node, keyPath: keyPath) else {
                    continue
                }
                files[key] = TraceFile(path: file, bytes: bytes)
            }
        }
        return files
    }

    /// A section of one file, its paths as the first file would name them.
    static func rebased(
        _ value: DocumentNode, _ section: Section, of file: String, root: String
    ) -> DocumentNode {
        value.mapping { rebased($0, section.keys[...], of: file, root: root) }
    }

    private static func rebased(
        _ node: DocumentNode, _ keys: ArraySlice<String>, of file: String, root: String
    ) -> DocumentNode {
        if let key = keys.first {
            return node.mapping(only: key) {
                rebased($0, keys.dropFirst(), of: file, root: root)
            }
        }
        return node.rebasedPath(of: file, root: root)
    }
}

extension DocumentNode {
    /// The same with the values of a map changed, all or those of one key.
    func mapping(
        only key: String? = nil, _ change: (DocumentNode) -> DocumentNode
    ) -> DocumentNode {
        guard case .map(let entries) = value else { return self }
        let changed = entries.map { entry in
            key == nil || entry.key == key
                ? Entry(key: entry.key, keyPlace: entry.keyPlace, value: change(entry.value))
                : entry
        }
        return DocumentNode(place: place, value: .map(changed))
    }

    /// A path that a file names, as the first file would name it.
    func rebasedPath(of file: String, root: String) -> DocumentNode {
        guard case .scalar(let scalar) = value, !scalar.isRemoval, !scalar.text.isEmpty else {
            return self
        }
        let text = FilePath.relative(FilePath.resolve(scalar.text, from: file), to: root)
        return DocumentNode(place: place, value: .scalar(.init(text: text, isQuoted: true)))
    }
}
