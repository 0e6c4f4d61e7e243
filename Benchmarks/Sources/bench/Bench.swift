// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Measures Plimsoll against its bars; exit code 1 when one is missed by more than a tenth.
@main
struct Bench {
    var program = ".build/release/plimsoll"
    var pairs = 7
    var counts = false
    var records = false

    static let usage = """
        usage: bench [--plimsoll PATH] [--pairs N] [--callgrind] [--record]

          --plimsoll PATH  the program to measure (default .build/release/plimsoll)
          --pairs N        runs of twin and Plimsoll in turn (default 7)
          --callgrind      also count instructions an event, where valgrind is installed
          --record         also write the figures into Benchmarks/README.md
        """

    static func main() {
        do {
            let bench = try Bench(Array(CommandLine.arguments.dropFirst()))
            exit(try bench.run() ? 0 : 1)
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(1)
        }
    }

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--callgrind": counts = true
            case "--record": records = true
            case "--plimsoll":
                guard let path = rest.popFirst() else { throw BenchError.usage(Bench.usage) }
                program = path
            case "--pairs":
                guard let count = rest.popFirst().flatMap(Int.init), count > 0 else {
                    throw BenchError.usage(Bench.usage)
                }
                pairs = count
            default: throw BenchError.usage(Bench.usage)
            }
        }
    }

    /// Whether every figure is good enough.
    func run() throws -> Bool {
        let suite = try prepare()
        var page = Page()
        page.add(try Page.machine())
        let speed = try suite.bars.workloads.map(suite.speed)
        page.add(
            columns: [
                "workload", "C customers/s", "Plimsoll customers/s",
                "ratio: median of \(pairs) (range)", "bar", "verdict",
            ], rows: speed.map(\.row))
        let hold = try suite.bars.hold.sizes.map(suite.hold)
        page.add(
            columns: [
                "hold model: pending events", "C binary heap, ns", "calendar, ns",
                "times: median of \(pairs)", "bar", "verdict",
            ], rows: hold.map(\.row))
        let others =
            try suite.memory() + [
                suite.inFlight(), suite.keyspace(), suite.together(), suite.hour(), suite.burst(),
                suite.soak(), suite.bill(), suite.sizing(), suite.start(),
            ] + suite.chains() + [suite.baseFeeRule()]
        page.add(
            columns: ["measured", "figure", "bar", "verdict"],
            rows: others.map { [$0.name, $0.figure, $0.bar, $0.verdict] })
        var counted: [(finding: Finding, row: [String])] = []
        if counts, try Launcher.shell(["which", "valgrind"]).code == 0 {
            counted = try suite.bars.workloads.map(suite.instructions)
            page.add(
                columns: ["instructions an event", "C", "Plimsoll", "times", "bar", "verdict"],
                rows: counted.map(\.row))
        }
        print(page.text, terminator: "")
        if records { try page.record(in: "Benchmarks/README.md") }
        let findings = (speed + hold + counted).map(\.finding) + others
        return !findings.contains(where: \.fails)
    }

    private func prepare() throws -> Suite {
        guard FileManager.default.fileExists(atPath: "Benchmarks/bars.json") else {
            throw BenchError.wrongPlace
        }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw BenchError.missing(tool: program, remedy: "run make build")
        }
        // The last core: the first ones serve most interrupts.
        let core = ProcessInfo.processInfo.activeProcessorCount - 1
        return Suite(
            bars: try Bars.read("Benchmarks/bars.json"), plimsoll: Plimsoll(program: program),
            calendar: ".build/bench/release/hold", baseFee: ".build/bench/release/basefee",
            launcher: try Launcher(directory: ".build/twins", core: core), pairs: pairs)
    }
}
