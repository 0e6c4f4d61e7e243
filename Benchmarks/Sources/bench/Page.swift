// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The findings as Markdown.
struct Page {
    private var parts: [String] = []
    var text: String { parts.joined(separator: "\n\n") + "\n" }

    mutating func add(_ paragraph: String) { parts.append(paragraph) }

    mutating func add(columns: [String], rows: [[String]]) {
        let widths = columns.indices.map { column in
            ([columns] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = line(widths.map { String(repeating: "-", count: $0) })
        parts.append(([line(columns), rule] + rows.map(line)).joined(separator: "\n"))
    }

    private static let from = "<!-- figures: written by make bench ARGS=--record -->"
    private static let to = "<!-- end of figures -->"

    /// Puts the page between the two marks of a file.
    func record(in path: String) throws {
        let old = try String(contentsOfFile: path, encoding: .utf8)
        guard let start = old.range(of: Page.from),
            let end = old.range(of: Page.to, range: start.upperBound..<old.endIndex)
        else { throw BenchError.unreadable(command: path, what: "mark '\(Page.from)'") }
        let new = old[..<start.upperBound] + "\n" + text + old[end.lowerBound...]
        try new.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// The processor and the compilers, without which figures mean nothing.
    static func machine() throws -> String {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
        let processor = model?.split(separator: ":").last.map { $0.drop { $0 == " " } }
        func firstLine(_ command: [String]) throws -> Substring {
            try Launcher.shell(command, quiet: true).output.split(separator: "\n").first ?? ""
        }
        let gcc = try firstLine(["gcc", "--version"])
        let swift = try firstLine(["swift", "--version"])
        return "On \(processor ?? "an unnamed processor"); \(gcc); \(swift)."
    }
}
