// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// A file that appears whole, and only where there is none: it is written under another name in the
/// same directory first.
///
/// A class, because one temporary file has one owner, who removes it.
final class NewFile {
    private let path: String
    private let temporary: String

    /// Says before long work that its file cannot be written.
    static func check(_ path: String) throws(Failure) {
        if access(path, F_OK) == 0 { throw .exists(path: path) }
        _ = try NewFile(path, "")
    }

    init(_ path: String, _ text: String) throws(Failure) {
        self.path = path
        temporary = "\(path).plimsoll-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .cannotWrite(path: path, reason: StandardStream.systemWords(errno))
        }
        let reason = StandardStream.write(text, to: descriptor)
        let closing = close(descriptor) == 0 ? nil : errno
        if let reason = reason ?? closing {
            unlink(temporary)
            throw .cannotWrite(path: path, reason: StandardStream.systemWords(reason))
        }
    }

    deinit { unlink(temporary) }

    /// Makes the file appear; false where another has the name.
    func publish() throws(Failure) -> Bool {
        if link(temporary, path) == 0 { return true }
        var reason = errno
        if [EPERM, EOPNOTSUPP, ENOSYS].contains(reason) {
            // A file system without links: the name is taken first, then what it names replaced.
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            reason = errno
            if descriptor >= 0 {
                close(descriptor)
                if rename(temporary, path) == 0 { return true }
                reason = errno
            }
        }
        if reason == EEXIST { return false }
        throw .cannotWrite(path: path, reason: StandardStream.systemWords(reason))
    }
}
