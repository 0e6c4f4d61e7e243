// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

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
        case .closed(let closed): closed.mostUsers
        }
    }
}

/// The replications of one model so far. Replication k draws the same random numbers whenever it
/// runs, so a run that is extended equals one that was that long from the start.
public struct SimulationRun: Sendable {
    private var program: Program
    private let quantiles: [Ratio]
    private let requestsInFlight: Int
    /// By number; nil where it was stopped.
    private var replications: [Replication?] = []
    /// Of a run with batches, in their order.
    private var batches: [Replication] = []
    private var warmUp: WarmUpFinding?

    init(_ program: Program, quantiles: [Ratio], requestsInFlight: Int) {
        self.program = program
        self.quantiles = quantiles
        self.requestsInFlight = requestsInFlight
    }

    /// Replications that are complete.
    public var completed: Int {
        batches.isEmpty ? replications.count { $0 != nil } : 1
    }

    /// Runs on until there are `count` replications, at least 1, and gives what all of them say.
    /// Where it is stopped before, it gives what those say that are complete, whichever they are.
    /// A run with batches has one, whatever `count` is.
    ///
    /// - Throws: `EngineError.tooManyInFlight` where one ended early and nothing saturates;
    ///   `stopped` where none is complete.
    public mutating func extend(
        to count: Int, threads: Int, stop: StopSignal? = nil,
        progress: (@Sendable (RunProgress) -> Void)? = nil
    ) throws(EngineError) -> Measurements {
        detectWarmUp(threads)
        if let cuts = program.model.run.batches {
            if batches.isEmpty { batches = side.batches(cuts, stop: stop, progress: progress) }
            return try side.measurements(batches, nil)
        }
        let added = max(count, 1) - replications.count
        if added > 0 { replications += Array(repeating: nil, count: added) }
        let missing = replications.indices.filter { replications[$0] == nil }
        let pool = ReplicationPool(
            sides: [side], threads: threads, stop: stop, progress: progress)
        let rows = pool.run(missing, of: replications.count)
        for (number, row) in zip(missing, rows) { replications[number] = row?.first }
        let complete = replications.compactMap { $0 }
        return try side.measurements(complete, ControlAdjustment([(program, complete)]))
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

    var side: ReplicationPool.Side {
        ReplicationPool.Side(
            program: program, quantiles: quantiles, requestsInFlight: requestsInFlight,
            warmUp: warmUp)
    }
}

/// Why a simulation cannot answer.
public enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooManyUsers(Int, limit: Int)
    /// So many requests were in flight at a time, although every resource keeps up with its load.
    case tooManyInFlight(limit: Int)
    /// It was asked to stop before a replication was complete.
    case stopped
    /// What a chain charges passes what its protocol's numbers hold.
    case fees(chain: String, FeeError)
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
        case .stopped:
            "the simulation was stopped before any replication was complete"
        case .fees(let chain, let failure):
            "\(failure) (on '\(chain)'): where blocks, or their blobs, are full whatever they cost,"
                + " the base fee rises without end; let fewer be 'willing' at a higher price, or"
                + " send less; else lower tips and prices"
        case .noClosedForm(let what, let reason):
            "there is no closed form for \(what): \(reason); simulate it (--engine des)"
        }
    }
}
