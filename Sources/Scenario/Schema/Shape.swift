// SPDX-License-Identifier: GPL-3.0-or-later

/// What a value of a document may be, as its readers ask for it.
indirect enum Shape: Equatable {
    /// Nothing is known of it.
    case anything
    /// Nobody reads it, and that it is there is a problem.
    case refused
    case defined(Definition)
    case scalar(Ask)
    case list(of: Shape, least: Int)
    /// A map from names that people choose.
    case names(of: Shape)
    /// A map whose keys depend on what it holds.
    case cases([Case])
    /// A map of one of several sets of keys.
    case forms([Form], properties: [Property])
    /// Any of these.
    case union([Shape])

    /// The keys of a map under a condition; where several sets are listed, one of them.
    struct Case: Equatable {
        let condition: Condition?
        var objects: [Object]
    }

    enum Condition: Equatable {
        case value(of: String, in: [String])
        case presence(of: String)
    }

    struct Object: Equatable {
        let properties: [Property]
        let required: [String]
    }

    struct Property: Equatable {
        let key: String
        let shape: Shape
    }

    /// Exactly these keys, with one of the values of a further key; nil where it may be missing.
    struct Form: Equatable {
        let keys: [String]
        let choice: String?
        let values: [String?]
    }

    /// Shapes without those that come again.
    static func any(of shapes: [Shape]) -> Shape {
        var distinct: [Shape] = []
        for shape in shapes where !distinct.contains(shape) { distinct.append(shape) }
        return distinct.count == 1 ? distinct[0] : .union(distinct)
    }
}
