// SPDX-License-Identifier: GPL-3.0-or-later

/// A named table with typed columns. Its id and its columns' ids are part of the interface.
public struct Table: Sendable, Equatable {
    public let id: String
    public let title: String
    public let columns: [Column]
    public let rows: [[Cell]]
    /// Where the reader sees it without asking.
    public let audience: Audience
    /// Whether numbers that the unit of their column would hide have another one.
    let hasMixedUnits: Bool

    public enum Audience: Sendable, Equatable {
        /// In every format.
        case everyone
        /// The same, but folded in Markdown, where a comment has to be short.
        case folded
        /// Not in a terminal table, which has it all in another one, unless asked for by its id.
        case summary
        /// In data formats and `--out`; in a terminal table or Markdown when asked for by its id.
        case onRequest
    }

    /// - Precondition: each row has a cell a column.
    public init(
        id: String, title: String, columns: [Column], rows: [[Cell]],
        audience: Audience = .everyone, hasMixedUnits: Bool = false
    ) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a cell a column in \(id)")
        self.id = id
        self.title = title
        self.columns = columns
        self.rows = rows
        self.audience = audience
        self.hasMixedUnits = hasMixedUnits
    }

    /// Whether a terminal shows it without being asked.
    var isOnTerminal: Bool {
        switch audience {
        case .everyone, .folded: true
        case .summary, .onRequest: false
        }
    }

    /// The columns that people see: without those that only data formats carry.
    var visible: [Int] {
        columns.indices.filter { !columns[$0].isDataOnly }
    }
}

/// What one column of a table holds.
public struct Column: Sendable, Equatable {
    public let id: String
    public let title: String
    public let kind: Kind
    /// The unit of its numbers in data formats; empty for text, `mixed` where the row says.
    public let unit: String
    /// Where all its numbers have one dimension: the head then carries the unit, not the cells.
    public let dimension: Cell.Dimension?
    /// In CSV it becomes three columns: the value, and where its 95% interval begins and ends.
    public let isEstimate: Bool
    /// Shown in data formats only.
    public let isDataOnly: Bool

    public enum Kind: String, Sendable, CaseIterable {
        case text
        /// Text that a narrow page may break into lines.
        case prose
        case number
    }

    private init(
        _ id: String, _ title: String, _ kind: Kind, unit: String, dimension: Cell.Dimension?,
        isEstimate: Bool, isDataOnly: Bool
    ) {
        self.id = id
        self.title = title
        self.kind = kind
        self.unit = unit
        self.dimension = dimension
        self.isEstimate = isEstimate
        self.isDataOnly = isDataOnly
    }

    static func text(_ id: String, _ title: String, isDataOnly: Bool = false) -> Column {
        Column(
            id, title, .text, unit: "", dimension: nil, isEstimate: false, isDataOnly: isDataOnly)
    }

    static func prose(_ id: String, _ title: String, isDataOnly: Bool = false) -> Column {
        Column(
            id, title, .prose, unit: "", dimension: nil, isEstimate: false, isDataOnly: isDataOnly)
    }

    /// Numbers without margin, in a unit of their own: a count, money, a quantity.
    static func number(
        _ id: String, _ title: String, unit: String, isDataOnly: Bool = false
    ) -> Column {
        Column(
            id, title, .number, unit: unit, dimension: nil, isEstimate: false,
            isDataOnly: isDataOnly)
    }

    /// Numbers without margin, of one dimension; mixed where none is given.
    static func value(
        _ id: String, _ title: String, _ dimension: Cell.Dimension?, isDataOnly: Bool = false
    ) -> Column {
        Column(
            id, title, .number, unit: dimension?.unit ?? "mixed", dimension: dimension,
            isEstimate: false, isDataOnly: isDataOnly)
    }

    /// Estimates of one dimension; mixed where none is given.
    static func estimate(
        _ id: String, _ title: String, _ dimension: Cell.Dimension?, isDataOnly: Bool = false
    ) -> Column {
        Column(
            id, title, .number, unit: dimension?.unit ?? "mixed", dimension: dimension,
            isEstimate: true, isDataOnly: isDataOnly)
    }
}
