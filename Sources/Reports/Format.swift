// SPDX-License-Identifier: GPL-3.0-or-later

/// How a report is written.
public enum Format: String, Sendable, CaseIterable {
    case table, markdown, csv, json

    /// The report as text; of its tables only the one named, if any.
    public func render(_ report: Report, only table: Table? = nil, page: Page = Page()) -> String {
        switch self {
        case .table: TerminalRenderer(page: page).render(report, only: table)
        case .markdown: MarkdownRenderer().render(report, only: table)
        case .csv: CSVRenderer().render(report, only: table)
        case .json: JSONRenderer().render(report, only: table)
        }
    }
}

/// Where a terminal table is shown.
public struct Page: Sendable, Equatable {
    public static let usualWidth = 100

    public let width: Int
    public let isColoured: Bool

    public init(width: Int = Page.usualWidth, isColoured: Bool = false) {
        self.width = max(width, 40)
        self.isColoured = isColoured
    }
}
