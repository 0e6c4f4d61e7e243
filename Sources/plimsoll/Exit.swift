// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audit
import Calibration
import Charts
import Cost
import Engine
import Evidence
import Glibc
import Ledger
import Model
import Planning
import Quantities
import Reports
import Scenario
import Verification

/// The end of the process: the only place that makes words and exit codes of errors.
enum Exit {
    static let ours: Int32 = 1
    static let badInput: Int32 = 2
    static let cannotTell: Int32 = 3
    static let breached: Int32 = 99

    /// The exit code of an interrupt, else the one that a verdict asks for; nothing to do where all
    /// is well.
    static func follow(_ verdict: Report.Verdict?) throws(ExitCode) {
        if let status = Interruption.status { throw ExitCode(status) }
        switch verdict {
        case .met, nil: return
        case .breached, .saturated: throw ExitCode(breached)
        case .cannotTell: throw ExitCode(cannotTell)
        case .failed: throw ExitCode(ours)
        }
    }

    /// Says why on stderr (what was asked for, such as help, on stdout), and ends the process.
    static func leave(because error: any Error) -> Never {
        if let code = error as? ExitCode { exit(code.rawValue) }
        if let status = Interruption.status, error as? EngineError == .stopped { exit(status) }
        if let words = words(for: error) {
            StandardStream.error("plimsoll: " + words)
            exit(badInput)
        }
        if let error = error as? ChartError {
            StandardStream.error("plimsoll: \(error)")
            exit(ours)
        }
        let message = Plimsoll.fullMessage(for: error)
        if Plimsoll.exitCode(for: error) == .success {
            _ = try? StandardStream.write(message + "\n")
            exit(0)
        }
        StandardStream.error(message)
        exit(badInput)
    }

    /// What is wrong with the input; nil where the argument parser has the words.
    private static func words(for error: any Error) -> String? {
        switch error {
        case let error as ScenarioErrors: error.description
        case let error as ScenarioError: error.description
        case let error as ModelError: "\(error.path): \(error.fault)"
        case let error as CostError: error.description
        case let error as EngineError: error.description
        case let error as VerificationError: error.description
        case let error as Failure: error.description
        case let error as BreakevenError: error.description
        case let error as ChainTrafficError: error.description
        case let error as CashFlowError: error.description
        case let error as LedgerError: error.description
        case let error as CalibrationError: error.description
        case let error as QuantityError: error.description
        default: nil
        }
    }
}

/// What the command line itself refuses.
enum Failure: Error, CustomStringConvertible {
    case unknownTable(String, known: [String])
    case emptyTable(String, present: [String])
    case unknownOperation(String, known: [String])
    case unknownComponent(String, known: [String])
    case unknownSystem(String, known: [String])
    case unknownFunction(String, known: [String])
    /// None or several functions, and none named.
    case whichFunction(known: [String])
    case unknownChain(String, known: [String])
    /// None or several chains, and none named.
    case whichChain(known: [String])
    case unknownTransaction(String, known: [String])
    case unknownFunctionOfContract(String, known: [String])
    /// A file of another tool.
    case evidence(path: String, EvidenceError)
    /// A file of figures, and all that is wrong with it.
    case audit(path: String, AuditErrors)
    /// A live server, by its address, and why it tells nothing.
    case server(String, String)
    /// Rows for a ledger, and the line of the one that it refuses.
    case rows(path: String, line: Int?, LedgerError)
    /// A scenario of which nothing is seen in a browser.
    case noPages(path: String)
    /// A scenario for which nothing of the platform was published.
    case noObservations(path: String)
    case badFile(path: String, words: String)
    case cannotWrite(path: String, reason: String)
    case exists(path: String)
    /// Seconds since 1970 that no timestamp has.
    case clock(Int64)
    /// A name of a scenario that no file should have.
    case badName(String)
    /// One replication in batches, where this needs several.
    case batches(String)
    /// Users who wait, and no service level.
    case nothingBreaks
    /// Nothing to meet, and nothing to pay.
    case noLevels, nothingCosts
    /// A figure that is not compared.
    case gate(GateError)
    /// No request was answered, so nothing grows from it.
    case nothingAnswered
    /// A scenario that names no chain to go to.
    case noMigration(path: String)
    case whichTarget(known: [String])
    case unknownTarget(String, known: [String])

    /// What is computed of a scenario's transactions, with the file named where it cannot be.
    static func naming<Value>(_ path: String, _ compute: () throws -> Value) throws -> Value {
        do { return try compute() } catch let error as BreakevenError {
            throw Failure.badFile(path: path, words: error.description)
        } catch let error as ChainTrafficError {
            throw Failure.badFile(path: path, words: error.description)
        } catch let error as CashFlowError {
            throw Failure.badFile(path: path, words: error.description)
        } catch EngineError.fees(let chain, let fault) {
            throw Failure.badFile(
                path: path, words: EngineError.fees(chain: chain, fault).description)
        }
    }

    var description: String {
        switch self {
        case .unknownTable(let id, let known):
            "there is no table '\(id)'; this command has \(known.joined(separator: ", "))"
        case .emptyTable(let id, let present):
            "this report has no table '\(id)', because there is nothing to fill it with; it has"
                + " \(present.joined(separator: ", "))"
        case .unknownOperation(let name, let known):
            "there is no operation '\(name)'; the scenario has \(known.joined(separator: ", "))"
        case .unknownComponent(let name, let known):
            "there is no component '\(name)'; the scenario has \(known.joined(separator: ", "))"
        case .unknownSystem(let name, let known):
            "no known answer is of the system '\(name)'; there are \(known.joined(separator: ", "))"
        case .unknownFunction(let name, let known):
            known.isEmpty
                ? "the scenario has no component of kind lambda"
                : "there is no function '\(name)'; the scenario has "
                    + known.joined(separator: ", ")
        case .whichFunction(let known):
            known.isEmpty
                ? "the scenario has no component of kind lambda"
                : "say which function by --function: \(known.joined(separator: ", "))"
        case .unknownChain(let name, let known):
            known.isEmpty
                ? "the scenario has no component of kind chain"
                : "there is no chain '\(name)'; the scenario has " + known.joined(separator: ", ")
        case .whichChain(let known):
            known.isEmpty
                ? "the scenario has no component of kind chain"
                : "say which chain by --chain: \(known.joined(separator: ", "))"
        case .unknownTransaction(let name, let known):
            "there is no transaction '\(name)'; the chain has "
                + (known.isEmpty ? "none" : known.joined(separator: ", "))
        case .unknownFunctionOfContract(let name, let known):
            "no file has a function '\(name)'; there are "
                + known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", ..." : "")
        case .evidence(let path, let error):
            "\(path):\(error.isPlaced ? "" : " ")\(error)"
        case .audit(let path, let errors):
            errors.all.prefix(AuditErrors.mostListed).map { "\(path):\($0)" }
                .joined(separator: "\n")
                + (errors.all.count > AuditErrors.mostListed
                    ? "\nand \(errors.all.count - AuditErrors.mostListed) more" : "")
        case .server(let address, let reason): "\(address): \(reason)"
        case .rows(let path, let line, let error):
            switch error {
            case .badCell: "\(path):\(error)"
            case .unit, .whose, .badRow: "\(path):\(line.map { "\($0):" } ?? "") \(error)"
            case .missing, .foreign, .newer, .busy, .readOnly, .full, .damaged, .unusable:
                error.description
            }
        case .noPages(let path):
            "\(path): the scenario has no pages; describe one under 'pages' (docs/scenario.md)"
        case .noObservations(let path):
            "\(path): the scenario has no published figures; list some under 'observed'"
                + " (docs/scenario.md); those of pages are held against budgets by 'plimsoll pages'"
        case .badFile(let path, let words):
            "\(path): \(words)"
        case .cannotWrite(let path, let reason):
            "cannot write '\(path)': \(reason)"
        case .exists(let path):
            "there is a '\(path)' already, and it stays as it is; choose another name"
        case .clock(let seconds):
            "the clock, or SOURCE_DATE_EPOCH, says \(seconds) s since 1970; set it between 1970 and"
                + " 2261"
        case .badName(let name):
            "a scenario cannot be called '\(name)'; take letters, digits, '-', '_', '.' and spaces"
                + ", with a letter or digit first"
        case .noMigration(let path):
            "\(path): the scenario names no layer 2; add 'migration' with the chains to go to"
                + " (docs/scenario.md), such as --set migration.to.base.file=../chains/base.yaml"
        case .whichTarget(let known):
            "no layer 2 is named; say by --to which one: \(known.joined(separator: ", "))"
        case .unknownTarget(let name, let known):
            "there is no layer 2 '\(name)' in migration.to; the scenario has "
                + known.joined(separator: ", ")
        case .nothingAnswered:
            "the scenario answers no request; say with --load what its load is in the history"
        case .nothingBreaks:
            "nothing can break: users wait as long as it takes, and no service level is stated; add"
                + " one, such as --set slo.p95=200ms"
        case .noLevels:
            "the scenario states no service level to meet; add one, such as --set slo.p95=200ms"
        case .nothingCosts:
            "no configuration costs anything, so none is the cheapest; name a price book under"
                + " 'prices' and a 'price' for each component (docs/scenario.md)"
        case .gate(let error): "--fail-if \(error)"
        case .batches(let purpose):
            "run.batches cuts one replication, and \(purpose); ask for some with --replications 5"
        }
    }
}
