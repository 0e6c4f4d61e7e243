// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evidence
import Model
import Planning
import Quantities
import Reports
import Scenario

struct GasCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gas", abstract: "Gas that contracts use.",
        subcommands: [GasDiffCommand.self])
}

struct GasDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two gas reports of Foundry: what uses more, and what it costs.",
        discussion: """
            Reads .gas-snapshot (forge snapshot) and the output of forge test --gas-report --json. \
            Of a function's calls their mean is compared, of a fuzz test's runs their median. With \
            --scenario, its volumes, gas price and ether price give the cost of a month. Exit code \
            99 where a function uses more gas than before by over the tolerance.

            Example: plimsoll gas diff main.gas-snapshot .gas-snapshot
            """)

    @Argument(help: "The gas before the change.")
    var old: String

    @Argument(help: "The gas after it.")
    var new: String

    @Option(help: ArgumentHelp("How much more a function may use.", valueName: "percent"))
    var tolerance = "5%"

    @Option(help: ArgumentHelp("Name functions that save over so much.", valueName: "percent"))
    var savings = "10%"

    @Option(help: ArgumentHelp("Take volumes and prices from this scenario.", valueName: "file"))
    var scenario: String?

    @Option(
        help: ArgumentHelp(
            "The component of kind chain; it may be left out where there is one.",
            valueName: "name"))
    var chain: String?

    @Option(
        help: ArgumentHelp(
            "Which function a transaction of the scenario calls, where it is not called like it,"
                + " such as 'coupon payments=Bond:payCoupon(uint256)'; repeatable.",
            valueName: "transaction=function"))
    var calls: [String] = []

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        _ = try share(tolerance, of: "--tolerance")
        _ = try share(savings, of: "--savings")
        if scenario == nil {
            let given =
                [("--chain", chain != nil), ("--calls", !calls.isEmpty)]
                + [("--set", !changes.sets.isEmpty)]
            if let option = given.first(where: \.1) {
                throw ValidationError("\(option.0) is about a scenario; give one by --scenario.")
            }
        }
    }

    func run() throws {
        let loaded = try scenario.map {
            try ScenarioFile.load(path: $0, sets: try changes.overrides())
        }
        let before = try read(old)
        let after = try read(new)
        let volumes = try loaded.map { try self.volumes($0.model, before, after) }
        let destination = try output.prepare(tables: GasDiffReport.tableIDs)
        let diff: GasDiff
        do {
            diff = try GasDiff(
                before: before, after: after, tolerance: try share(tolerance, of: "--tolerance"),
                noteworthy: try share(savings, of: "--savings"), volumes: volumes)
        } catch let error as QuantityError {
            throw Failure.badFile(path: new, words: "\(error)")
        }
        let identity = loaded?.identity(of: "gas diff", seed: nil)
        let report = GasDiffReport.make(
            diff, identity: identity ?? Identity(version: Plimsoll.version, command: "gas diff"))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func read(_ path: String) throws -> GasRecord {
        let bytes = try InputFile.read(path, limit: GasRecord.largestFile)
        do {
            return try GasRecord.read(bytes)
        } catch {
            throw Failure.evidence(path: path, error)
        }
    }

    private func volumes(
        _ model: Model, _ before: GasRecord, _ after: GasRecord
    ) throws -> GasVolumes {
        let settings = try settings(model)
        var functions: [String: String] = [:]
        for text in calls {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ValidationError("--calls has '\(text)'; write 'transaction=function'.")
            }
            let known = settings.transactions.map(\.name)
            guard known.contains(parts[0]) else {
                throw Failure.unknownTransaction(parts[0], known: known)
            }
            let measured = (before.measurements + after.measurements)
            guard measured.contains(where: { $0.name == parts[1] || $0.function == parts[1] })
            else {
                throw Failure.unknownFunctionOfContract(parts[1], known: measured.map(\.name))
            }
            functions[parts[0]] = parts[1]
        }
        return GasVolumes(
            chain: settings,
            hoursPerMonth: model.economics.prices?.hoursPerMonth ?? PriceBook.usualHoursPerMonth,
            functions: functions)
    }

    private func settings(_ model: Model) throws(Failure) -> ChainSettings {
        let chains = model.components.compactMap { component -> (String, ChainSettings)? in
            guard case .chain(let settings) = component.kind else { return nil }
            return (component.name, settings)
        }
        guard let chain else {
            guard chains.count == 1 else { throw .whichChain(known: chains.map(\.0)) }
            return chains[0].1
        }
        guard let found = chains.first(where: { $0.0 == chain }) else {
            throw .unknownChain(chain, known: chains.map(\.0))
        }
        return found.1
    }

    /// A percentage as an exact fraction.
    private func share(_ text: String, of option: String) throws -> ExactDecimal {
        guard text.hasSuffix("%") else {
            throw ValidationError("\(option) is '\(text)'; write a percentage such as 5%.")
        }
        let percent = try OptionText.read(
            String(text.dropLast()), of: option, as: ExactDecimal.self)
        guard percent >= .zero, percent <= ExactDecimal(1_000_000) else {
            throw ValidationError("\(option) is '\(text)'; it must be from 0% to 1000000%.")
        }
        return try percent.divided(by: ExactDecimal(100), rounding: .halfEven)
    }
}
