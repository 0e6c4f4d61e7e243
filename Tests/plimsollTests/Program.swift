// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The built program, run as people run it.
enum Program {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Beside the test program, where the same build puts it.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let folder = URL(fileURLWithPath: own ?? CommandLine.arguments[0])
            .deletingLastPathComponent()
        return folder.appendingPathComponent("plimsoll").path
    }()

    /// 30 June 2026, by which no price of the repository is old.
    private static let day = "1782777600"

    static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = try start(arguments, environment: environment)
        return try finish(process)
    }

    /// By the shell: for pipes.
    static func shell(_ command: String) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", command]
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        return try finish(process)
    }

    static func start(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["COLUMNS": "80", "SOURCE_DATE_EPOCH": day]) { $1 }.merging(environment) { $1 }
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        return process
    }

    static func finish(_ process: Process) throws -> Outcome {
        let output = (process.standardOutput as? Pipe)?.fileHandleForReading.readDataToEndOfFile()
        let errors = (process.standardError as? Pipe)?.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: output ?? Data(), as: UTF8.self),
            errors: String(decoding: errors ?? Data(), as: UTF8.self))
    }
}

/// A directory of its own for one test, with a small scenario in it.
///
/// A class, because its end removes the directory.
final class Workspace {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "plimsoll-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try write("desk.yaml", Self.scenario)
        try write("prices.yaml", Self.prices)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func path(_ name: String) -> String { folder + "/" + name }

    func read(_ name: String) throws -> String {
        try String(decoding: Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
    }

    /// Names in a directory, hidden ones too, sorted.
    func list(_ name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
    }

    /// M/M/4 at 80% utilization: p95 4.7 s.
    private static let scenario = """
        plimsoll: 1
        name: Desk
        prices: prices.yaml
        traffic:
          customers: {rate: 3.2/s}
        operations:
          visit:
            steps:
              - {on: desk, time: {mean: 1s}}
        components:
          desk: {kind: station, servers: 4, price: clerk}
        slo: {p95: 10s}
        run: {warmup: 100s, duration: 2000s, replications: 4, seed: 7}
        """

    private static let prices = """
        plimsoll prices: 1
        name: clerks
        as of: 2026-01-31
        prices:
          clerk: {price: 30 USD/h, source: a test}
        """
}
