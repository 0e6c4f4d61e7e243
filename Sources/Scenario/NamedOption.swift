// SPDX-License-Identifier: GPL-3.0-or-later

/// What could be otherwise, as a scenario names it: changes as `--set` makes them.
public struct NamedOption: Sendable {
    public let name: String
    public let changes: [Override]
}

/// Reads `options`: `{more pods: {components.api.replicas: 14}}`.
struct NamedOptionReader {
    /// What no option may change: its replications would not pair, or it is read before.
    private static let fixed = ["run", "extends", "options", "plimsoll", "name"]

    func read(_ field: Field) -> [NamedOption]? {
        all(
            field.names("a map of options")?.named("option").map { name, field in
                changes(field).map { NamedOption(name: name, changes: $0) }
            })
    }

    private func changes(_ field: Field) -> [Override]? {
        let map = field.names("a map of keys and values, such as {components.api.replicas: 14}")
        guard let map else { return nil }
        if map.fields.isEmpty {
            field.note(
                "the option changes nothing", "give at least one key; '\"~\"' removes one")
            return nil
        }
        return OverrideMapReader(subject: "an option", fixed: Self.fixed).read(map)
    }
}
