// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Reports

/// Where the charts of a report go, and what draws them.
struct Gallery {
    let directory: OutputDirectory
    /// Nil where there is none; then there are no charts.
    private let gnuplot: Gnuplot?

    /// Uses the directory of the report where it is the same.
    init(_ path: String, beside other: OutputDirectory?) throws {
        let search = StandardStream.variable("PATH") ?? "/usr/bin:/bin"
        gnuplot = try Waiting.run { () async throws(ChartError) in
            try await Gnuplot.find(in: search)
        }
        if let other, other.path == OutputDirectory.trimmed(path) {
            directory = other
        } else {
            directory = try OutputDirectory(path)
        }
    }

    /// Draws all charts, and puts them and a page of them into the directory, which is not
    /// published yet. What was drawn is told.
    @discardableResult
    func add(_ report: Report, page: String = "report.html") throws -> [HTMLDocument.Picture] {
        var pictures: [HTMLDocument.Picture] = []
        if let gnuplot {
            for chart in report.charts {
                let script = chart.script
                let svg = try Waiting.run { () async throws(ChartError) in
                    try await gnuplot.svg(script)
                }
                pictures.append(HTMLDocument.Picture(name: chart.name, svg: svg))
            }
        } else {
            StandardStream.error(
                "plimsoll: no charts are drawn, because there is no gnuplot; install gnuplot-nox")
        }
        for picture in pictures { try directory.add(picture.name + ".svg", picture.svg) }
        try directory.add(page, HTMLDocument(report, pictures: pictures).text)
        return pictures
    }
}
