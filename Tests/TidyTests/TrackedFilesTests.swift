// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// What the repository carries. A source tree without its history has nothing to check here.
@Suite(.enabled(if: SourceTree.exists(".git"))) struct TrackedFilesTests {
    @Test func builtThingsStayOut() throws {
        let tracked = try Self.tracked()
        #expect(tracked.contains("Package.swift"))
        #expect(tracked.filter(Self.isBuilt) == [])
    }

    @Test(arguments: [
        ("Package.resolved", true), ("Benchmarks/Package.resolved", true),
        (".build/release/plimsoll", true), ("Benchmarks/.build/a.o", true),
        ("Package.swift", false), ("docs/build.md", false),
    ])
    func builtThings(path: String, built: Bool) {
        #expect(Self.isBuilt(path) == built)
    }

    @Test func nothingPointsOutsideTheRepository() throws {
        let outside = "../" + "shared"
        let pointing = try Self.tracked().compactMap(SourceTree.read)
            .filter { $0.text.contains(outside) }
        #expect(pointing.map(\.path) == [])
    }

    static func isBuilt(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.last == "Package.resolved" || parts.contains(".build")
    }

    /// The paths that git tracks, in its order.
    static func tracked() throws -> [String] {
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A checkout may belong to someone else than who runs the tests.
        git.arguments = [
            "git", "-c", "safe.directory=*", "-C", SourceTree.root.path, "ls-files", "-z",
        ]
        let pipe = Pipe()
        git.standardOutput = pipe
        try git.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        try #require(git.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\0").map(String.init)
    }
}
