// swift-tools-version: 6.1
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

/// Measures Plimsoll from outside, as a whole program, and two of its rules alone; it depends on
/// nothing but links to their files.
let package = Package(
    name: "benchmarks",
    targets: [
        .executableTarget(name: "bench"), .executableTarget(name: "hold"),
        .target(name: "Quantities"), .target(name: "Chains", dependencies: ["Quantities"]),
        .executableTarget(
            name: "basefee", dependencies: ["Chains", "Quantities"],
            linkerSettings: [.linkedLibrary("m")]),
    ]
)
