// SPDX-License-Identifier: GPL-3.0-or-later

/// A value of a JSON text.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The nearest Double; infinite where the text is beyond all of them.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; keys differ.
    case object([JSONMember])

    /// What it is, with its article, for an error.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Whether every number in it, at any depth, is finite.
    var isFinite: Bool {
        switch self {
        case .null, .bool, .string: true
        case .number(let number): number.isFinite
        case .array(let elements): elements.allSatisfy(\.isFinite)
        case .object(let members): members.allSatisfy(\.value.isFinite)
        }
    }
}

/// A key of an object and its value.
struct JSONMember: Sendable, Equatable {
    let key: String
    let value: JSONValue
}
