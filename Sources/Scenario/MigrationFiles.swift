// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The files of chains that `migration` names.
enum MigrationFiles {
    /// The section of one file, its paths as the first file would name them.
    static func rebased(_ section: DocumentNode, of file: String, root: String) -> DocumentNode {
        section.mapping(only: "to") { targets in
            targets.mapping { target in
                target.mapping(only: "file") { $0.rebasedPath(of: file, root: root) }
            }
        }
    }

    /// The scenario with the chain of a target in place of the one that is left: the same
    /// transactions, accounts and price of ether, other blocks and fees. Nil once it has noted why
    /// there is none.
    static func moved(
        _ document: DocumentNode, to target: String, from path: String,
        _ loader: inout DocumentLoader, _ problems: Problems
    ) -> DocumentNode? {
        let place = document[MigrationReader.key]?["to"]?.place ?? document.place
        func note(_ problem: String, _ remedy: String, _ node: DocumentNode?) {
            problems.add(
                ScenarioError(
                    place: node?.place ?? place, keyPath: "migration.to", value: target,
                    problem: problem, remedy: remedy))
        }
        guard case .map(let targets)? = document[MigrationReader.key]?["to"]?.value else {
            note(
                "the scenario names no layer 2",
                "add migration: {to: {\(target): {file: …}}}, with the file of the chain", nil)
            return nil
        }
        guard let node = targets.first(where: { $0.key == target })?.value else {
            note(
                "there is no chain \(quoted(target)) to move to",
                NearestName.remedy(for: target, in: targets.map(\.key), of: "chain"), nil)
            return nil
        }
        let left = chain(of: document, named: document[MigrationReader.key]?["chain"]?.scalarText)
        guard let left else {
            note(
                "it is not said which chain is left",
                "name a component of kind chain in migration.chain", nil)
            return nil
        }
        guard let fileNode = node["file"], let text = fileNode.scalarText else { return nil }
        let file = FilePath.resolve(text, from: path)
        guard loader.parse(file, named: fileNode, keyPath: "migration.to.\(target).file") != nil,
            let other = loader.load(file)
        else { return nil }
        guard let found = chain(of: other, named: node["component"]?.scalarText) else {
            note(
                "\(quoted(file)) does not say which chain it is",
                "name its component of kind chain in migration.to.\(target).component", fileNode)
            return nil
        }
        let component = TraceFiles.rebased(
            DocumentNode(place: found.value.place, value: .map([found])), .components, of: file,
            root: path)
        guard case .map(let entries) = component.value, let new = entries.first?.value else {
            return nil
        }
        return replacing(left, with: new, in: document)
    }

    /// The chain of that name, or the only one.
    private static func chain(
        of document: DocumentNode, named name: String?
    ) -> DocumentNode.Entry? {
        guard case .map(let components)? = document["components"]?.value else { return nil }
        let chains = components.filter { $0.value["kind"]?.scalarText == "chain" }
        if let name { return chains.first { $0.key == name } }
        return chains.count == 1 ? chains.first : nil
    }

    /// What is said of the chain that is left goes with it: assumptions and published figures.
    private static func replacing(
        _ left: DocumentNode.Entry, with new: DocumentNode, in document: DocumentNode
    ) -> DocumentNode {
        let kept = ["ether price", "accounts", "layer", "tags", "transactions", "gas price"]
        guard case .map(let entries) = document.value, case .map(let settings) = new.value,
            case .map(let before) = left.value.value
        else { return document }
        let component = DocumentNode(
            place: new.place,
            value: .map(
                settings.filter { !kept.contains($0.key) }
                    + before.filter { kept.contains($0.key) }))
        let dropped = ["assumptions", "observed", "options", "notes"]
        let changed = entries.filter { !dropped.contains($0.key) }.map { entry in
            guard entry.key == "components" else { return entry }
            return DocumentNode.Entry(
                key: entry.key, keyPlace: entry.keyPlace,
                value: entry.value.mapping(only: left.key) { _ in component })
        }
        return DocumentNode(place: document.place, value: .map(changed))
    }
}
