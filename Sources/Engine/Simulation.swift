// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Model
import Quantities
import Statistics
import Synchronization

/// Answers a model by discrete-event simulation: independent replications on all cores, merged in
/// their own order, so that the answer does not depend on the number of threads.
public struct Simulation: Sendable {
    private let model: Model
    private let limits: Limits

    /// Bounds on what one replication may take.
    public struct Limits: Sendable {
        /// Most requests in flight; beyond it a replication ends and the platform is saturated.
        public let requestsInFlight: Int
        /// Most memory that they may take; of long operations fewer requests fit.
        public let memory: Bytes

        public init(requestsInFlight: Int, memory: Bytes = .gibibytes(1)) {
            self.requestsInFlight = requestsInFlight
            self.memory = memory
        }

        public static let standard = Limits(requestsInFlight: 12_000_000)

        /// How many requests of a program's operations may be in flight.
        func requests(_ program: Program) -> Int {
            min(requestsInFlight, Int(memory.bytes) / program.bytesPerRequest)
        }
    }

    public init(_ model: Model, limits: Limits = .standard) {
        self.model = model
        self.limits = limits
    }

    /// Runs all replications of the model's run plan.
    ///
    /// - Parameter threads: how many replications run at a time; at least 1.
    /// - Parameter progress: called from those threads, now and then.
    /// - Throws: `EngineError` when the run cannot be answered for.
    public func run(
        threads: Int, progress: (@Sendable (RunProgress) -> Void)? = nil
    ) throws(EngineError) -> Measurements {
        var run = try begin()
        return try run.extend(to: model.run.replications, threads: threads, progress: progress)
    }

    /// What pilot runs say of the model's start; nil where its warm-up is given.
    public func detectedWarmUp(threads: Int) -> WarmUpFinding? {
        guard model.run.warmUp == .detected else { return nil }
        let program = Program(model)
        return WarmUpPilot(program: program, requestsInFlight: limits.requests(program))
            .find(threads: threads)
    }

    /// A run without replications yet, to be extended as far as its answer needs.
    public func begin() throws(EngineError) -> SimulationRun {
        let users = model.sources.reduce(0) { $0 + Self.slots($1) }
        let program = Program(model)
        let limit = limits.requests(program)
        guard users < limit else { throw .tooManyUsers(users, limit: limit) }
        return SimulationRun(
            program, quantiles: Self.quantiles(model), requestsInFlight: limit)
    }

    /// The percentiles of every report, and those that the objectives ask for; ascending.
    static func quantiles(_ model: Model) -> [Ratio] {
        var fractions: Set<Ratio> = [
            .percent(50), .percent(90), .percent(95), .percent(99),
        ]
        for objective in model.objectives {
            if case .latency(_, let quantile, _) = objective.measure { fractions.insert(quantile) }
        }
        for observation in model.remarks.observations {
            if case .latency(_, let quantile) = observation.metric { fractions.insert(quantile) }
        }
        return fractions.sorted()
    }

    private static func slots(_ source: TrafficSource) -> Int {
        switch source.demand {
        case .open: 1
        case .closed(let closed): ([closed.users] + closed.stages.map(\.target)).max() ?? 0
        }
    }
}

/// The replications of one model so far. Replication k draws the same random numbers whenever it
/// runs, so a run that is extended equals one that was that long from the start.
public struct SimulationRun: Sendable {
    private var program: Program
    private let quantiles: [Ratio]
    private let requestsInFlight: Int
    private var replications: [Replication] = []
    private var warmUp: WarmUpFinding?

    init(_ program: Program, quantiles: [Ratio], requestsInFlight: Int) {
        self.program = program
        self.quantiles = quantiles
        self.requestsInFlight = requestsInFlight
    }

    /// Runs on until there are `count` replications, at least 1, and gives what all of them say.
    ///
    /// - Throws: `EngineError.tooManyInFlight` where one ended early and nothing saturates.
    public mutating func extend(
        to count: Int, threads: Int, progress: (@Sendable (RunProgress) -> Void)? = nil
    ) throws(EngineError) -> Measurements {
        detectWarmUp(threads)
        let done = replications.count
        let added = max(count, 1) - done
        if added > 0 {
            replications += Self.simulate(
                program, numbers: done..<done + added, quantiles: quantiles,
                requestsInFlight: requestsInFlight,
                threads: threads, progress: progress)
        }
        let measurements = Summary(
            program, replications, quantiles: quantiles, warmUp: warmUp
        ).measurements
        guard measurements.saturation != nil || !replications.contains(where: \.endedEarly) else {
            throw .tooManyInFlight(limit: requestsInFlight)
        }
        return measurements
    }

    /// Settles a warm-up that is to be detected; nothing to do where it is given, or found already.
    private mutating func detectWarmUp(_ threads: Int) {
        guard program.model.run.warmUp == .detected else { return }
        let pilot = WarmUpPilot(program: program, requestsInFlight: requestsInFlight)
        let finding = pilot.find(threads: threads)
        var plan = program.model.run
        plan.warmUp = .given(finding.time)
        do {
            program = Program(try program.model.with(run: plan))
        } catch {
            preconditionFailure("the invariants allow for a detected warm-up: \(error)")
        }
        warmUp = finding
    }

    private static func simulate(
        _ program: Program, numbers: Range<Int>, quantiles: [Ratio], requestsInFlight: Int,
        threads: Int, progress: (@Sendable (RunProgress) -> Void)?
    ) -> [Replication] {
        let next = Atomic<Int>(numbers.lowerBound)
        let results = Mutex<[Replication?]>(Array(repeating: nil, count: numbers.count))
        let board = ProgressBoard(
            done: numbers.lowerBound, replications: numbers.upperBound, report: progress)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, numbers.count))) { _ in
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < numbers.upperBound else { return }
                let result = Replication.run(
                    program, number: number, slotLimit: requestsInFlight,
                    quantiles: quantiles
                ) { board.update(number, $0) }
                results.withLock { $0[number - numbers.lowerBound] = result }
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}

/// How far a simulation has come.
public struct RunProgress: Sendable {
    /// Share of all simulated time that is done, 0 to 1.
    public let completedShare: Double
    public let replicationsDone: Int
    public let replications: Int
}

/// Why a simulation cannot answer.
public enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooManyUsers(Int, limit: Int)
    /// So many requests were in flight at a time, although every resource keeps up with its load.
    case tooManyInFlight(limit: Int)
    /// Closed forms have no answer for this part of a model.
    case noClosedForm(what: String, reason: String)

    public var description: String {
        switch self {
        case .tooManyUsers(let users, let limit):
            "the scenario has \(users) users at a time, and a simulation holds fewer than"
                + " \(limit); lower the number of users, or ask for them as an open rate"
        case .tooManyInFlight(let limit):
            "\(limit) requests are in flight at a time although nothing is saturated, and a"
                + " simulation holds fewer; lower the rate, or shorten what requests wait for"
                + " outside (delays and calls)"
        case .noClosedForm(let what, let reason):
            "there is no closed form for \(what): \(reason); simulate it (--engine des)"
        }
    }
}

/// Gathers the progress of replications that run side by side. A class because they share it.
private final class ProgressBoard: Sendable {
    private struct State {
        var shares: [Double]
        var total = 0.0
        var done = 0
    }

    private let state: Mutex<State>
    private let report: (@Sendable (RunProgress) -> Void)?

    init(done: Int, replications: Int, report: (@Sendable (RunProgress) -> Void)?) {
        state = Mutex(
            State(
                shares: (0..<replications).map { $0 < done ? 1 : 0 }, total: Double(done),
                done: done))
        self.report = report
    }

    func update(_ replication: Int, _ share: Double) {
        guard let report else { return }
        let progress = state.withLock { state in
            state.total += share - state.shares[replication]
            state.shares[replication] = share
            if share >= 1 { state.done += 1 }
            let count = state.shares.count
            return RunProgress(
                completedShare: min(state.total / Double(count), 1),
                replicationsDone: state.done, replications: count)
        }
        report(progress)
    }
}
