// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Hears what the readers ask of each value of a document while they read it, so that a schema is
/// made from what is read and not from a list beside it; a class because all readers share it.
final class Probe {
    private var asks: [String: [Ask]] = [:]
    private var problems: Set<String> = []

    func hear(_ ask: Ask, at path: String) {
        if asks[path]?.contains(ask) != true { asks[path, default: []].append(ask) }
    }

    func hearProblem(at path: String) { problems.insert(path) }

    /// What was asked of the value at a path, in the order of the questions.
    subscript(path: String) -> [Ask] { asks[path] ?? [] }

    func hasProblem(at path: String) -> Bool { problems.contains(path) }

    /// What was asked there and below, as something to compare.
    func all(at path: String) -> [String: Set<Ask>] {
        asks.filter { path.isEmpty || $0.key == path || $0.key.hasPrefix(path + ".") }
            .mapValues(Set.init)
    }
}

/// One thing that a reader asks of a value.
enum Ask: Hashable {
    case text(_ expected: String, pattern: String?)
    case word(String)
    case quantity(QuantityForm)
    case whole(ClosedRange<Int64>)
    case number(ClosedRange<Double>)
    case choice([String])
    case reference(to: String, in: [String])
    case items
    /// A map of these keys and no others.
    case map([String])
    /// A map whose keys are not fixed, or not yet.
    case names
    case key(String)
    case required(String)
    /// Names that were offered for one that is wrong.
    case known([String])
    /// What follows is read alike wherever it stands.
    case definition(Definition)
}

/// What a schema describes once and refers to.
enum Definition: String, CaseIterable {
    case time, steps, step
}

/// How a quantity is written.
struct QuantityForm: Hashable {
    let expectation: String
    let pattern: String
    /// Those of the expectation that can be read.
    let examples: [String]
    /// Whether a number without unit can be read.
    let isBare: Bool

    init<Q: ParsableQuantity>(_ type: Q.Type) {
        expectation = Q.expectation
        pattern = Q.pattern
        examples = Self.words(after: "such as ", in: Q.expectation).filter {
            (try? Q(parsing: $0)) != nil
        }
        isBare = (try? Q(parsing: "2")) != nil
    }

    /// `duration` of "a duration such as 5m".
    var name: String {
        var words = expectation.split(separator: " ").map(String.init)
        if let end = words.firstIndex(of: "such") { words.removeSubrange(end...) }
        if let first = words.first, ["a", "an"].contains(first) { words.removeFirst() }
        return words.joined(separator: "-")
    }

    private static func words(after mark: String, in text: String) -> [String] {
        guard let start = text.firstRange(of: mark) else { return [] }
        return text[start.upperBound...].replacing(" or ", with: ", ").split(separator: ", ")
            .map(String.init)
    }
}
