// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audit
import Reports

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Recompute published figures from those that they derive from.",
        discussion: """
            Reads figures from CSV with a formula for each derived one (docs/audit-format.md), and \
            says of each whether it follows, by which factor it does not, and which assumption \
            would make it true; then whether figures that ought to agree do.

            Example: plimsoll audit datasets/published-figures/figures.csv
            """)

    @Argument(help: "The figures, in CSV.")
    var figures: String

    @Option(
        help: ArgumentHelp(
            "What the model says of measurements: the table 'reproduction' of plimsoll reproduce,"
                + " in CSV.",
            valueName: "file"))
    var reproduction: String?

    @Option(help: ArgumentHelp("How long a month is, 600 to 800.", valueName: "hours"))
    var hoursPerMonth = UnitSystem.usualHoursPerMonth

    @Flag(help: "Exit code 99 where a figure does not follow or a check does not hold.")
    var strict = false

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        guard UnitSystem.hoursPerMonth.contains(hoursPerMonth) else {
            throw ValidationError(
                "--hours-per-month is \(hoursPerMonth); it must be from 600 to 800.")
        }
    }

    func run() throws {
        let bytes = try InputFile.read(figures, limit: FigureAudit.largestFile)
        let audit = try reading(figures) { () throws(AuditErrors) in
            try FigureAudit(bytes, hoursPerMonth: hoursPerMonth)
        }
        let measured = try reproduction.map { path in
            let table = try InputFile.read(path, limit: ReproducedFigures.largestFile)
            let reproduced = try reading(path) { () throws(AuditErrors) in
                try ReproducedFigures(table)
            }
            return try reading(figures) { () throws(AuditErrors) in
                try audit.measured(by: reproduced)
            }
        }
        let output = try output.prepare(tables: AuditReport.tableIDs)
        let report = AuditReport.make(
            audit,
            AuditReport.Setting(
                hoursPerMonth: hoursPerMonth, measured: measured, isStrict: strict),
            identity: Identity(
                version: Plimsoll.version, command: "audit",
                scenario: "Published figures, recomputed"))
        try output.write(report)
        try Exit.follow(report.verdict)
    }

    private func reading<Value>(
        _ path: String, _ read: () throws(AuditErrors) -> Value
    ) throws(Failure) -> Value {
        do { return try read() } catch { throw .audit(path: path, error) }
    }
}
