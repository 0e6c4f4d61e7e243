// SPDX-License-Identifier: GPL-3.0-or-later

/// Commands for gnuplot that draw one picture on stdout and do nothing else.
public struct GnuplotScript: Sendable, Equatable {
    /// The file's name without its ending.
    public let name: String
    /// What a reader who does not see the picture is told.
    public let title: String
    public let text: String

    init(name: String, title: String, text: String) {
        precondition(Self.isLawful(name), "a name of a-z, 0-9 and hyphens")
        self.name = name
        self.title = title
        self.text = text
    }

    /// Whether a name begins with a-z and goes on with a-z, 0-9 and hyphens.
    static func isLawful(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
    }
}
