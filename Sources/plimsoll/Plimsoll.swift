// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser

/// The program: arguments, files and exit codes; everything else is a library's job.
@main
struct Plimsoll: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "plimsoll",
        abstract: "How much load a platform carries within its service levels, and what it costs.",
        discussion: """
            Exit codes: 0 the service levels are met; 99 one is breached, or the platform is \
            saturated; 3 cannot tell at this precision; 2 the input is wrong; 1 our own failure.
            """,
        version: version,
        subcommands: [
            RunCommand.self, CheckCommand.self, CompareCommand.self, ExplainCommand.self,
            StressCommand.self, CapacityCommand.self, SizeCommand.self, RunwayCommand.self,
            ReviewCommand.self, BacktestCommand.self, CostCommand.self, BreakevenCommand.self,
            BatchCommand.self, PowerCommand.self, TradeoffsCommand.self, ReproduceCommand.self,
            AuditCommand.self,
            PagesCommand.self, GasCommand.self, ObserveCommand.self, CalibrateCommand.self,
            LedgerCommand.self, NotebookCommand.self, PricesCommand.self, SelfCheckCommand.self,
            SchemaCommand.self, NewCommand.self,
        ])

    static func main() {
        StandardStream.prepare()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Exit.leave(because: error)
        }
    }
}
