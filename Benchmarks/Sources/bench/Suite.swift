// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The measurements, each giving the findings that the table shows.
struct Suite {
    let bars: Bars
    let plimsoll: Plimsoll
    /// The program that runs the hold model on Plimsoll's calendar.
    let calendar: String
    /// The program that follows the base fee alone.
    let baseFee: String
    let launcher: Launcher
    let pairs: Int

    /// Twin and Plimsoll in turn, so that a slow moment of the machine hits both.
    func speed(_ workload: Bars.Workload) throws -> (finding: Finding, row: [String]) {
        let twin = Twin(program: try launcher.build(workload.twin))
        var hand: [Race] = []
        var ours: [Race] = []
        for pair in 1...pairs {
            say("\(workload.name) pair \(pair) of \(pairs)")
            hand.append(try twin.race(customers: workload.customers, seed: pair, on: launcher))
            ours.append(try plimsoll.race(workload, seed: pair, on: launcher))
        }
        try agree(workload, hand, ours)
        let ratios = zip(hand, ours).map { $1.customersPerSecond / $0.customersPerSecond }
        let median = Figure.median(ratios)
        let spread =
            "\(Figure.fixed(ratios.min() ?? .nan, 3)) to "
            + Figure.fixed(ratios.max() ?? .nan, 3)
        let finding = Finding.atLeast(
            workload.ratio, median, name: workload.name,
            figure: "\(Figure.fixed(median, 3)) (\(spread))")
        return (
            finding,
            [
                "\(workload.name), \(workload.title)",
                Figure.millions(Figure.median(hand.map(\.customersPerSecond))),
                Figure.millions(Figure.median(ours.map(\.customersPerSecond))),
                finding.figure, finding.bar, finding.verdict,
            ]
        )
    }

    /// Two programs that simulate the same system have the same mean, up to sampling.
    private func agree(_ workload: Bars.Workload, _ hand: [Race], _ ours: [Race]) throws {
        let twin = Figure.median(hand.map(\.meanSojournSeconds))
        let mean = Figure.median(ours.map(\.meanSojournSeconds))
        guard abs(mean / twin - 1) <= 0.02 else {
            throw BenchError.disagreement(workload: workload.name, twin: twin, plimsoll: mean)
        }
    }

    func memory() throws -> [Finding] {
        say("memory, \(bars.memory.scenario)")
        func peak(_ seconds: Double) throws -> Double {
            let command = plimsoll.command(bars.memory.scenario, seconds: seconds)
            return try launcher.run(command).peakKibibytes * 1024 / 1e6
        }
        let short = try peak(bars.memory.shortSeconds)
        let long = try peak(bars.memory.longSeconds)
        let growth = long / short - 1
        return [
            .atMost(
                bars.memory.megabytes, max(short, long), unit: " MB", name: "W2, peak memory",
                figure: "\(Figure.fixed(max(short, long), 1)) MB"),
            .atMost(
                bars.memory.growth * 100, growth * 100, unit: "%",
                name: "W2, peak memory of ten hours over one",
                figure: "\(growth < 0 ? "" : "+")\(Figure.fixed(growth * 100, 1))%"),
        ]
    }

    /// Peak memory of a run in which nobody is answered, less that of one in which nobody came.
    func inFlight() throws -> Finding {
        say("in flight, \(bars.inFlight.scenario)")
        func peak(_ seconds: Double) throws -> Double {
            let command = plimsoll.command(bars.inFlight.scenario, seconds: seconds, places: 3)
            return try launcher.run(command).peakKibibytes * 1024
        }
        let full = try peak(bars.inFlight.requests / bars.inFlight.perSecond)
        let each = (full - (try peak(0.001))) / bars.inFlight.requests
        return .atMost(
            bars.inFlight.bytes, each, unit: " B",
            name: "ten million requests in flight, memory of each",
            figure: "\(Figure.fixed(each, 1)) B")
    }

    func hour() throws -> Finding {
        say("one hour of \(bars.hour.scenario)")
        let seconds = try (1...bars.hour.runs).map { seed in
            let command = plimsoll.command(
                bars.hour.scenario, seconds: 3600, warmUp: nil, seed: seed)
            return try launcher.run(command).cpuSeconds
        }
        let median = Figure.median(seconds)
        return .atMost(
            bars.hour.cpuSeconds, median, unit: " s",
            name: "\(bars.hour.scenario), one replication of one hour, CPU",
            figure: "\(Figure.fixed(median, 2)) s")
    }

    func start() throws -> Finding {
        say("start-up")
        let milliseconds = try (1...bars.start.runs).map { _ in
            try launcher.run([plimsoll.program, "--version"]).cpuSeconds * 1000
        }
        let median = Figure.median(milliseconds)
        return .atMost(
            bars.start.cpuMilliseconds, median, unit: " ms",
            name: "plimsoll --version, CPU, median of \(bars.start.runs)",
            figure: "\(Figure.fixed(median, 1)) ms")
    }

    /// Instructions an event by callgrind, free of noise: what a run of twice the length adds.
    func instructions(_ workload: Bars.Workload) throws -> (finding: Finding, row: [String]) {
        say("\(workload.name) under callgrind")
        let program = try launcher.build(
            workload.twin, flags: Launcher.portable, suffix: "-portable")
        let twin = Twin(program: program)
        let plimsoll = try Plimsoll(program: launcher.stripped(plimsoll.program))
        let customers = 200_000
        func perEvent(_ command: (Int) -> [String]) throws -> Double {
            let once = try collected(command(customers))
            let twice = try collected(command(2 * customers))
            return (twice - once) / (Double(customers) * workload.eventsPerCustomer)
        }
        let hand = try perEvent { twin.command(customers: $0, seed: 1) }
        let ours = try perEvent {
            plimsoll.command(workload.scenario, seconds: Double($0) / workload.perSecond)
        }
        let finding = Finding.atMost(
            bars.instructions, ours / hand, unit: "", name: workload.name,
            figure: Figure.fixed(ours / hand, 3))
        return (
            finding,
            [
                "\(workload.name), \(workload.title)", Figure.fixed(hand, 0),
                Figure.fixed(ours, 0), finding.figure, finding.bar, finding.verdict,
            ]
        )
    }

    private func collected(_ command: [String]) throws -> Double {
        let valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        let run = try Launcher.shell(valgrind + command, quiet: true)
        let line = run.remarks.split(separator: "\n").first { $0.contains("Collected :") }
        guard let count = line?.split(separator: " ").last.flatMap({ Double($0) }) else {
            throw BenchError.unreadable(
                command: command.joined(separator: " "), what: "count of instructions")
        }
        return count
    }

    func say(_ text: String) {
        FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
    }
}
