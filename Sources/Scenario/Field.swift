// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A value of the document on its way into the model. Each reading notes what is wrong and gives
/// nil, so that the rest of the document is still read.
struct Field {
    let node: DocumentNode
    /// Where its key stands; missing keys of a map are reported there.
    let keyPlace: Place
    let path: String
    let problems: Problems

    /// The nearest known name; nobody looks for one once no more problems are listed.
    func remedy(for wrong: String, in known: [String], of what: String) -> String {
        ask(.known(known))
        return problems.isFull ? "correct it" : NearestName.remedy(for: wrong, in: known, of: what)
    }

    func note(_ problem: String, _ remedy: String, value: String? = nil) {
        note(at: node.place, problem, remedy, value: value)
    }

    func note(at place: Place, _ problem: String, _ remedy: String, value: String? = nil) {
        problems.add(
            ScenarioError(
                place: place, keyPath: path, value: value, problem: problem, remedy: remedy))
    }

    /// Tells a schema that is being made what this reading asks of the value. All but two things
    /// tell it themselves: a reader that looks for keys by itself says which it knows, by
    /// `.known`, and one that calls itself on what it holds, by `.definition`.
    func ask(_ ask: @autoclosure () -> Ask) {
        if let probe = problems.probe { probe.hear(ask(), at: path) }
    }

    // MARK: Single values

    /// The text of a single value; `expected` says what it should be, and the pattern, a regular
    /// expression, which texts can be right.
    func text(_ expected: String, pattern: String? = nil) -> String? {
        ask(.text(expected, pattern: pattern))
        return scalar(expected)
    }

    /// Whether it is this word, which stands for a value of another kind.
    func says(_ word: String) -> Bool {
        ask(.word(word))
        return node.scalarText == word
    }

    private func scalar(_ expected: String) -> String? {
        guard case .scalar(let scalar) = node.value else {
            note("this is \(node.kindName)", "write \(expected)")
            return nil
        }
        guard !scalar.text.isEmpty else {
            note("there is no value", "write \(expected)", value: "")
            return nil
        }
        return scalar.text
    }

    func quantity<Q: ParsableQuantity>(_ type: Q.Type) -> Q? {
        ask(.quantity(QuantityForm(type)))
        guard let text = scalar(Q.expectation) else { return nil }
        do { return try Q(parsing: text) } catch {
            note(error)
            return nil
        }
    }

    func count(_ range: ClosedRange<Int>) -> Int? {
        whole(Int64(range.lowerBound)...Int64(range.upperBound)).flatMap { Int(exactly: $0) }
    }

    func whole(_ range: ClosedRange<Int64>) -> Int64? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ask(.whole(range))
        guard let text = scalar(expected) else { return nil }
        do { return try Count.parse(text, in: range) } catch {
            note(error)
            return nil
        }
    }

    /// A plain decimal that has no unit.
    func number(_ range: ClosedRange<Double>) -> Double? {
        let (low, high) = (range.lowerBound.plainText, range.upperBound.plainText)
        let expected = "a number from \(low) to \(high)"
        ask(.number(range))
        guard let text = scalar(expected) else { return nil }
        do {
            let value = try ExactDecimal(parsing: text).approximation
            if range.contains(value) { return value }
            note("\(quoted(text)) is out of range", "write \(expected)", value: text)
        } catch {
            note(error)
        }
        return nil
    }

    /// A share that is at most 100%.
    func share() -> Ratio? {
        guard let ratio = quantity(Ratio.self) else { return nil }
        guard ratio <= .one else {
            note(
                "\(quoted("\(ratio)")) is more than 100%", "write a percentage from 0% to 100%",
                value: "\(ratio)")
            return nil
        }
        return ratio
    }

    /// Notes shares that do not add up to 100%, or to more than that where a rest may be left.
    func addsUp(_ shares: [Ratio], leavesRest: Bool) -> Bool {
        let total = shares.reduce(0) { $0 + $1.fraction }
        let isRight = leavesRest ? total <= 1 + 1e-9 : abs(total - 1) < 1e-9
        if !isRight {
            let shown = Ratio.fraction((total * 1e9).rounded() / 1e9)
            note(
                "the shares add up to \(shown)",
                leavesRest ? "make them at most 100% together" : "make them 100% together")
        }
        return isRight
    }

    func choice<C: RawRepresentable & CaseIterable>(_ type: C.Type) -> C?
    where C.RawValue == String {
        let names = C.allCases.map(\.rawValue)
        ask(.choice(names))
        guard let text = scalar("one of " + names.joined(separator: ", ")) else { return nil }
        if let choice = C(rawValue: text) { return choice }
        note(
            "\(quoted(text)) is not known here",
            remedy(for: text, in: names, of: "choice"), value: text)
        return nil
    }

    /// The position in `names` of the name that it holds.
    func reference(to what: String, in names: [String]) -> Int? {
        ask(.reference(to: what, in: names))
        guard let text = scalar("the name of a \(what)") else { return nil }
        if let index = names.firstIndex(of: text) { return index }
        note(
            "there is no \(what) \(quoted(text))",
            remedy(for: text, in: names, of: what), value: text)
        return nil
    }

    func note(_ error: QuantityError) {
        let remedy = "expected " + error.expected
        var problem = error.description
        if problem.hasSuffix("; " + remedy) { problem.removeLast(remedy.count + 2) }
        note(problem, "write \(error.expected)", value: error.text)
    }

    // MARK: Lists and maps

    func items(_ expected: String) -> [Field]? {
        ask(.items)
        guard case .list(let items) = node.value else {
            note("this is \(node.kindName)", "write \(expected)")
            return nil
        }
        return items.enumerated().map { index, item in
            Field(
                node: item, keyPlace: item.place, path: path + ".\(index)", problems: problems)
        }
    }

    /// A map of these keys; others are noted.
    func map(_ keys: [String]) -> MapReader? {
        ask(.map(keys))
        guard let map = names("a map with the keys " + keys.joined(separator: ", ")) else {
            return nil
        }
        for field in map.fields where !keys.contains(field.key) {
            field.field.note(
                at: field.field.keyPlace, "there is no key \(quoted(field.key)) here",
                remedy(for: field.key, in: keys, of: "key"), value: field.key)
        }
        return map
    }

    /// A map whose keys are names that people choose.
    func names(_ expected: String) -> MapReader? {
        ask(.names)
        guard case .map(let entries) = node.value else {
            note("this is \(node.kindName)", "write \(expected)")
            return nil
        }
        let prefix = path.isEmpty ? "" : path + "."
        let fields = entries.map { entry in
            (
                key: entry.key,
                field: Field(
                    node: entry.value, keyPlace: entry.keyPlace, path: prefix + entry.key,
                    problems: problems)
            )
        }
        return MapReader(whole: self, fields: fields)
    }
}

extension Double {
    /// A bound, without a point where it is whole.
    var plainText: String {
        self == rounded() && magnitude < 1e15 ? "\(Int64(self))" : "\(self)"
    }
}

/// The keys of a map and their values.
struct MapReader {
    let whole: Field
    let fields: [(key: String, field: Field)]

    subscript(key: String) -> Field? {
        whole.ask(.key(key))
        return fields.first { $0.key == key }?.field
    }

    func has(_ key: String) -> Bool { self[key] != nil }

    /// The value of a key that must be there.
    func required(_ key: String) -> Field? {
        whole.ask(.required(key))
        if let field = self[key] { return field }
        whole.note(at: whole.keyPlace, "the key \(quoted(key)) is missing", "add it")
        return nil
    }

    /// The fields, without those whose key cannot be a name; so many are refused that looking them
    /// up would take long.
    func named(_ what: String, most: Int = 1_000) -> [(key: String, field: Field)] {
        if fields.count > most {
            whole.note(
                at: whole.keyPlace, "there are \(fields.count) names here",
                "give at most \(most)")
        }
        return fields.prefix(most).filter { key, field in
            let isName =
                !key.isEmpty && key.unicodeScalars.count <= 100 && key.first != " "
                && key.last != " " && printable(key, limit: 100) == key
            if !isName {
                field.note(
                    at: field.keyPlace, "\(quoted(key)) cannot name a \(what)",
                    "write a name of 1 to 100 characters", value: key)
            }
            return isName
        }
    }
}

extension Optional where Wrapped == Field {
    /// The reading of a key that may be missing: `missing` where it is, nil where it is wrong.
    func or<Value>(_ missing: Value, _ read: (Field) -> Value?) -> Value? {
        map(read) ?? .some(missing)
    }

    /// The same where a missing key means that there is none; the outer nil says it is wrong.
    func optional<Value>(_ read: (Field) -> Value?) -> Value?? {
        guard let self else { return .some(nil) }
        return read(self).map { .some($0) }
    }
}
