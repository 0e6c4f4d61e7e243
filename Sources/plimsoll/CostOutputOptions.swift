// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Reports

/// How a forecast of spend leaves the program.
struct CostOutputOptions: ParsableArguments {
    @Option(help: "How to print the report; focus is the CSV of FOCUS 1.2, a row a line and month.")
    var format: BillFormat = .table

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var drawn: ChartOptions

    enum BillFormat: String, ExpressibleByArgument, CaseIterable {
        case table, markdown, csv, json, focus

        /// That of the report; of a FOCUS file, tables are CSV as well.
        var ofReport: Format {
            switch self {
            case .table: .table
            case .markdown: .markdown
            case .csv, .focus: .csv
            case .json: .json
            }
        }
    }

    mutating func validate() throws {
        if format == .focus, destination.table != nil {
            throw ValidationError("--format focus is one table of its own; leave --table out.")
        }
    }

    func prepare(tables known: [String]) throws -> Output {
        try drawn.prepare(destination.prepare(format.ofReport, tables: known))
    }
}
