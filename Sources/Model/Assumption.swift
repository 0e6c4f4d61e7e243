// SPDX-License-Identifier: GPL-3.0-or-later

/// One input of a scenario and what it rests on.
public struct Assumption: Sendable {
    /// The key path of the input, such as `components.db.replicas`.
    public let path: String
    /// The value as the scenario has it.
    public let value: String
    /// Absent where the scenario does not say.
    public let basis: Basis?
    public let source: String

    public enum Basis: String, Sendable, CaseIterable {
        case given, fitted, guessed
    }

    public init(path: String, value: String, basis: Basis?, source: String) {
        self.path = path
        self.value = value
        self.basis = basis
        self.source = source
    }
}
