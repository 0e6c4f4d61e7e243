// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Writes shapes as JSON Schema.
///
/// A file that extends another changes parts of it: its maps may lack keys that are required,
/// because they merge; its lists may not, because lists are replaced as a whole.
struct SchemaWriter {
    typealias Entries = [(key: String, value: SchemaValue)]

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"
    private static let changesSuffix = "-changes"

    let definitions: [Definition: Shape]
    private var quantities: [QuantityForm] = []

    init(definitions: [Definition: Shape]) { self.definitions = definitions }

    /// A file that stands alone.
    func whole(_ shape: Shape, titled title: String) -> String {
        var writer = self
        let root = writer.entries(shape, isPart: false)
        return writer.text(titled: title, root, definitions: [])
    }

    /// A file that may extend another or be extended, so that it may lack whole sections.
    func scenario(_ shape: Shape, titled title: String) -> String {
        var writer = self
        let scenario = writer.entries(shape.withoutSections, isPart: false)
        let changes = writer.entries(shape, isPart: true)
        let root: Entries = [
            ("type", .text("object")),
            ("if", .map([("required", .texts(["extends"]))])),
            ("then", Self.reference("changes")),
            ("else", Self.reference("scenario")),
        ]
        return writer.text(
            titled: title, root,
            definitions: [("scenario", .map(scenario)), ("changes", .map(changes))])
    }

    private mutating func text(
        titled title: String, _ root: Entries, definitions first: Entries
    ) -> String {
        var all = first
        for definition in Definition.allCases {
            guard let shape = definitions[definition] else { continue }
            all.append((definition.rawValue, .map(entries(shape, isPart: false))))
            if shape.hasMap {
                let changes = entries(shape, isPart: true)
                all.append((definition.rawValue + Self.changesSuffix, .map(changes)))
            }
        }
        for form in quantities { all.append((form.name, .map(Self.entries(form)))) }
        let head: Entries = [("$schema", .text(Self.dialect)), ("title", .text(title))]
        return SchemaValue.map(head + root + [("$defs", .map(all))]).json() + "\n"
    }

    private static func reference(_ name: String) -> SchemaValue {
        .map([("$ref", .text("#/$defs/" + name))])
    }

    // MARK: Shapes

    private mutating func value(_ shape: Shape, isPart: Bool) -> SchemaValue {
        .map(entries(shape, isPart: isPart))
    }

    private mutating func entries(_ shape: Shape, isPart: Bool) -> Entries {
        switch shape {
        case .anything, .refused: return []
        case .defined(let definition):
            let isPart = isPart && definitions[definition]?.hasMap == true
            let suffix = isPart ? Self.changesSuffix : ""
            return [("$ref", .text("#/$defs/" + definition.rawValue + suffix))]
        case .scalar(let ask): return scalar(ask)
        case .list(let item, let least):
            let items = value(item, isPart: false)
            return [("type", .text("array")), ("items", items)]
                + (least > 0 ? [("minItems", .number("\(least)"))] : [])
        case .names(let item):
            let each = isPart ? orNull(value(item, isPart: true)) : value(item, isPart: false)
            return [("type", .text("object")), ("additionalProperties", each)]
        case .union(let shapes):
            return [("anyOf", .list(shapes.map { value($0, isPart: isPart) }))]
        case .forms(let forms, let properties):
            if isPart { return part(properties) }
            let all = forms.map { form($0, properties) }
            return [("type", .text("object")), ("anyOf", .list(all))]
        case .cases(let cases):
            if isPart { return part(cases.flatMap(\.objects).flatMap(\.properties)) }
            return self.cases(cases)
        }
    }

    /// A map of which any keys may be given, and removed.
    private mutating func part(_ properties: [Shape.Property]) -> Entries {
        var keys: [String] = []
        for property in properties where !keys.contains(property.key) { keys.append(property.key) }
        let entries = keys.map { key in
            let shape = Shape.any(of: properties.filter { $0.key == key }.map(\.shape))
            return (key: key, value: orNull(value(shape, isPart: true)))
        }
        return [
            ("type", .text("object")), ("properties", .map(entries)),
            ("additionalProperties", .flag(false)),
        ]
    }

    /// `null` removes what the other file has. (In a file that stands alone there is nothing to
    /// remove, and a value that was forgotten is `null` too.)
    private func orNull(_ value: SchemaValue) -> SchemaValue {
        .map([("anyOf", .list([value, .map([("type", .text("null"))])]))])
    }

    private mutating func form(_ form: Shape.Form, _ properties: [Shape.Property]) -> SchemaValue {
        var entries: Entries = []
        var required = form.keys
        if let choice = form.choice {
            let values = form.values.compactMap(\.self)
            if !values.isEmpty {
                entries.append((choice, .map([("enum", .texts(values))])))
            }
            if !form.values.contains(nil) { required.append(choice) }
        }
        for key in form.keys {
            let shape = properties.first { $0.key == key }?.shape ?? .anything
            entries.append((key, value(shape, isPart: false)))
        }
        return .map([
            ("properties", .map(entries)), ("required", .texts(required)),
            ("additionalProperties", .flag(false)),
        ])
    }

    private mutating func cases(_ cases: [Shape.Case]) -> Entries {
        var values: [(key: String, values: [String])] = []
        var present: [String] = []
        var ways: [SchemaValue] = []
        for way in cases {
            let objects = way.objects.map { SchemaValue.map(object($0, way.condition)) }
            let any: Entries = objects.isEmpty ? [] : [("anyOf", .list(objects))]
            let then = objects.count == 1 ? objects[0] : .map(any)
            switch way.condition {
            case nil: return [("type", .text("object"))] + way.objects.flatMap { object($0, nil) }
            case .presence(let key):
                present.append(key)
                ways.append(
                    .map([("if", .map([("required", .texts([key]))])), ("then", then)]))
            case .value(let key, let names):
                if let index = values.firstIndex(where: { $0.key == key }) {
                    values[index].values += names
                } else {
                    values.append((key, names))
                }
                let isOne = SchemaValue.map([(key, .map([("enum", .texts(names))]))])
                let condition: Entries = [("properties", isOne), ("required", .texts([key]))]
                ways.append(.map([("if", .map(condition)), ("then", then)]))
            }
        }
        var entries: Entries = [("type", .text("object"))]
        if !values.isEmpty {
            entries.append(
                (
                    "properties",
                    .map(values.map { ($0.key, .map([("enum", .texts($0.values))])) })
                ))
        }
        let keys = values.map(\.key) + present
        if keys.count == 1 {
            entries.append(("required", .texts(keys)))
        } else {
            let any = keys.map { SchemaValue.map([("required", .texts([$0]))]) }
            entries.append(("anyOf", .list(any)))
        }
        return entries + [("allOf", .list(ways))]
    }

    /// The keys of a map; the one that decided for it is there.
    private mutating func object(_ object: Shape.Object, _ condition: Shape.Condition?) -> Entries {
        var required = object.required
        var decided: (key: String, value: SchemaValue)?
        switch condition {
        case nil: break
        case .presence(let key):
            if !required.contains(key) { required.append(key) }
        case .value(let key, let names): decided = (key, .map([("enum", .texts(names))]))
        }
        let properties = object.properties.map { property in
            (
                key: property.key,
                value: property.key == decided?.key
                    ? decided?.value ?? .map([]) : value(property.shape, isPart: false)
            )
        }
        return [("properties", .map(properties))]
            + (required.isEmpty ? [] : [("required", .texts(required))])
            + [("additionalProperties", .flag(false))]
    }

    // MARK: Single values

    private mutating func scalar(_ ask: Ask) -> Entries {
        switch ask {
        case .text(let expected, let pattern):
            return Self.text(expected, pattern: pattern)
        case .reference(let what, let names):
            return names.isEmpty || names.contains { $0.contains(Hole.name) }
                ? Self.text("the name of the \(what)", pattern: nil) : [("enum", .texts(names))]
        case .word(let word): return [("const", .text(word))]
        case .choice(let names): return [("enum", .texts(names))]
        case .quantity(let form):
            if !quantities.contains(form) { quantities.append(form) }
            return [("$ref", .text("#/$defs/" + form.name))]
        case .whole(let range):
            return [
                ("type", .texts(["integer", "string"])),
                ("minimum", .number("\(range.lowerBound)")),
                ("maximum", .number("\(range.upperBound)")),
                (
                    "pattern",
                    .text(QuantityPattern.whole(allowsNegative: range.lowerBound < 0))
                ),
            ]
        case .number(let range):
            return [
                ("type", .texts(["number", "string"])),
                ("minimum", .number(range.lowerBound.plainText)),
                ("maximum", .number(range.upperBound.plainText)),
                ("pattern", .text(QuantityPattern.decimal(allowsNegative: range.lowerBound < 0))),
            ]
        case .items, .map, .names, .key, .required, .known, .definition: return []
        }
    }

    /// What YAML takes for a number or a truth is a text here.
    private static func text(_ expected: String, pattern: String?) -> Entries {
        let description: Entries = [("description", .text(expected))]
        if let pattern {
            return [("type", .text("string")), ("pattern", .text(pattern))] + description
        }
        return [
            ("type", .texts(["string", "number", "boolean"])), ("minLength", .number("1")),
        ] + description
    }

    private static func entries(_ form: QuantityForm) -> Entries {
        [
            ("type", form.isBare ? .texts(["string", "number"]) : .text("string")),
            ("pattern", .text(form.pattern)), ("description", .text(form.expectation)),
            ("examples", .texts(form.examples)),
        ]
    }
}

extension Shape {
    /// Whether it may be a map, not counting those inside of lists.
    var hasMap: Bool {
        switch self {
        case .names, .cases, .forms: true
        case .union(let shapes): shapes.contains(where: \.hasMap)
        case .anything, .refused, .defined, .scalar, .list: false
        }
    }

    /// A document whose sections, which are maps, may stand in another file.
    var withoutSections: Shape {
        guard case .cases(let cases) = self else { return self }
        return .cases(
            cases.map { way in
                let objects = way.objects.map { object in
                    let sections = object.properties.filter(\.shape.hasMap).map(\.key)
                    return Object(
                        properties: object.properties,
                        required: object.required.filter { !sections.contains($0) })
                }
                return Case(condition: way.condition, objects: objects)
            })
    }
}
