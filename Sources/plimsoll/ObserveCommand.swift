// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evidence
import Reports

struct ObserveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Say what files of other tools are, and what they measured or billed.",
        discussion: """
            Reads what k6, Locust, Prometheus, Grafana, Foundry, FOCUS exports and AWS Cost and \
            Usage Reports write, and histories of usage; each is told by its structure. Nothing \
            is guessed: a file that is none of them, or is broken, is refused with its place.
            """)

    @Argument(help: "The files.")
    var files: [String]

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let destination = try output.prepare(tables: ObserveReport.tableIDs)
        let read = try files.map { (path: $0, file: try Self.read($0)) }
        try destination.write(
            ObserveReport.make(
                read, identity: Identity(version: Plimsoll.version, command: "observe")))
    }

    private static func read(_ path: String) throws(Failure) -> ObservedFile {
        let bytes = try InputFile.read(path, limit: ObservedFile.largest)
        do { return try ObservedFile.read(bytes) } catch { throw .evidence(path: path, error) }
    }
}
