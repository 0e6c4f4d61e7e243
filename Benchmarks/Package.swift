// swift-tools-version: 6.1
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

/// Measures Plimsoll from outside, as a whole program; it depends on nothing.
let package = Package(
    name: "benchmarks",
    targets: [.executableTarget(name: "bench"), .executableTarget(name: "hold")]
)
