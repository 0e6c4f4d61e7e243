// SPDX-License-Identifier: GPL-3.0-or-later

/// A report as files for a notebook: its tables in long format, a dictionary of their columns, and
/// a Jupyter notebook that loads them with pandas and draws them with matplotlib.
public struct NotebookExport {
    public struct File: Sendable, Equatable {
        public let name: String
        public let text: String
    }

    public static let notebookName = "notebook.ipynb"

    private let report: Report
    private let tables: [TidyTable]

    public init(_ report: Report) {
        self.report = report
        tables = report.tables.map { TidyTable($0) }
    }

    /// The tables in the report's order, the dictionary, and the notebook.
    public var files: [File] {
        tables.map { File(name: $0.file, text: $0.text) } + [
            File(name: "columns.csv", text: dictionary),
            File(name: Self.notebookName, text: notebook),
        ]
    }

    // MARK: The dictionary

    /// A row a column, and one a measure: `measure=p95`.
    private var dictionary: String {
        var lines = [["file", "column", "type", "unit", "meaning"]]
        for table in tables {
            lines += table.columns.map {
                [table.file, $0.name, $0.type.rawValue, $0.unit, $0.meaning]
            }
            lines += table.measures.map {
                [
                    table.file, "measure=\($0.name)", TidyTable.Kind.number.rawValue,
                    ["mixed", "meter"].contains($0.unit) ? "see unit" : $0.unit, $0.meaning,
                ]
            }
        }
        return CSVRenderer.text(lines)
    }

    // MARK: The notebook

    /// nbformat 4.5, without outputs.
    private var notebook: String {
        let cells = NotebookCells(report, tables: Set(tables.map(\.id))).all.map { cell in
            let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
            let source = lines.enumerated().map { index, line in
                "    " + json(line + (index + 1 < lines.count ? "\n" : ""))
            }
            var fields = ["   \"cell_type\": \(json(cell.kind.rawValue[...]))"]
            if cell.kind == .code { fields.append("   \"execution_count\": null") }
            fields += ["   \"id\": \(json(cell.id[...]))", "   \"metadata\": {}"]
            if cell.kind == .code { fields.append("   \"outputs\": []") }
            fields.append("   \"source\": [\n\(source.joined(separator: ",\n"))\n   ]")
            return "  {\n\(fields.joined(separator: ",\n"))\n  }"
        }
        return """
            {
             "cells": [
            \(cells.joined(separator: ",\n"))
             ],
             "metadata": {
              "kernelspec": {
               "display_name": "Python 3",
               "language": "python",
               "name": "python3"
              },
              "language_info": {
               "name": "python"
              }
             },
             "nbformat": 4,
             "nbformat_minor": 5
            }

            """
    }

    private func json(_ text: Substring) -> String { JSONRenderer().string(String(text)) }
}
