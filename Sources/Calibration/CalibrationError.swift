// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// Why a scenario cannot be fitted to what was observed.
public enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A free parameter.
    case notANumber(key: String, text: String)
    case badBounds(key: String, text: String, reason: String)
    case outsideBounds(key: String, start: String, bounds: String)
    case notContinuous(key: String, value: String, words: String)
    case freeTwice(key: String)
    case noFreeParameter
    /// No figure of the evidence moves with it.
    case powerless(key: String)
    /// Names of the evidence and of the scenario.
    case badName(text: String)
    case unknownName(text: String, name: String, known: [String])
    case unheardName(text: String, heard: [String])
    case noOverlap(heard: [String], known: [String])
    /// A load level.
    case noLevel(file: String, needed: String)
    case badLevel(file: String, text: String, needed: String)
    case mixedTraffic
    case oneLevel(level: String)
    /// Operations of the mix that a test does not name, so that its load is not that of all.
    case missingOperations(file: String, operations: [String], all: String)
    /// Its requests by name, and all of them.
    case moreThanAll(file: String, names: [String], sum: String, all: String)
    case severalLoads(file: String, series: [String], needed: String)
    case badLoad(file: String, series: String, value: String)
    /// Beyond any load; `name` is a series, a request or an option.
    case hugeLoad(file: String, name: String, value: String, most: String)
    /// The evidence itself.
    case noLoadTest(file: String, kind: String)
    case badUtilization(file: String, series: String, value: String, reason: String)
    case counter(file: String, series: String)
    /// Several series of one resource, whose times differ.
    case differentTimes(file: String, series: [String], resource: String)
    /// A file that stands twice, or tells what another tells.
    case toldTwice(file: String, other: String)
    /// Figures other than those of all requests, which a simulated repetition does not have.
    case rareFigures(level: ObservedLevel, figures: [ObservedFigure])
    case tooFewFigures(figures: Int, parameters: Int)
    /// The scenario has no answer at any load that was tested.
    case noAnswer(words: String)
    case engine(EngineError)

    public var description: String {
        switch self {
        case .notANumber(let key, let text):
            "\(key) is '\(text)', and only one number with its unit can be fitted; free a key whose"
                + " value is such as 3ms, 20%, 5/s or 0.8"
        case .badBounds(let key, let text, let reason):
            "the bounds of \(key) are '\(text)': \(reason); write them as \(key)=1ms..20ms"
        case .outsideBounds(let key, let start, let bounds):
            "\(key) is \(start) in the scenario, outside its bounds \(bounds); widen them, or set"
                + " another value to start from"
        case .notContinuous(let key, let value, let words):
            "\(key) cannot be \(value), so it cannot be fitted: \(words)"
        case .freeTwice(let key): "\(key) is freed twice; name it once"
        case .noFreeParameter:
            "no parameter is free; name one with --free, such as"
                + " --free operations.login.steps.0.cpu.mean"
        case .powerless(let key):
            "no figure of the evidence depends on \(key); leave it as it is, or add evidence of"
                + " what it changes"
        case .badName(let text):
            "'\(text)' does not name two names; write --name \"GET /big=listing\""
        case .unknownName(let text, let name, let known):
            "--name '\(text)': the scenario has no '\(name)'; it has " + Self.list(known)
        case .unheardName(let text, let heard):
            "--name '\(text)': no file has such a name; they have " + Self.list(heard)
        case .noOverlap(let heard, let known):
            "no name of the evidence is one of the scenario: the evidence has \(Self.list(heard)),"
                + " the scenario \(Self.list(known)); say which is which, such as --name"
                + " \"\(heard.first ?? "GET /big")=\(known.first ?? "listing")\""
        case .noLevel(let file, let needed):
            "\(file) does not say at which load it was measured; add --at \(file)=\(needed)"
        case .badLevel(let file, let text, let needed):
            "the load '\(text)' of \(file) is none of this scenario; write --at \(file)=\(needed)"
        case .mixedTraffic:
            "the scenario has arrivals at a rate and users who wait for answers, so one number is"
                + " no load level; remove one kind of traffic with --set"
        case .oneLevel(let level):
            "all evidence is of one load, \(level), which tells nothing of others; add a test at"
                + " another load"
        case .missingOperations(let file, let operations, let all):
            "\(file) has no requests of \(Self.list(operations)), so its load is not that of the"
                + " scenario; say what they are called there, such as --name"
                + " \"GET /big=\(operations.first ?? "listing")\", or give the load of all"
                + " requests, such as --at \(file)=\(all)"
        case .moreThanAll(let file, let names, let sum, let all):
            "\(file): \(Self.list(names)) are \(sum) together, more than all its requests, \(all),"
                + " so some are counted twice; name each request once"
        case .severalLoads(let file, let series, let needed):
            "\(file) has the loads \(Self.list(series)) at different times, which cannot be added;"
                + " query their sum, or add --at \(file)=\(needed)"
        case .badLoad(let file, let series, let value):
            "\(file): '\(series)' has the value \(value), and no load is negative; query a rate"
        case .hugeLoad(let file, let name, let value, let most):
            "\(file): '\(name)' is \(value), more than any load, \(most); look for the unit that it"
                + " is in"
        case .noLoadTest(let file, let kind):
            "\(file) is a \(kind), and it says nothing of speed or utilization; give load tests and"
                + " series of utilization"
        case .badUtilization(let file, let series, let value, let reason):
            "\(file): '\(series)' has the value \(value), \(reason)"
        case .counter(let file, let series):
            "\(file): '\(series)' counts from the start of its process; query how fast it grows,"
                + " such as rate(\(Self.bare(series))[5m])"
        case .differentTimes(let file, let series, let resource):
            "\(file): \(Self.list(series)) are all of \(resource), at different times; query one"
                + " series of it, such as avg by (component)"
        case .toldTwice(let file, let other):
            file == other
                ? "\(file) stands twice; name it once"
                : "\(file) is the same test as \(other), and would count twice; leave one out"
        case .rareFigures(let level, let figures):
            "at \(level.level), \(figures.count) figures of \(figures.first?.file ?? "a file") are"
                + " of too few requests to see how they scatter; leave them out"
        case .tooFewFigures(let figures, let parameters):
            "\(figures) figures cannot tell \(parameters) parameters; free fewer, or add evidence"
        case .noAnswer(let words):
            "the scenario has no answer at the loads of the evidence: \(words)"
        case .engine(let error): error.description
        }
    }

    /// Without labels.
    private static func bare(_ series: String) -> Substring { series.prefix { $0 != "{" } }

    private static func list(_ names: [String]) -> String {
        names.isEmpty
            ? "none"
            : names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
                + (names.count > 12 ? ", …" : "")
    }
}
