// SPDX-License-Identifier: GPL-3.0-or-later
import Reports

/// The files of a month's review: for the meeting, for finance, and for a notebook.
struct ReviewPack {
    private static let notebook = "notebook"

    private let path: String
    private let directory: OutputDirectory
    private let gallery: Gallery

    /// Takes the directory before the work starts.
    init(_ path: String) throws {
        self.path = OutputDirectory.trimmed(path)
        directory = try OutputDirectory(path)
        gallery = try Gallery(path, beside: directory)
    }

    /// A new directory appears whole; the notebook's follows it.
    func publish(_ report: Report) throws {
        for table in report.tables {
            try directory.add("\(table.id).csv", Format.csv.render(report, only: table))
        }
        let pictures = try gallery.add(report, page: "review.html")
        try directory.add(
            "review.md", MarkdownDocument(report, pictures: pictures.map(\.name)).text)
        try directory.add("review.json", Format.json.render(report))
        try directory.publish()
        let notebook = try OutputDirectory(path + "/" + Self.notebook)
        for file in NotebookExport(report).files { try notebook.add(file.name, file.text) }
        try notebook.publish()
    }
}
