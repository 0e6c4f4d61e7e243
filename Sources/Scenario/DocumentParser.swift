// SPDX-License-Identifier: GPL-3.0-or-later
import Yams

/// Turns the bytes of one YAML file into a document tree with positions.
struct DocumentParser {
    static let largestFile = 4 << 20
    /// Keys that are found twice and parsed around; one is enough for a large file.
    private static let mostRenamings = 24
    private static let largestRenamed = 256 << 10

    let file: String
    /// Where everything is said to stand; absent for the positions in the file.
    let override: Place?
    private let problems: Problems
    /// First characters of keys that were renamed because the key comes again, by position.
    private var renamed: [Position: Unicode.Scalar] = [:]

    private struct Position: Hashable {
        let line: Int
        let column: Int
    }

    init(file: String, override: Place? = nil, problems: Problems) {
        self.file = file
        self.override = override
        self.problems = problems
    }

    /// The tree, or nil once it has noted why there is none.
    mutating func parse(_ bytes: [UInt8]) -> DocumentNode? {
        guard !bytes.contains(0), var text = String(validating: bytes, as: UTF8.self) else {
            return refuse("the file is binary, not UTF-8 text", "give a YAML file")
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        do { try DocumentGuard.check(Array(text.utf8)) } catch {
            return refuse(
                error.problem, error.remedy, line: error.line, column: error.column)
        }
        return compose(text)
    }

    /// Composes the text. The parser stops at a key that comes twice and says only where it stands
    /// first; that key is renamed, character for character, and found again by `convert`, which
    /// notes where it stands the second time.
    private mutating func compose(_ text: String) -> DocumentNode? {
        var text = text
        while true {
            do {
                let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
                guard let root = try parser.singleRoot(), !isEmptyScalar(root) else {
                    return refuse("the file is empty", "begin with 'plimsoll: 1'")
                }
                return convert(root, path: "")
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                let isFull = renamed.count >= Self.mostRenamings
                let mark = Position(line: context.mark.line, column: context.mark.column)
                if isFull || (text.utf8.count > Self.largestRenamed && !renamed.isEmpty)
                    || !rename(at: mark, in: &text)
                {
                    return refuse(
                        "a key is given twice in the map that it begins", "keep one",
                        line: mark.line, column: mark.column)
                }
            } catch let error as YamlError {
                return refuse(error)
            } catch {
                return refuse("the file cannot be parsed", "check its YAML")
            }
        }
    }

    private func isEmptyScalar(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.string.isEmpty && scalar.style == .plain
    }

    /// Replaces the first character of the key there by one that nobody uses; false where there is
    /// none to replace.
    private mutating func rename(at mark: Position, in text: inout String) -> Bool {
        guard renamed[mark] == nil, let unused = Unicode.Scalar(0xF_0000 + renamed.count),
            var index = Self.index(of: mark, in: text)
        else { return false }
        let scalars = text.unicodeScalars
        if scalars[index] == "\"" || scalars[index] == "'" {
            let quote = scalars[index]
            index = scalars.index(after: index)
            guard index < scalars.endIndex, scalars[index] != quote, scalars[index] != "\\"
            else { return false }
        }
        renamed[mark] = scalars[index]
        text.unicodeScalars.replaceSubrange(index...index, with: CollectionOfOne(unused))
        return true
    }

    private static func index(of mark: Position, in text: String) -> String.Index? {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var line = 1
        var column = 1
        while index < scalars.endIndex {
            if line == mark.line, column == mark.column { return index }
            let scalar = scalars[index]
            index = scalars.index(after: index)
            column += 1
            let isPair = scalar == "\r" && index < scalars.endIndex && scalars[index] == "\n"
            if scalar == "\n" || (scalar == "\r" && !isPair) {
                line += 1
                column = 1
            }
        }
        return nil
    }

    // MARK: Tree

    private func convert(_ node: Node, path: String) -> DocumentNode {
        let here = place(of: node)
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style != .plain
            return DocumentNode(
                place: here, value: .scalar(.init(text: scalar.string, isQuoted: isQuoted)))
        case .sequence(let sequence):
            var items: [DocumentNode] = []
            for (index, item) in sequence.enumerated() {
                items.append(convert(item, path: joined(path, "\(index)")))
            }
            return DocumentNode(place: here, value: .list(items))
        case .mapping(let mapping):
            return DocumentNode(place: here, value: .map(entries(of: mapping, path: path)))
        case .alias:
            problems.add(
                ScenarioError(
                    place: here, keyPath: path, value: nil, problem: "an alias (*) is not expanded",
                    remedy: "write the value out"))
            return DocumentNode(place: here, value: .map([]))
        }
    }

    private func entries(of mapping: Node.Mapping, path: String) -> [DocumentNode.Entry] {
        var entries: [DocumentNode.Entry] = []
        var seen: [String: Place] = [:]
        for (keyNode, valueNode) in mapping {
            let keyPlace = place(of: keyNode)
            guard let key = key(of: keyNode) else {
                problems.add(
                    ScenarioError(
                        place: keyPlace, keyPath: path, value: nil,
                        problem: "a key is not a single value", remedy: "write a name as the key"))
                continue
            }
            let keyPath = joined(path, key)
            if let first = seen[key] {
                problems.add(
                    ScenarioError(
                        place: keyPlace, keyPath: keyPath, value: nil,
                        problem: "the key \(quoted(key)) is given twice, first at \(first)",
                        remedy: "keep one of them"))
                continue
            }
            seen[key] = keyPlace
            entries.append(
                .init(key: key, keyPlace: keyPlace, value: convert(valueNode, path: keyPath)))
        }
        return entries
    }

    private func key(of node: Node) -> String? {
        guard case .scalar(let scalar) = node else { return nil }
        guard let mark = scalar.mark,
            let original = renamed[Position(line: mark.line, column: mark.column)]
        else { return scalar.string }
        var text = String(original)
        text.unicodeScalars.append(contentsOf: scalar.string.unicodeScalars.dropFirst())
        return text
    }

    private func place(of node: Node) -> Place {
        if let override { return override }
        guard let mark = node.mark else { return .file(file) }
        return .position(file: file, line: mark.line, column: mark.column)
    }

    private func joined(_ path: String, _ key: String) -> String {
        path.isEmpty ? key : path + "." + key
    }

    // MARK: Refusals

    private func refuse(
        _ problem: String, _ remedy: String, line: Int? = nil, column: Int = 1
    ) -> DocumentNode? {
        var place = override ?? .file(file)
        if override == nil, let line { place = .position(file: file, line: line, column: column) }
        problems.add(
            ScenarioError(place: place, keyPath: "", value: nil, problem: problem, remedy: remedy))
        return nil
    }

    private func refuse(_ error: YamlError) -> DocumentNode? {
        switch error {
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            return refuse(
                "the file holds a second document", "keep one document in a file",
                line: mark.line, column: mark.column)
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let during = context.map { " \($0.text)" } ?? ""
            return refuse(
                "this is not YAML: \(problem)\(during)", "check quotes, colons and indentation",
                line: mark.line, column: mark.column)
        case .reader(let problem, _, _, _):
            return refuse("this is not YAML: \(problem)", "give a UTF-8 text file")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded,
            .duplicatedKeysInMapping:
            return refuse("the file cannot be parsed", "check its YAML")
        }
    }
}
