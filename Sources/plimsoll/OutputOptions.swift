// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Glibc
import Reports

/// How a report leaves the program.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to print the report.")
    var format: Format = .table

    @OptionGroup var destination: DestinationOptions

    var table: String? { destination.table }
    var out: String? { destination.out }
    var quiet: Bool { destination.quiet }

    /// Takes the output directory before the work starts, so that a wrong path is told at once.
    func prepare(tables known: [String]) throws(Failure) -> Output {
        try destination.prepare(format, tables: known)
    }
}

/// Where a report goes and what is shown of it, whatever its format.
struct DestinationOptions: ParsableArguments {
    @Option(help: "Print one table only, by its id.")
    var table: String?

    @Option(
        help: ArgumentHelp(
            "Also write a CSV file a table, report.md and report.json into this directory.",
            discussion: """
                A new directory appears whole or not at all. In one that exists, each file is \
                replaced atomically, and other files stay.
                """, valueName: "dir"))
    var out: String?

    @Option(help: "When to colour; NO_COLOR turns auto off.")
    var color: Colour = .auto

    @Flag(help: "Show no progress.")
    var quiet = false

    enum Colour: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    func prepare(_ format: Format, tables known: [String]) throws(Failure) -> Output {
        try check(tables: known)
        return Output(
            format: format, options: self,
            directory: try out.map { path throws(Failure) in
                try OutputDirectory(path)
            })
    }

    /// Throws where a table is asked for that there never is.
    func check(tables known: [String]) throws(Failure) {
        if let table, !known.contains(table) { throw .unknownTable(table, known: known) }
    }

    var page: Page {
        Page(
            width: StandardStream.width(of: STDOUT_FILENO) ?? Page.usualWidth,
            isColoured: isColoured)
    }

    private var isColoured: Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto:
            StandardStream.isTerminal(STDOUT_FILENO)
                && StandardStream.variable("NO_COLOR") == nil
                && StandardStream.variable("TERM") != "dumb"
        }
    }
}

extension Format: ExpressibleByArgument {}

/// Where the report of one command goes.
struct Output {
    let format: Format
    let options: DestinationOptions
    let directory: OutputDirectory?
    /// Where charts are asked for.
    var gallery: Gallery?

    /// Writes the files first, then stdout: the report, or another text instead of it.
    func write(
        _ report: Report, instead text: String? = nil,
        besides files: [(name: String, text: String)] = []
    ) throws {
        let only = try only(of: report)
        if let directory {
            for table in report.tables {
                try directory.add("\(table.id).csv", Format.csv.render(report, only: table))
            }
            try directory.add("report.md", Format.markdown.render(report))
            try directory.add("report.json", Format.json.render(report))
            for file in files { try directory.add(file.name, file.text) }
        }
        // All that can fail for its contents comes before anything appears.
        try gallery?.add(report)
        try directory?.publish()
        if let gallery, gallery.directory !== directory { try gallery.directory.publish() }
        try StandardStream.write(
            text ?? format.render(report, only: only, page: options.page))
    }

    /// The table that is asked for; nil where all are. Throws where the report has none of it.
    func only(of report: Report) throws(Failure) -> Table? {
        guard let id = options.table else { return nil }
        guard let table = report.table(id) else {
            throw .emptyTable(id, present: report.tables.map(\.id))
        }
        return table
    }
}
