// SPDX-License-Identifier: GPL-3.0-or-later

/// A report as one page of Markdown, with the charts that lie beside it.
public struct MarkdownDocument {
    private let report: Report
    private let pictures: [String]

    /// - Parameter pictures: names of the charts that were drawn, without the ending svg.
    public init(_ report: Report, pictures: [String]) {
        self.report = report
        self.pictures = pictures
    }

    public var text: String { MarkdownRenderer(pictures: pictures).render(report, only: nil) }
}
