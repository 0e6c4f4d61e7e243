// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// The process's own streams: data on stdout, everything else on stderr.
enum StandardStream {
    /// A reader that goes away must not kill the process; writing then says so. A stream that is
    /// closed is held open, for the wrong direction, so that no file takes its number and gets what
    /// was meant for the stream.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(stream, F_GETFD) < 0 {
            _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Writes to stdout. A closed pipe is no failure: whoever reads has what they wanted.
    static func write(_ text: String) throws(Failure) {
        let reason = write(text, to: STDOUT_FILENO)
        if let reason, reason != EPIPE {
            throw .cannotWrite(path: "standard output", reason: systemWords(reason))
        }
    }

    static func error(_ text: String) {
        _ = write(text + "\n", to: STDERR_FILENO)
    }

    /// All bytes, or the number of the error that stopped them.
    static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let chunk = UnsafeRawBufferPointer(rebasing: rest)
                let written = Glibc.write(descriptor, chunk.baseAddress, chunk.count)
                if written < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    return errno
                }
                rest = rest.dropFirst(written)
            }
            return nil
        }
    }

    static func systemWords(_ error: Int32) -> String { String(cString: strerror(error)) }

    /// Columns of the terminal on a stream, at most 120; absent where it is none.
    static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return min(Int(size.ws_col), 120)
    }

    /// A variable of the environment; absent where it is empty.
    static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
