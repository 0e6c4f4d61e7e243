// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Reads price books by themselves.
public enum PriceBookFile {
    /// The price book of a file.
    ///
    /// Throws everything that is wrong at once, each with its place.
    public static func load(
        path: String, reader: FileReader = .disk
    ) throws(ScenarioErrors) -> PriceBook {
        let problems = Problems()
        var loader = DocumentLoader(reader: reader, problems: problems)
        let book = loader.parse(path, named: nil, keyPath: "").flatMap { document in
            PriceBookReader().read(
                Field(
                    node: document, keyPlace: document.place, path: "", problems: problems))
        }
        guard let book, problems.isEmpty else { throw problems.all(files: loader.files) }
        return book
    }
}
