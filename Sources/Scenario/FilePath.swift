// SPDX-License-Identifier: GPL-3.0-or-later

/// Paths as text, without asking the file system.
enum FilePath {
    /// The path that `path` means when it is written in `file`, with `.` and `..` worked out.
    static func resolve(_ path: String, from file: String) -> String {
        if path.hasPrefix("/") { return normal(path) }
        return normal(directory(of: file) + "/" + path, isAbsolute: file.hasPrefix("/"))
    }

    static func normal(_ path: String) -> String {
        normal(path, isAbsolute: path.hasPrefix("/"))
    }

    /// How a file beside `file` names the normal path `path`.
    static func relative(_ path: String, to file: String) -> String {
        let file = normal(file)
        guard path.hasPrefix("/") == file.hasPrefix("/") else { return path }
        let target = path.split(separator: "/")
        let base = file.split(separator: "/").dropLast()
        let common = zip(target, base).prefix { $0 == $1 }.count
        let up = base.dropFirst(common)
        guard !up.contains("..") else { return path }
        return (up.map { _ in ".." } + target.dropFirst(common)).joined(separator: "/")
    }

    private static func directory(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return String(file[..<slash])
    }

    private static func normal(_ path: String, isAbsolute: Bool) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}
