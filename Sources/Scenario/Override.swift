// SPDX-License-Identifier: GPL-3.0-or-later

/// A change to a scenario from outside its files: `--set components.db.queue limit=5`.
public struct Override: Sendable, Hashable {
    /// As it was given.
    public let text: String
    let path: KeyPath
    let value: String
    /// Where it stands; absent for one from the command line.
    private let origin: Place?

    /// One that a file holds at that place.
    init(path: KeyPath, text: String, at place: Place) {
        self.text = text
        self.path = path
        value = text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) } ?? ""
        origin = place
    }

    /// Reads `path=value`. Keys may hold spaces, lists are counted from 0, a key with points that
    /// the document does not have yet stands in double quotes; the value is one text, or a list or
    /// map in brackets or braces; `null` or `~` removes the key.
    public init(parsing text: String) throws(ScenarioError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let path = KeyPath(parsing: String(parts[0])) else {
            throw ScenarioError(
                place: .override(text), keyPath: "", value: text,
                problem: "\(quoted(text)) does not name a key and its value",
                remedy: "write key.path=value, such as run.seed=8")
        }
        self.text = text
        self.path = path
        self.value = String(parts[1])
        origin = nil
    }

    /// Whether it changes how long is simulated, and not what.
    public var isOfRun: Bool { path.parts.first == "run" }

    /// The parts of its path.
    public var keys: [String] { path.parts }

    var place: Place { origin ?? .override(text) }

    /// The value as a document; nil once it has noted why there is none.
    func node(problems: Problems) -> DocumentNode? {
        if value.hasPrefix("{") || value.hasPrefix("[") {
            var parser = DocumentParser(file: "", override: place, problems: problems)
            return parser.parse(Array(value.utf8))
        }
        return DocumentNode(place: place, value: .scalar(.init(text: value, isQuoted: false)))
    }
}
