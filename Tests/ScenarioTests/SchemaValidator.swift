// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

@testable import Scenario

/// A JSON value, of a schema or of a document that is held against one.
enum JSONValue: Decodable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case map([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .map(try container.decode([String: JSONValue].self))
        }
    }

    /// What a reader of YAML 1.2 (core schema) makes of a document.
    init(_ node: DocumentNode) {
        switch node.value {
        case .list(let items): self = .list(items.map(JSONValue.init))
        case .map(let entries):
            self = .map(
                Dictionary(entries.map { ($0.key, JSONValue($0.value)) }) { first, _ in first })
        case .scalar(let scalar): self = scalar.isQuoted ? .text(scalar.text) : Self(scalar.text)
        }
    }

    private init(_ plain: String) {
        let number = #"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"#
        switch plain {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .flag(true)
        case "false", "False", "FALSE": self = .flag(false)
        case ".nan", ".NaN", ".NAN", ".inf", "-.inf": self = .number(.infinity)
        default:
            if let value = Double(plain), plain.matches(number) {
                self = .number(value)
            } else if plain.hasPrefix("0x"), let value = Int(plain.dropFirst(2), radix: 16) {
                self = .number(Double(value))
            } else {
                self = .text(plain)
            }
        }
    }
}

extension String {
    func matches(_ pattern: String) -> Bool {
        range(of: pattern, options: .regularExpression) != nil
    }
}

/// Holds documents against a schema; it knows the keywords of JSON Schema 2020-12 that ours use,
/// and another one is a fault of the schema.
struct SchemaValidator {
    struct UnknownKeyword: Error {
        let keyword: String
    }

    let root: JSONValue

    init(_ text: String) throws {
        root = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    func accepts(_ value: JSONValue) throws -> Bool { try accepts(value, root) }

    private func accepts(_ value: JSONValue, _ schema: JSONValue) throws -> Bool {
        switch schema {
        case .flag(let flag): return flag
        case .map(let keywords):
            return try keywords.allSatisfy { try holds($0.key, $0.value, keywords, value) }
        case .null, .number, .text, .list: throw UnknownKeyword(keyword: "\(schema)")
        }
    }

    private func holds(
        _ keyword: String, _ operand: JSONValue, _ all: [String: JSONValue], _ value: JSONValue
    ) throws -> Bool {
        switch (keyword, operand, value) {
        case ("$schema", _, _), ("$defs", _, _), ("title", _, _), ("description", _, _),
            ("examples", _, _), ("then", _, _), ("else", _, _):
            return true
        case ("$ref", .text(let reference), _): return try accepts(value, target(of: reference))
        case ("type", .text(let type), _): return value.isOf(type)
        case ("type", .list(let types), _):
            return types.contains {
                if case .text(let type) = $0 { value.isOf(type) } else { false }
            }
        case ("enum", .list(let values), _): return values.contains(value)
        case ("const", _, _): return value == operand
        case ("anyOf", .list(let ways), _):
            return try ways.contains { try accepts(value, $0) }
        case ("allOf", .list(let parts), _):
            return try parts.allSatisfy { try accepts(value, $0) }
        case ("if", _, _):
            let way = try accepts(value, operand) ? all["then"] : all["else"]
            return try way.map { try accepts(value, $0) } ?? true
        case ("minimum", .number(let least), .number(let number)): return number >= least
        case ("maximum", .number(let most), .number(let number)): return number <= most
        case ("minLength", .number(let least), .text(let text)): return Double(text.count) >= least
        case ("pattern", .text(let pattern), .text(let text)): return text.matches(pattern)
        case ("minItems", .number(let least), .list(let items)):
            return Double(items.count) >= least
        case ("items", _, .list(let items)):
            return try items.allSatisfy { try accepts($0, operand) }
        case ("required", .list(let keys), .map(let entries)):
            return keys.allSatisfy {
                if case .text(let key) = $0 { entries[key] != nil } else { false }
            }
        case ("properties", .map(let properties), .map(let entries)):
            return try properties.allSatisfy { key, schema in
                try entries[key].map { try accepts($0, schema) } ?? true
            }
        case ("additionalProperties", _, .map(let entries)):
            var known: [String: JSONValue] = [:]
            if case .map(let properties) = all["properties"] { known = properties }
            return try entries.filter { known[$0.key] == nil }
                .allSatisfy { try accepts($0.value, operand) }
        case ("minimum", _, _), ("maximum", _, _), ("minLength", _, _), ("pattern", _, _),
            ("minItems", _, _), ("items", _, _), ("required", _, _), ("properties", _, _),
            ("additionalProperties", _, _):
            return true
        default: throw UnknownKeyword(keyword: keyword)
        }
    }

    private func target(of reference: String) throws -> JSONValue {
        guard reference.hasPrefix("#/$defs/"), case .map(let root) = root,
            case .map(let definitions) = root["$defs"],
            let target = definitions[String(reference.dropFirst("#/$defs/".count))]
        else { throw UnknownKeyword(keyword: reference) }
        return target
    }
}

extension JSONValue {
    fileprivate func isOf(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .flag: type == "boolean"
        case .number(let number):
            type == "number" || type == "integer" && number == number.rounded()
        case .text: type == "string"
        case .list: type == "array"
        case .map: type == "object"
        }
    }
}
