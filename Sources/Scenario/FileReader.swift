// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Why a file could not be read.
public enum FileFault: Error, Hashable, Sendable {
    case missing
    case directory
    case tooLarge(limit: Int)
    case unreadable
}

/// How scenario files come in: from the disk, or from wherever the closure takes them.
public struct FileReader: Sendable {
    /// The bytes of the file at a path; throws `tooLarge` rather than read more than `limit` bytes.
    let read: @Sendable (_ path: String, _ limit: Int) throws(FileFault) -> [UInt8]

    public init(
        read: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileFault) -> [UInt8]
    ) {
        self.read = read
    }

    /// Files of the file system; relative paths start at the working directory.
    public static let disk = FileReader { (path, limit) throws(FileFault) in
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .missing
        }
        if isDirectory.boolValue { throw .directory }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadable }
        defer { try? handle.close() }
        let data: Data?
        do { data = try handle.read(upToCount: limit + 1) } catch { throw .unreadable }
        let bytes = [UInt8](data ?? Data())
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        return bytes
    }

    /// Files held in memory, by path.
    public static func memory(_ files: [String: [UInt8]]) -> FileReader {
        FileReader { (path, limit) throws(FileFault) in
            guard let bytes = files[path] else {
                let isDirectory = files.keys.contains { $0.hasPrefix(path + "/") }
                throw isDirectory ? .directory : .missing
            }
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
            return bytes
        }
    }
}
