// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `tags` of a component or an operation.
struct TagReader {
    func read(_ field: Field) -> [Tag]? {
        guard let map = field.names("a map of tags, such as {team: payments}") else { return nil }
        let tags = all(
            map.named("tag", most: Tag.most).map { key, field -> Tag? in
                guard let value = field.text("the value of a tag") else { return nil }
                guard value.unicodeScalars.count <= Tag.longest,
                    printable(value, limit: Tag.longest) == value
                else {
                    field.note(
                        "\(quoted(value)) cannot be the value of a tag",
                        "write 1 to \(Tag.longest) characters on one line", value: value)
                    return nil
                }
                return Tag(key: key, value: value)
            })
        return tags?.sorted()
    }
}
