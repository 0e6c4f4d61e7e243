// swift-tools-version: 6.1
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

/// The import table of the house: one way, each target a room with one job.
let table: [(target: String, imports: [String], packages: [Target.Dependency])] = [
    ("Quantities", [], []),
    ("Statistics", ["Quantities", "CGSL"], []),
    ("Forecasting", ["Quantities", "Statistics"], []),
    ("Chains", ["Quantities"], []),
    ("Autoscaling", ["Quantities"], []),
    ("Model", ["Quantities", "Statistics", "Chains", "Autoscaling"], []),
    (
        "Scenario", ["Quantities", "Statistics", "Chains", "Autoscaling", "Model"],
        [.product(name: "Yams", package: "Yams")]
    ),
    (
        "Engine",
        ["Quantities", "Statistics", "Chains", "Autoscaling", "Model", "CPrefetch"], []
    ),
    ("Cost", ["Quantities", "Statistics", "Model", "Engine"], []),
    ("Evidence", ["Quantities"], []),
    ("Calibration", ["Quantities", "Statistics", "Model", "Engine", "Evidence"], []),
    ("Audit", ["Quantities", "Statistics"], []),
    ("Ledger", ["Quantities"], [.product(name: "GRDB", package: "GRDB.swift")]),
    ("Charts", ["Quantities"], [.product(name: "Subprocess", package: "swift-subprocess")]),
    (
        "Planning",
        ["Quantities", "Statistics", "Forecasting", "Model", "Engine", "Cost", "Evidence"], []
    ),
    (
        "Verification",
        [
            "Quantities", "Statistics", "Forecasting", "Chains", "Autoscaling", "Model", "Engine",
            "Planning",
        ], []
    ),
    (
        "Review",
        ["Quantities", "Forecasting", "Model", "Engine", "Cost", "Evidence", "Planning"], []
    ),
    (
        "Reports",
        [
            "Quantities", "Statistics", "Forecasting", "Model", "Engine", "Cost", "Evidence",
            "Audit", "Calibration", "Charts", "Ledger", "Planning", "Review", "Verification",
        ], []
    ),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let rooms = table.map { Target.Dependency(stringLiteral: $0.target) }

let knownAnswers = [
    "queueing.json", "fee-market.json", "finance-and-forecast.json", "chain-fees.csv",
    "kubernetes-hpa.csv",
]

let libraries: [Target] = table.map { room in
    .target(
        name: room.target,
        dependencies: room.imports.map { .init(stringLiteral: $0) } + room.packages,
        exclude: room.target == "Verification" ? ["KnownAnswers/SOURCE.md"] : [],
        resources: room.target == "Verification"
            ? knownAnswers.map { .embedInCode("KnownAnswers/\($0)") } : [])
}

let unitTests: [Target] = table.map { room in
    .testTarget(
        name: "\(room.target)Tests",
        dependencies: ([room.target] + room.imports).map { .init(stringLiteral: $0) }
            + room.packages,
        exclude: room.target == "Reports" ? ["Golden"] : [])
}

let package = Package(
    name: "plimsoll",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Exactly the version that was seen to link on Linux: others call what SQLite there lacks.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // Without the trait that needs Foundation.
        .package(
            url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
        .target(name: "CPrefetch"),
    ] + libraries + unitTests + [
        .executableTarget(name: "plimsoll", dependencies: rooms + [argumentParser]),
        .testTarget(name: "plimsollTests", dependencies: rooms, exclude: ["Golden", "SameBytes"]),
        .testTarget(name: "CoverageTests", dependencies: rooms),
        .testTarget(name: "ChaosTests", dependencies: rooms),
        .testTarget(name: "TidyTests"),
    ])
