// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// A directory that is filled out of sight and then appears: files are written into a temporary
/// directory on the same file system. A new directory is the temporary one renamed; into one that
/// exists, files are renamed one after the other, and what else it holds stays.
///
/// A class, because one temporary directory has one owner, who removes it.
final class OutputDirectory {
    /// Without slashes at its end.
    let path: String
    private let temporary: String
    private let exists: Bool
    private var files: [String] = []
    /// Directories within it that files are in.
    private var folders: [String] = []

    /// Makes the temporary directory, beside a new directory or inside one that exists.
    init(_ path: String) throws(Failure) {
        self.path = Self.trimmed(path)
        var status = stat()
        exists = stat(self.path, &status) == 0
        if self.path.isEmpty {
            throw .cannotWrite(path: path, reason: "the name is empty; name a directory")
        }
        if exists, status.st_mode & S_IFMT != S_IFDIR {
            throw .cannotWrite(path: path, reason: "it is not a directory; name another")
        }
        let name = ".plimsoll-\(getpid())"
        temporary = exists ? self.path + "/" + name : self.path + name
        if let reason = Interruption.makeTemporary(temporary) {
            throw .cannotWrite(path: path, reason: StandardStream.systemWords(reason))
        }
    }

    static func trimmed(_ path: String) -> String {
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.last == "/" { trimmed = trimmed.dropLast() }
        return String(trimmed)
    }

    /// What was not published leaves nothing behind.
    deinit { discard() }

    /// - Parameter name: of a file, or of one in a directory within it: `notebook/report.py`.
    func add(_ name: String, _ text: String) throws(Failure) {
        if let slash = name.firstIndex(of: "/") {
            let folder = String(name[..<slash])
            if !folders.contains(folder) {
                guard mkdir(temporary + "/" + folder, 0o777) == 0 else { throw failure(errno) }
                folders.append(folder)
            }
        }
        let file = temporary + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(errno) }
        files.append(name)
        let reason = StandardStream.write(text, to: descriptor)
        let closing = close(descriptor) == 0 ? nil : errno
        if let reason = reason ?? closing { throw failure(reason) }
    }

    /// Makes the files appear. An interrupt waits until all are there.
    func publish() throws(Failure) {
        try checkTargets()
        let reason = Interruption.shielded { () -> Int32? in
            guard exists else {
                return rename(temporary, path) == 0 ? nil : errno
            }
            for folder in folders where mkdir(path + "/" + folder, 0o777) != 0 && errno != EEXIST {
                return errno
            }
            for file in files
            where rename(temporary + "/" + file, path + "/" + file) != 0 {
                return errno
            }
            for folder in folders { rmdir(temporary + "/" + folder) }
            rmdir(temporary)
            return nil
        }
        if let reason { throw failure(reason) }
        files = []
        folders = []
        Interruption.forget(temporary)
    }

    /// A directory cannot be replaced by a file, nor a file by a directory; told before the first
    /// file is.
    private func checkTargets() throws(Failure) {
        guard exists else { return }
        for folder in folders {
            var status = stat()
            let target = path + "/" + folder
            if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
                discard()
                throw .cannotWrite(path: target, reason: "it is not a directory; move it away")
            }
        }
        for file in files {
            var status = stat()
            let target = path + "/" + file
            if stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                discard()
                throw .cannotWrite(path: target, reason: "it is a directory; move it away")
            }
        }
    }

    private func failure(_ reason: Int32) -> Failure {
        discard()
        return .cannotWrite(path: path, reason: StandardStream.systemWords(reason))
    }

    private func discard() {
        Interruption.remove(temporary)
    }
}
