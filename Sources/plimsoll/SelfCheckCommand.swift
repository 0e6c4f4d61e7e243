// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Reports
import Verification

struct SelfCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selfcheck",
        abstract: "Compute known answers by closed form and by simulation, and compare.",
        discussion: """
            Without --vectors, the answers that are built in: queueing systems, bills, lines \
            through points, fee rules of chains and steps of the autoscaler; the last two are \
            compared in whole numbers. A system that this program does not know is listed, and \
            the command fails.

            Example: plimsoll selfcheck
            """)

    @Option(help: ArgumentHelp("A file of known answers, JSON or CSV.", valueName: "file"))
    var vectors: String?

    @Option(help: ArgumentHelp("Only cases of this system, such as mmc.", valueName: "name"))
    var system: String?

    @Flag(inversion: .prefixedNo, help: "Also by simulation.")
    var simulate = true

    @Option(help: "Seed of the random numbers.")
    var seed: UInt64 = 1

    @OptionGroup(title: "Simulation") var threading: ThreadOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let cases = try knownCases()
        Interruption.watch()
        let output = try output.prepare(tables: SelfCheckReport.tableIDs)
        let bar = ProgressBar.ifSeen("checking", quiet: self.output.quiet)
        defer { if bar != nil { ProgressBar.erase() } }
        let check = SelfCheck(
            simulate: simulate, system: system, threads: threading.count, seed: seed)
        let rows = try check.run(cases) { bar?.show($0) }
        let report = SelfCheckReport.make(
            rows,
            identity: Identity(
                version: Plimsoll.version, command: "selfcheck", seed: simulate ? seed : nil))
        try output.write(report)
        try Exit.follow(report.verdict)
    }

    /// The cases of the file, or those that are built in.
    private func knownCases() throws -> [KnownCase] {
        let all: [KnownCase]
        if let vectors {
            let bytes = try InputFile.read(vectors, limit: KnownCase.largestFile)
            do {
                all = try KnownCase.read(bytes)
            } catch {
                throw Failure.badFile(path: vectors, words: error.description)
            }
        } else {
            all = try KnownAnswers.builtIn()
        }
        if let system, !all.contains(where: { $0.system == system }) {
            var seen: Set<String> = []
            let systems = all.map(\.system).filter { seen.insert($0).inserted }
            throw Failure.unknownSystem(system, known: systems)
        }
        return all
    }
}
