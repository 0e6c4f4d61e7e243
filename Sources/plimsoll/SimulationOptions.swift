// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Glibc
import Model
import Planning
import Quantities
import Reports

/// How often and from which seed a scenario is simulated.
struct PlanOptions: ParsableArguments {
    @Option(help: "Seed of the random numbers, instead of the scenario's.")
    var seed: UInt64?

    @OptionGroup var threading: ThreadOptions

    @Option(help: "Number of replications, instead of the scenario's.")
    var replications: Int?

    @Option(
        help: ArgumentHelp(
            "Instead of the scenario's; control takes out of latencies what is explained by the"
                + " arrivals and the work that chance brought.",
            valueName: "method"))
    var varianceReduction: VarianceReduction?

    /// The plan of a model, with what the command line changes.
    func plan(_ model: Model) -> RunPlan {
        var plan = model.run
        if let seed { plan.seed = seed }
        if let replications { plan.replicate(replications) }
        if let varianceReduction { plan.varianceReduction = varianceReduction }
        return plan
    }
}

/// How a scenario is answered.
struct SimulationOptions: ParsableArguments {
    @OptionGroup var planning: PlanOptions

    @Option(
        help: ArgumentHelp(
            "auto and des simulate, auto with first estimates by closed form; analytic answers by"
                + " closed forms alone, at once, and approximately where they are."))
    var engine: EngineChoice = .auto

    enum EngineChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, des, analytic
    }

    mutating func validate() throws {
        if engine == .analytic, planning.varianceReduction != nil {
            throw ValidationError(
                "--variance-reduction is of a simulation; leave --engine analytic out.")
        }
    }

    func plan(_ model: Model) -> RunPlan { planning.plan(model) }

    var threads: Int { planning.threading.count }

    /// The answer by closed forms.
    func compute(_ model: Model) throws(EngineError) -> Measurements {
        try ClosedForm(model).measurements()
    }

    /// Answers by closed form where that was asked for, else by the replications of the plan; an
    /// interrupt ends the process. With the number of replications that were simulated.
    func answer(
        _ model: Model, label: String, quiet: Bool
    ) throws(EngineError) -> (measurements: Measurements, replications: Int?) {
        if engine == .analytic { return (try compute(model), nil) }
        let run = try measure(
            model, until: .planned, label: label, quiet: quiet, isStoppable: false)
        return (run.measurements, run.replications)
    }

    /// Simulates until the rule says that it is enough, or until an interrupt where it may stop.
    func measure(
        _ model: Model, until rule: StoppingRule, label: String, quiet: Bool,
        isStoppable: Bool = true
    ) throws(EngineError) -> SequentialRun {
        let bar = ProgressBar.ifSeen(label, quiet: quiet)
        defer { if bar != nil { ProgressBar.erase() } }
        let forecast = engine == .auto ? try? RunForecast(model) : nil
        if bar != nil, let forecast { StandardStream.error(ForecastLine.text(forecast)) }
        let clock = ContinuousClock()
        let begin = clock.now
        func run(_ stop: StopSignal?) throws(EngineError) -> SequentialRun {
            try SequentialRun(
                model, rule: rule, first: forecast?.replications(rule), threads: threads,
                elapsed: { SimTime(roundingSeconds: (clock.now - begin) / .seconds(1)) },
                stop: stop, progress: { bar?.show($0) })
        }
        guard isStoppable else { return try run(nil) }
        return try Interruption.stoppable { stop throws(EngineError) in try run(stop) }
    }

    /// Simulates two models of one run plan, replication by replication.
    func measure(
        _ base: Model, _ candidate: Model, label: String, quiet: Bool
    ) throws(EngineError) -> PairedSimulation {
        let bar = ProgressBar.ifSeen(label, quiet: quiet)
        defer { if bar != nil { ProgressBar.erase() } }
        return try Interruption.stoppable { stop throws(EngineError) in
            try PairedSimulation(
                base, candidate, threads: threads, stop: stop,
                progress: { bar?.show($0) })
        }
    }
}

extension RunPlan {
    /// So many replications, instead of what the scenario says.
    mutating func replicate(_ count: Int) {
        replications = count
        batches = nil
    }

    /// The plan of a command that needs several replications.
    func replicated(for purpose: String) throws(Failure) -> RunPlan {
        if batches != nil { throw .batches(purpose) }
        return self
    }
}

extension VarianceReduction: ExpressibleByArgument {}

/// How much of the machine a command uses.
struct ThreadOptions: ParsableArguments {
    @Option(help: "Replications at a time (default: one a core). The answer does not depend on it.")
    var threads: Int?

    mutating func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); it must be from 1 to 1024.")
        }
    }

    var count: Int {
        threads ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }
}
