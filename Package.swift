// swift-tools-version: 6.1
// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import PackageDescription

/// The import table of the house: one way, each target a room with one job.
let table: [(target: String, imports: [String], packages: [Target.Dependency])] = [
    ("Quantities", [], []),
    ("Statistics", ["Quantities", "CGSL"], []),
    ("Model", ["Quantities", "Statistics"], []),
    ("Scenario", ["Quantities", "Statistics", "Model"], [.product(name: "Yams", package: "Yams")]),
    ("Engine", ["Quantities", "Statistics", "Model"], []),
    ("Cost", ["Quantities", "Statistics", "Model", "Engine"], []),
    ("Planning", ["Quantities", "Statistics", "Model", "Engine", "Cost"], []),
    ("Verification", ["Quantities", "Statistics", "Model", "Engine"], []),
    (
        "Reports",
        ["Quantities", "Statistics", "Model", "Engine", "Cost", "Planning", "Verification"], []
    ),
]

let here = Context.packageDirectory
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: here + "/" + path) }

let rooms = table.filter { exists("Sources/\($0.target)") }
var targets: [Target] = []
if exists("Sources/CGSL") {
    targets.append(
        .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]))
}
for room in rooms {
    let inside = room.imports.filter { exists("Sources/\($0)") }
        .map { Target.Dependency(stringLiteral: $0) }
    let embedded = "KnownAnswers/queueing.json"
    let carriesAnswers = exists("Sources/\(room.target)/\(embedded)")
    targets.append(
        .target(
            name: room.target, dependencies: inside + room.packages,
            exclude: carriesAnswers ? ["KnownAnswers/SOURCE.md"] : [],
            resources: carriesAnswers ? [.embedInCode(embedded)] : []))
    if exists("Tests/\(room.target)Tests") {
        targets.append(
            .testTarget(
                name: "\(room.target)Tests",
                dependencies: [.init(stringLiteral: room.target)] + inside))
    }
}
if exists("Sources/plimsoll") {
    targets.append(
        .executableTarget(
            name: "plimsoll",
            dependencies: rooms.map { .init(stringLiteral: $0.target) }
                + [.product(name: "ArgumentParser", package: "swift-argument-parser")]))
}
for suite in ["plimsollTests", "TidyTests"] where exists("Tests/\(suite)") {
    targets.append(
        .testTarget(name: suite, dependencies: rooms.map { .init(stringLiteral: $0.target) }))
}

let package = Package(
    name: "plimsoll",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: targets
)
