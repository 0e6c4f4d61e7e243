// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Glibc
import Quantities
import Review

/// The files of a month, in one directory.
enum EvidenceFolder {
    /// A month has no more.
    private static let most = 1_000

    /// Scenarios, ledgers and words for people are no evidence.
    private static let others = [".md", ".yaml", ".yml", ".sqlite", ".sqlite-wal", ".sqlite-shm"]

    /// Every file of the directory but hidden ones and those that are no evidence; throws where
    /// one cannot be read.
    static func read(
        _ path: String, _ month: CalendarMonth, series: String?
    ) throws -> MonthEvidence {
        var files: [MonthEvidence.File] = []
        for name in try names(path) {
            let file = path + "/" + name
            let bytes = try InputFile.read(file, limit: ObservedFile.largest)
            do {
                files.append(MonthEvidence.File(name: name, file: try ObservedFile.read(bytes)))
            } catch { throw Failure.evidence(path: file, error) }
        }
        do { return try MonthEvidence(month, files, usage: series) } catch {
            throw Failure.badFile(path: path, words: "\(error)")
        }
    }

    private static func names(_ path: String) throws(Failure) -> [String] {
        guard let directory = opendir(path) else {
            throw .badFile(path: path, words: StandardStream.systemWords(errno))
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let isOther = others.contains { name.hasSuffix($0) }
            if name.hasPrefix(".") || isOther || isDirectory(path + "/" + name) { continue }
            names.append(name)
            if names.count > most {
                throw .badFile(path: path, words: "it has more than \(most) files")
            }
        }
        if names.isEmpty { throw .badFile(path: path, words: "it has no file to read") }
        return names.sorted()
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
