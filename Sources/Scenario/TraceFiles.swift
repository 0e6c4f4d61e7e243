// SPDX-License-Identifier: GPL-3.0-or-later

/// The CSV files that the sources of a scenario name, by source.
enum TraceFiles {
    private static let section = "traffic"

    /// Reads them; those that cannot be read are noted and left out.
    static func read(
        _ document: DocumentNode, from path: String, _ loader: inout DocumentLoader
    ) -> [String: TraceFile] {
        guard case .map(let sources)? = document[section]?.value else { return [:] }
        var files: [String: TraceFile] = [:]
        for source in sources {
            guard let node = source.value["trace"]?["file"], let text = node.scalarText,
                !text.isEmpty
            else { continue }
            let file = FilePath.resolve(text, from: path)
            let keyPath = "\(section).\(source.key).trace.file"
            guard let bytes = loader.trace(file, named: node, keyPath: keyPath) else { continue }
            files[source.key] = TraceFile(path: file, bytes: bytes)
        }
        return files
    }

    /// The traffic of one file, its traces as the first file would name them.
    static func rebased(_ traffic: DocumentNode, of file: String, root: String) -> DocumentNode {
        traffic.mapping { source in
            source.mapping(only: "trace") { trace in
                trace.mapping(only: "file") { path in
                    guard case .scalar(let scalar) = path.value, !scalar.isRemoval,
                        !scalar.text.isEmpty
                    else { return path }
                    let resolved = FilePath.resolve(scalar.text, from: file)
                    let text = FilePath.relative(resolved, to: root)
                    return DocumentNode(
                        place: path.place, value: .scalar(.init(text: text, isQuoted: true)))
                }
            }
        }
    }
}

extension DocumentNode {
    /// The same with the values of a map changed, all or those of one key.
    fileprivate func mapping(
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
}
