// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// JSON Schemas (2020-12) of the files that can be read, made by asking their readers.
public enum ScenarioSchema {
    /// Of scenario files, those that extend others included.
    public static func ofScenarios() -> String {
        let kinds = Names.Kind.allCases.map { kind in
            (
                key: "\(Hole.name) of \(kind.rawValue)",
                value: Hole.map([("kind", Hole.scalar(kind.rawValue))])
            )
        }
        let one = Hole.map([(Hole.name, Hole.map([]))])
        var explorer = ShapeExplorer(
            skeleton: [
                ("components", Hole.map(kinds)), ("operations", one), ("keyspaces", one),
            ],
            read: read)
        let whole = explorer.whole()
        return SchemaWriter(definitions: explorer.definitions)
            .scenario(whole, titled: "Plimsoll scenario")
    }

    /// Of price books.
    public static func ofPrices() -> String {
        ofBook(titled: "Plimsoll price book") { _ = PriceBookReader().read($0) }
    }

    /// Of size books.
    public static func ofSizes() -> String {
        ofBook(titled: "Plimsoll size book") { _ = SizeBookReader().read($0) }
    }

    private static func ofBook(titled title: String, read: @escaping (Field) -> Void) -> String {
        var explorer = ShapeExplorer(skeleton: []) { document, problems in
            read(Field(node: document, keyPlace: document.place, path: "", problems: problems))
        }
        let whole = explorer.whole()
        return SchemaWriter(definitions: explorer.definitions).whole(whole, titled: title)
    }

    private static func read(_ document: DocumentNode, _ problems: Problems) {
        _ = ModelReader(
            document: document, prices: nil, sizes: nil, traces: [:], problems: problems
        ).read()
        // These are read before the model is.
        for book in BookKey.allCases {
            if let node = document[book.rawValue] {
                _ = ScenarioFile.path(of: book, node, problems)
            }
        }
        if let node = document["extends"] {
            _ = Field(node: node, keyPlace: node.place, path: "extends", problems: problems)
                .text("the path of a scenario file to build on")
        }
    }
}
