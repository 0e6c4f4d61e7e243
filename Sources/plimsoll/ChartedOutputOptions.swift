// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Reports

/// How a report that can be drawn leaves the program.
struct ChartedOutputOptions: ParsableArguments {
    @OptionGroup var report: OutputOptions
    @OptionGroup var drawn: ChartOptions

    var quiet: Bool { report.quiet }

    func prepare(tables known: [String]) throws -> Output {
        try drawn.prepare(report.prepare(tables: known))
    }
}

/// Whether charts are drawn, and where they go.
struct ChartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also draw charts, an SVG file each, and write report.html with them into this"
                + " directory.",
            discussion: """
                gnuplot draws them; without it report.html has the tables alone, and a note says \
                so. The directory is treated as that of --out, and may be the same.
                """, valueName: "dir"))
    var charts: String?

    /// Takes the directory and looks for gnuplot before the work starts.
    func prepare(_ output: Output) throws -> Output {
        guard let charts else { return output }
        var output = output
        output.gallery = try Gallery(charts, beside: output.directory)
        return output
    }
}
