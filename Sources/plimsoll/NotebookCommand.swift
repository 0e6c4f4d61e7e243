// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Reports
import Scenario

struct NotebookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notebook",
        abstract: "Answer a scenario as files for a Jupyter notebook, and the notebook.",
        discussion: """
            The scenario is answered as plimsoll run does. Each table becomes a CSV file in long \
            format: a fact a row, with its unit and 95% interval. columns.csv says what each \
            column and measure means; notebook.ipynb loads all with pandas and draws them with \
            matplotlib. The same scenario and seed give the same bytes.

            Example: plimsoll notebook models/atk/spike.yaml --out spike
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "Write the files into this directory.",
            discussion: """
                A new directory appears whole or not at all. In one that exists, each file is \
                replaced atomically, and other files stay.
                """, valueName: "dir"))
    var out: String

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions

    @Flag(help: "Show no progress.")
    var quiet = false

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let model = try scenario.model.with(run: simulation.plan(scenario.model))
        Interruption.watch()
        let directory = try OutputDirectory(out)
        let answer = try simulation.answer(model, label: "simulating", quiet: quiet)
        let identity = scenario.identity(
            of: "notebook", run: answer.replications == nil ? nil : model.run,
            replications: answer.replications)
        let report = RunReport.make(
            try Assessment(model, answer.measurements), identity: identity)
        let files = NotebookExport(report).files
        for file in files { try directory.add(file.name, file.text) }
        try directory.publish()
        try StandardStream.write(
            "\(report.headline)\n\nwrote \(directory.path): \(NotebookExport.notebookName),"
                + " columns.csv and \(files.count - 2) tables\n")
        try Exit.follow(report.verdict)
    }
}
