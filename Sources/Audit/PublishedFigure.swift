// SPDX-License-Identifier: GPL-3.0-or-later

/// A figure that somebody published, and how it is said to follow from others.
public struct PublishedFigure: Sendable {
    public let id: String
    /// Where it stands.
    public let document: String
    public let area: String
    /// What it says.
    public let statement: String
    /// As published; may be words, a range, or nothing.
    public let text: String
    /// As published.
    public let unitText: String
    public let kind: Kind
    public let note: String
    /// The scenario and its figure that answer a measurement, or the command that does.
    public let model: String
    /// As written; empty where none is given.
    public let formulaText: String
    public let line: Int

    let number: PublishedNumber?
    let unit: AuditUnit
    let claim: Claim
    let alternatives: [Alternative]
    /// Where the formula stands, and where the model does.
    let formulaPlace: Int
    let modelPlace: Int

    public enum Kind: String, Sendable, CaseIterable {
        case target, parameter, derived, measurement, limit, policy
        /// Two formulas that ought to stand to each other so.
        case check
        /// Not a figure: a unit of the file's own.
        case unit
    }

    /// What is to be computed.
    enum Claim: Sendable {
        case nothing
        case value(Formula)
        case relation(Relation)
    }

    /// An assumption under which the figure may follow after all.
    struct Alternative: Sendable {
        let words: String
        let claim: Claim
        /// Where its formula stands in the file.
        let place: Int
        let text: String
    }

    /// In its own unit; nil where it is no number.
    public var value: Double? { number?.value.approximation }

    /// In base units; nil where it is no number.
    var amount: Amount? { number.flatMap { Amount($0.value, unit) } }
}
