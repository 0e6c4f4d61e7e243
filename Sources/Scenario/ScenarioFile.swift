// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A scenario as it was read: the model, and the document that it came from.
public struct LoadedScenario: Sendable {
    public let model: Model
    /// 16 hexadecimal digits that stand for the resolved text, its price and size books and its
    /// traces.
    public let digest: String
    /// The merged document as YAML: one file that means the same as all that were read.
    public let resolvedText: String
    /// The file that was asked for.
    public let path: String
    /// The same as it was merged.
    let document: DocumentNode
    /// What the scenario says could be otherwise; nothing of it is in the model.
    public let options: [NamedOption]
    /// To which other chain its transactions could go; nothing of it is in the model.
    public let migration: Migration?
    public let batching: Batching
    /// What transactions pay above the base fee where they say nothing else, by component.
    public let tips: [WeiPerGas]

    /// What stands for both together.
    public func digest(with other: LoadedScenario) -> String { Digest.of([digest, other.digest]) }
}

/// Reads scenario files.
public enum ScenarioFile {
    /// The model of a scenario file, of the files that it extends and of its price book, under the
    /// overrides in their order.
    ///
    /// A later document wins over an earlier one: maps merge key by key, single values and lists
    /// are replaced, and a key whose value is `null` or `~` is removed. Paths in `extends`,
    /// `prices` and traces start at the file that names them.
    ///
    /// With the name of a target, its chain stands in place of the one that is left.
    ///
    /// Throws everything that is wrong at once, each with its place; what only the whole model can
    /// tell (`ModelError`) is looked for when nothing else is wrong.
    public static func load(
        path: String, sets: [Override] = [], movedTo target: String? = nil,
        reader: FileReader = .disk
    ) throws(ScenarioErrors) -> LoadedScenario {
        let problems = Problems()
        var loader = DocumentLoader(reader: reader, problems: problems)
        guard var document = loader.load(path) else {
            throw problems.all(files: loader.files)
        }
        for change in sets { document = apply(change, to: document, problems: problems) }
        if let target {
            guard
                let moved = MigrationFiles.moved(
                    document, to: target, from: path, &loader, problems)
            else { throw problems.all(files: loader.files) }
            document = moved
        }
        let prices = readBook(
            .prices, document, from: path, &loader, problems, read: PriceBookReader().read)
        let sizes = readBook(
            .sizes, document, from: path, &loader, problems, read: SizeBookReader().read)
        let traces = TraceFiles.read(document, from: path, &loader)
        let modelReader = ModelReader(
            document: document, prices: prices?.book, sizes: sizes?.book, traces: traces,
            problems: problems)
        let model = modelReader.read()
        guard let model, problems.isEmpty else { throw problems.all(files: loader.files) }
        let studies = modelReader.studies()
        let text = DocumentWriter.write(document)
        let recorded = traces.sorted { $0.key < $1.key }.map {
            String(decoding: $0.value.bytes, as: UTF8.self)
        }
        return LoadedScenario(
            model: model,
            digest: Digest.of([text] + [prices?.text, sizes?.text].compactMap(\.self) + recorded),
            resolvedText: text, path: path, document: document, options: options(of: document),
            migration: studies?.migration, batching: studies?.batching ?? .none,
            tips: studies?.tips ?? [])
    }

    private static func options(of document: DocumentNode) -> [NamedOption] {
        guard let node = document["options"] else { return [] }
        let field = Field(
            node: node, keyPlace: node.place, path: "options", problems: Problems())
        return NamedOptionReader().read(field) ?? []
    }

    private static func apply(
        _ change: Override, to document: DocumentNode, problems: Problems
    ) -> DocumentNode {
        guard let value = change.node(problems: problems) else { return document }
        do {
            try checkNamed(change, in: document)
            return try document.setting(change.path.parts[...], to: value)
        } catch {
            problems.add(error)
            return document
        }
    }

    /// A change inside a part that the scenario does not name is a slip and not a new part.
    private static func checkNamed(
        _ change: Override, in document: DocumentNode
    ) throws(ScenarioError) {
        let sections =
            ["traffic", "operations", "components", "keyspaces"]
            + FrontendReader.keys.filter { $0 != "budgets" }
        let parts = change.path.parts
        guard parts.first != "extends" else {
            throw ScenarioError(
                place: change.place, keyPath: "extends", value: change.text,
                problem: "'extends' is read before anything is set",
                remedy: "write a file that extends the other")
        }
        guard parts.count > 2, sections.contains(parts[0]), let section = document[parts[0]],
            case .map(let entries) = section.value,
            DocumentNode.match(parts.dropFirst(), in: entries) == nil
        else { return }
        throw ScenarioError(
            place: change.place, keyPath: parts[0], value: parts[1],
            problem: "there is no \(quoted(parts[1])) in \(parts[0])",
            remedy: NearestName.remedy(for: parts[1], in: entries.map(\.key), of: "name"))
    }

    /// The path of a book that a scenario names, such as its `prices`.
    static func path(
        of book: BookKey, _ node: DocumentNode, _ problems: Problems
    ) -> String? {
        Field(node: node, keyPlace: node.place, path: book.rawValue, problems: problems)
            .text(book.expectation)
    }

    private static func readBook<Book>(
        _ key: BookKey, _ document: DocumentNode, from path: String,
        _ loader: inout DocumentLoader, _ problems: Problems, read: (Field) -> Book?
    ) -> (book: Book, text: String)? {
        guard let node = document[key.rawValue], let text = self.path(of: key, node, problems)
        else { return nil }
        let file = FilePath.resolve(text, from: path)
        guard let book = loader.parse(file, named: node, keyPath: key.rawValue) else { return nil }
        let root = Field(node: book, keyPlace: book.place, path: "", problems: problems)
        return read(root).map { ($0, DocumentWriter.write(book)) }
    }
}

/// The files beside a scenario that it takes numbers from.
enum BookKey: String, CaseIterable {
    case prices
    case sizes

    var expectation: String {
        switch self {
        case .prices: "the path of a price book"
        case .sizes: "the path of a size book"
        }
    }
}
