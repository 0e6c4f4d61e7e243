// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// A file that a command reads as it is.
enum InputFile {
    /// The file's bytes; throws `Failure` where it is no file, or longer than the limit.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, errno)
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw .badFile(path: path, words: "it has more than \(limit >> 20) MiB")
            }
        }
    }

    private static func failure(_ path: String, _ error: Int32) -> Failure {
        .badFile(path: path, words: StandardStream.systemWords(error))
    }
}
