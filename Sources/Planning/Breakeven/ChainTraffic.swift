// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// What a platform sends to one chain in a month: transactions of operations, as their sources ask
/// for them, and transactions at stated volumes.
public struct ChainTraffic: Sendable {
    /// One submit step of an operation, or transactions of one name.
    public struct Kind: Sendable {
        public let name: String
        /// Absent of transactions at stated volumes.
        public let operation: OperationID?
        /// Times a month that a request comes to the step, and is served by a transaction alone or
        /// with others. A request that comes to several steps counts in each.
        public let requests: ExactDecimal
        public let submit: SubmitStep
        /// Absent where each request has a transaction of its own.
        public let gathering: Gathering?
        /// Whether it states how much data it has.
        public let statesData: Bool

        /// Whether it costs the platform something.
        public var isPaid: Bool { submit.policy.payer == .platform }
    }

    /// Where requests wait for each other.
    public struct Gathering: Sendable {
        public let batch: BatchStep
        /// Members of all operations.
        public let rate: Rate
    }

    /// Requests a month of one operation that end in transactions which the platform pays: each
    /// once, however many it sends.
    public struct Sender: Sendable {
        public let operation: OperationID
        public let requests: ExactDecimal
        /// Those with a transaction that others share, and those with one of their own.
        public let gathered: ExactDecimal
        public let single: ExactDecimal
    }

    public let chain: ComponentID
    public let hoursPerMonth: Int64
    /// How many measured windows make the month for which requests of operations are counted.
    public let windowsPerMonth: Double
    /// In the order of the operations; those that send none are left out.
    public let senders: [Sender]
    /// In the order of the operations and their steps, then of the stated transactions.
    public let kinds: [Kind]

    /// Bytes of a transaction that states none, after compression: a signed token transfer.
    public static let usualData = Bytes.bytes(110)

    /// Whether users ask as fast as they are answered, so that only a simulation tells how often.
    public static func needsMeasurements(_ model: Model) -> Bool {
        model.sources.contains { if case .closed = $0.demand { true } else { false } }
    }

    /// - Parameters:
    ///   - measured: of this model; needed where `needsMeasurements` says so.
    ///   - data: of a transaction that states none.
    ///   - tip: of transactions at stated volumes.
    public init(
        _ model: Model, to chain: ComponentID, measured: Measurements?,
        data: Bytes = usualData, tip: WeiPerGas = .zero
    ) throws(ChainTrafficError) {
        self.chain = chain
        hoursPerMonth =
            model.economics.prices?.hoursPerMonth ?? PriceBook.usualHoursPerMonth
        let rates = Self.rates(model, measured)
        var walks: [SubmitWalk] = []
        for (index, operation) in model.operations.enumerated() {
            var walk = SubmitWalk(operation: operation.name, chain: chain, rate: rates[index])
            try walk.follow(operation.steps, share: 1, batch: nil)
            walks.append(walk)
        }
        let members = walks.flatMap(\.members)
        let month = Double(hoursPerMonth) * 3_600
        windowsPerMonth = month / model.run.duration.seconds
        var kinds: [Kind] = []
        for (index, walk) in walks.enumerated() {
            for found in walk.found {
                let gathering = found.batch.map { batch in
                    let rate = members.filter { $0.batch == batch.name }.reduce(0) { $0 + $1.rate }
                    return Gathering(batch: batch, rate: .perSecond(rate))
                }
                kinds.append(
                    Kind(
                        name: model.operations[index].name, operation: OperationID(index),
                        requests: try Self.lawful { () throws(QuantityError) in
                            try ExactDecimal(rounding: found.rate * month, rule: .halfEven)
                        },
                        submit: found.submit.withData(data), gathering: gathering,
                        statesData: found.submit.statesData))
            }
        }
        func requests(
            _ index: Int, _ counts: (SubmitStep, _ isGathered: Bool) -> Bool
        ) throws(ChainTrafficError) -> ExactDecimal {
            let share = SubmitChance(chain: chain).chance(
                of: model.operations[index].steps, counts)
            return try Self.lawful { () throws(QuantityError) in
                try ExactDecimal(rounding: rates[index] * month * share, rule: .halfEven)
            }
        }
        senders = try Self.senders(model, requests)
        var gathered: [OperationID: ExactDecimal] = [:]
        for index in model.operations.indices {
            gathered[OperationID(index)] = try requests(index) { $1 }
        }
        self.gathered = gathered
        if case .chain(let settings) = model.component(chain).kind {
            kinds += try Self.stated(settings, chain, hoursPerMonth, data, tip)
        }
        guard kinds.contains(where: { $0.requests > .zero }) else {
            throw .nothingSent(chain: model.component(chain).name)
        }
        self.kinds = kinds
    }

    /// Requests a month that come to a transaction which others share, whoever pays it.
    let gathered: [OperationID: ExactDecimal]

    /// Requests in a month that end in a transaction which the platform pays.
    public var paidRequests: ExactDecimal {
        get throws(QuantityError) {
            var sum = ExactDecimal.zero
            for sender in senders { sum = try sum + sender.requests }
            for kind in kinds where kind.isPaid && kind.operation == nil {
                sum = try sum + kind.requests
            }
            return sum
        }
    }

    private static func senders(
        _ model: Model,
        _ requests: (Int, (SubmitStep, Bool) -> Bool) throws(ChainTrafficError) ->
            ExactDecimal
    ) throws(ChainTrafficError) -> [Sender] {
        func isPaid(_ submit: SubmitStep) -> Bool { submit.policy.payer == .platform }
        var senders: [Sender] = []
        for index in model.operations.indices {
            let all = try requests(index) { submit, _ in isPaid(submit) }
            guard all > .zero else { continue }
            senders.append(
                Sender(
                    operation: OperationID(index), requests: all,
                    gathered: try requests(index) { isPaid($0) && $1 },
                    single: try requests(index) { isPaid($0) && !$1 }))
        }
        return senders
    }

    /// Requests a second, by operation.
    private static func rates(_ model: Model, _ measured: Measurements?) -> [Double] {
        if let measured, needsMeasurements(model) {
            return measured.operations.map(\.throughput.value)
        }
        var rates = Array(repeating: 0.0, count: model.operations.count)
        for source in model.sources {
            let rate = OfferedLoad.requests(of: source, in: model.run)?.perSecond ?? 0
            for share in source.mix { rates[share.operation.index] += rate * share.share.fraction }
        }
        return rates
    }

    private static func stated(
        _ settings: ChainSettings, _ chain: ComponentID, _ hours: Int64, _ data: Bytes,
        _ tip: WeiPerGas
    ) throws(ChainTrafficError) -> [Kind] {
        let month = ExactDecimal(hours)
        var kinds: [Kind] = []
        for transaction in settings.transactions {
            kinds.append(
                Kind(
                    name: transaction.name, operation: nil,
                    requests: try lawful { () throws(QuantityError) in
                        try transaction.volume.quantity(
                            inHours: month, hoursPerMonth: month, rounding: .halfEven)
                    },
                    submit: SubmitStep(
                        chain: chain, gas: transaction.gas,
                        policy: TransactionPolicy(tip: tip, data: data)),
                    gathering: nil, statesData: false))
        }
        return kinds
    }

    private static func lawful<Value>(
        _ operation: () throws(QuantityError) -> Value
    ) throws(ChainTrafficError) -> Value {
        do { return try operation() } catch { throw .arithmetic(error) }
    }
}

/// Why it is not known what a platform sends to a chain.
public enum ChainTrafficError: Error, Equatable, Sendable, CustomStringConvertible {
    case nothingSent(chain: String)
    /// How often it is sent depends on what a cache holds.
    case behindCache(operation: String)
    case batchInBatch(operation: String, batch: String)
    case arithmetic(QuantityError)

    public var description: String {
        switch self {
        case .nothingSent(let chain):
            "nothing is sent to '\(chain)'; let an operation submit to it, or state volumes in"
                + " components.\(chain).transactions"
        case .behindCache(let operation):
            "operations.\(operation): how often a transaction is sent where a key is missing"
                + " depends on a cache; submit it outside of 'miss'"
        case .batchInBatch(let operation, let batch):
            "operations.\(operation): the batch '\(batch)' stands in another one; submit from one"
                + " batch alone"
        case .arithmetic(let error): error.description
        }
    }
}

/// Finds what an operation submits to a chain, and how often.
private struct SubmitWalk {
    let operation: String
    let chain: ComponentID
    /// Requests a second.
    let rate: Double
    /// With requests a second that it serves.
    var found: [(submit: SubmitStep, rate: Double, batch: BatchStep?)] = []
    /// Requests a second that come to batches.
    var members: [(batch: String, rate: Double)] = []

    init(operation: String, chain: ComponentID, rate: Double) {
        self.operation = operation
        self.chain = chain
        self.rate = rate
    }

    mutating func follow(
        _ steps: [Step], share: Double, batch: BatchStep?
    ) throws(ChainTrafficError) {
        for step in steps { try follow(step, share: share, batch: batch) }
    }

    private mutating func follow(
        _ step: Step, share: Double, batch: BatchStep?
    ) throws(ChainTrafficError) {
        switch step {
        case .submit(let submit):
            if submit.chain == chain { found.append((submit, rate * share, batch)) }
        case .choose(let choices):
            for choice in choices {
                try follow(choice.steps, share: share * choice.share.fraction, batch: batch)
            }
        case .repeated(let loop):
            try follow(loop.steps, share: share * loop.mean, batch: batch)
        case .parallel(let branches):
            for branch in branches { try follow(branch, share: share, batch: batch) }
        // As if all went well: what is tried again is not counted, nor what stands in for it.
        case .guarded(let guarded): try follow(guarded.steps, share: share, batch: batch)
        case .start(let start): try follow(start.steps, share: share, batch: batch)
        case .invoke(let invoke): try follow(invoke.steps, share: share, batch: batch)
        case .lookup(let lookup):
            let hidden = lookup.miss.flatMap(\.within).contains { step in
                if case .submit(let submit) = step { submit.chain == chain } else { false }
            }
            if hidden { throw .behindCache(operation: operation) }
        case .batch(let inner):
            if batch != nil { throw .batchInBatch(operation: operation, batch: inner.name) }
            members.append((inner.name, rate * share))
            try follow(inner.steps, share: share, batch: inner)
        case .serve, .query, .call, .delay, .limit, .transfer, .invalidate, .write, .access:
            break
        }
    }
}

extension SubmitStep {
    var statesData: Bool { policy.data > .zero || policy.dataEach > .zero }

    /// The same with that much data where it states none.
    func withData(_ usual: Bytes) -> SubmitStep {
        if statesData { return self }
        var changed = policy
        changed.data = usual
        return SubmitStep(
            chain: chain, gas: gas, gasEach: gasEach, awaits: awaits, policy: changed)
    }
}
