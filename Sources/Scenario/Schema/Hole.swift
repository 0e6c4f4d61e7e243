// SPDX-License-Identifier: GPL-3.0-or-later

/// A place of a document that is tried with one value after the other.
struct Hole {
    let path: String
    /// The whole document with a value at the place.
    let fill: (DocumentNode) -> DocumentNode

    static let place = Place.file("schema")
    /// A name that nobody chooses.
    static let name = "any name"
    /// A value that is right nowhere.
    static let wrong = scalar("?")

    static func scalar(_ text: String) -> DocumentNode {
        DocumentNode(place: place, value: .scalar(.init(text: text, isQuoted: true)))
    }

    static func list(_ items: [DocumentNode]) -> DocumentNode {
        DocumentNode(place: place, value: .list(items))
    }

    static func map(_ entries: [(key: String, value: DocumentNode)]) -> DocumentNode {
        DocumentNode(
            place: place,
            value: .map(entries.map { .init(key: $0.key, keyPlace: place, value: $0.value) }))
    }

    /// The value of a key of the map here, which has other keys too.
    func key(_ key: String, beside others: [(key: String, value: DocumentNode)]) -> Hole {
        let fill = fill
        return Hole(path: path.isEmpty ? key : path + "." + key) { value in
            fill(Self.map(others.filter { $0.key != key } + [(key, value)]))
        }
    }

    /// The one item of the list here.
    var item: Hole {
        let fill = fill
        return Hole(path: path + ".0") { fill(Self.list([$0])) }
    }
}
