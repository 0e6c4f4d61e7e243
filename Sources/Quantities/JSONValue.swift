// SPDX-License-Identifier: GPL-3.0-or-later

/// A value of a JSON text.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The nearest Double; infinite where the text is beyond all of them.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; keys differ.
    case object([JSONMember])

    /// What it is, with its article, for an error.
    public var kind: String {
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
    public var isFinite: Bool {
        switch self {
        case .null, .bool, .string: true
        case .number(let number): number.isFinite
        case .array(let elements): elements.allSatisfy(\.isFinite)
        case .object(let members): members.allSatisfy(\.value.isFinite)
        }
    }
}

/// A key of an object and its value.
public struct JSONMember: Sendable, Equatable {
    public let key: String
    public let value: JSONValue

    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}
