// SPDX-License-Identifier: GPL-3.0-or-later
import Reports

/// The files of a month's review: for the meeting, for finance, and for a notebook.
struct ReviewPack {
    private let directory: OutputDirectory
    private let gallery: Gallery

    /// Takes the directory before the work starts.
    init(_ path: String) throws {
        directory = try OutputDirectory(path)
        gallery = try Gallery(path, beside: directory)
    }

    /// Draws and writes everything, out of sight.
    ///
    /// - Parameter overlay: numbers that were fitted; nil where the scenario keeps its own.
    func fill(_ report: Report, overlay: String?) throws {
        for table in report.tables {
            try directory.add("\(table.id).csv", Format.csv.render(report, only: table))
        }
        let pictures = try gallery.add(report, page: "review.html")
        try directory.add(
            "review.md", MarkdownDocument(report, pictures: pictures.map(\.name)).text)
        try directory.add("review.json", Format.json.render(report))
        if let overlay { try directory.add(ReviewRefit.file, overlay) }
        for file in NotebookExport(report).files {
            try directory.add("notebook/" + file.name, file.text)
        }
    }

    /// Makes it appear.
    func publish() throws { try directory.publish() }
}
