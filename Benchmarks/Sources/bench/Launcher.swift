// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a run of a command took.
struct Run {
    let cpuSeconds: Double
    let peakKibibytes: Double
    let output: String
}

enum BenchError: Error, CustomStringConvertible {
    case wrongPlace
    case usage(String)
    case missing(tool: String, remedy: String)
    case failed(command: String, code: Int)
    case unreadable(command: String, what: String)
    case otherAnswer(scenario: String, pruned: [String], exhaustive: [String])
    case disagreement(workload: String, twin: Double, plimsoll: Double)

    var description: String {
        switch self {
        case .wrongPlace: "run bench at the root of the repository"
        case .usage(let text): text
        case .missing(let tool, let remedy): "\(tool) is missing: \(remedy)"
        case .failed(let command, let code): "exit code \(code) from: \(command)"
        case .unreadable(let command, let what): "no \(what) in the output of: \(command)"
        case .otherAnswer(let scenario, let pruned, let exhaustive):
            "\(scenario): the search finds \(pruned), and looking at all \(exhaustive)"
        case .disagreement(let workload, let twin, let plimsoll):
            "\(workload): the mean is \(twin) s in C and \(plimsoll) s in Plimsoll, so the two do "
                + "not simulate the same system"
        }
    }
}

/// Builds the C programs, and runs commands through one of them, which measures.
struct Launcher {
    let directory: String
    let core: Int

    /// The speed that the bars speak of.
    static let native = ["-O3", "-march=native"]
    /// For valgrind, which does not know every instruction of a native build.
    static let portable = ["-O3", "-march=x86-64-v2"]

    init(directory: String, core: Int) throws {
        self.directory = directory
        self.core = core
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        try build("measure")
    }

    /// Compiles `Benchmarks/twins/NAME.c` and gives the path of the program.
    @discardableResult
    func build(_ name: String, flags: [String] = native, suffix: String = "") throws -> String {
        let program = directory + "/" + name + suffix
        let source = "Benchmarks/twins/\(name).c"
        let command = ["gcc"] + flags + ["-Wall", "-Wextra", "-o", program, source, "-lm"]
        guard try Launcher.shell(["which", "gcc"]).code == 0 else {
            throw BenchError.missing(tool: "gcc", remedy: "install gcc")
        }
        let code = try Launcher.shell(command).code
        guard code == 0 else {
            throw BenchError.failed(command: command.joined(separator: " "), code: code)
        }
        return program
    }

    /// A copy without debugging information, on whose newer forms older valgrinds give up.
    func stripped(_ program: String) throws -> String {
        let copy = directory + "/" + (program.split(separator: "/").last ?? "program")
        let command = ["strip", "-o", copy, program]
        let code = try Launcher.shell(command).code
        guard code == 0 else {
            throw BenchError.failed(command: command.joined(separator: " "), code: code)
        }
        return copy
    }

    /// Runs a command on the core; its standard error passes through. A verdict of Plimsoll's
    /// (99 breached, 3 cannot tell) is an answer, not a failure.
    func run(_ command: [String]) throws -> Run {
        let output = directory + "/output"
        let measure = [directory + "/measure", "\(core)", output] + command
        let figures = try Launcher.shell(measure).output.split(whereSeparator: \.isWhitespace)
        let line = command.joined(separator: " ")
        guard figures.count == 3, let code = Int(figures[0]), let seconds = Double(figures[1]),
            let peak = Double(figures[2])
        else { throw BenchError.unreadable(command: line, what: "measurement") }
        guard [0, 3, 99].contains(code) else { throw BenchError.failed(command: line, code: code) }
        let text = try String(contentsOfFile: output, encoding: .utf8)
        return Run(cpuSeconds: seconds, peakKibibytes: peak, output: text)
    }

    /// A command's exit code and standard output, not measured.
    static func shell(
        _ command: [String], quiet: Bool = false
    ) throws -> (code: Int, output: String, remarks: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let output = Pipe()
        let remarks = Pipe()
        process.standardOutput = output
        if quiet { process.standardError = remarks }
        try process.run()
        let said = quiet ? remarks.fileHandleForReading.readDataToEndOfFile() : Data()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            Int(process.terminationStatus), String(decoding: bytes, as: UTF8.self),
            String(decoding: said, as: UTF8.self)
        )
    }
}
