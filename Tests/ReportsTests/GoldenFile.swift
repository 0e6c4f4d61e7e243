// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// A recorded output. `make golden` records all of them anew.
enum GoldenFile {
    private static let isRecording =
        ProcessInfo.processInfo.environment["PLIMSOLL_RECORD"] == "1"

    static func check(_ text: String, _ name: String, besides file: String = #filePath) throws {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            .appendingPathComponent("Golden")
        let url = folder.appendingPathComponent(name)
        if isRecording {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return
        }
        let recorded = try String(decoding: Data(contentsOf: url), as: UTF8.self)
        if recorded == text { return }
        let lines = zip(
            recorded.split(separator: "\n", omittingEmptySubsequences: false),
            text.split(separator: "\n", omittingEmptySubsequences: false))
        let first = lines.enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
            """
            \(name) differs from line \((first?.offset ?? -1) + 1):
            recorded: \(first.map { String($0.element.0) } ?? "the end, or more lines")
            now:      \(first.map { String($0.element.1) } ?? "the end, or more lines")
            """)
    }
}
