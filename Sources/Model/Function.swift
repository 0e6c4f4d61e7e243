// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A function as AWS Lambda runs it: each invocation has an environment to itself for as long as it
/// takes, a new one where none is idle, and is turned away (429) where there may be no more.
public struct Function: Sendable {
    /// What a function may be given, 128 MB to 10,240 MB, and the memory that comes with one whole
    /// processor, 1,769 MB (AWS, Lambda developer guide, "Configure Lambda function memory").
    public static let memories = Bytes.mebibytes(128)...Bytes.mebibytes(10_240)
    public static let memoryOfOneProcessor = Bytes.mebibytes(1_769)
    /// AWS does not say how long it keeps an idle environment; some minutes are seen.
    public static let usualIdle = SimTime.minutes(10)

    /// Whole units of 2^20 bytes, which AWS calls MB.
    public let memory: Bytes
    /// What a new environment takes before its first invocation begins, whatever the memory: it
    /// starts with a whole processor. Absent for no time.
    public let coldStart: Distribution?
    /// How long an environment stays that nothing is invoked in.
    public let idle: SimTime
    /// Environments that are always there.
    public let provisioned: Int
    /// Most invocations at a time, for which the account has set places aside; absent where the
    /// function shares those of its account with others.
    public let concurrency: Int?
    /// Absent where no account bounds it.
    public let account: ComponentID?
    public let scaling: EnvironmentScaling

    public init(
        memory: Bytes, coldStart: Distribution? = nil, idle: SimTime = usualIdle,
        provisioned: Int = 0, concurrency: Int? = nil, account: ComponentID? = nil,
        scaling: EnvironmentScaling = .standard
    ) {
        self.memory = memory
        self.coldStart = coldStart
        self.idle = idle
        self.provisioned = provisioned
        self.concurrency = concurrency
        self.account = account
        self.scaling = scaling
    }

    /// How many times longer than on one whole processor its work takes: the share of processor
    /// grows with the memory, and one thread gains nothing from more than one.
    public var slowdown: Double {
        max(1, Double(Self.memoryOfOneProcessor.bytes) / Double(memory.bytes))
    }

    /// In units of 2^30 bytes, which AWS bills as GB.
    public var gibibytes: Double { Double(memory.bytes) / 0x1p30 }

    /// Places that its account sets aside for it.
    public var setAside: Int { concurrency ?? provisioned }

    /// The same with other memory.
    public func with(memory: Bytes) -> Function {
        Function(
            memory: memory, coldStart: coldStart, idle: idle, provisioned: provisioned,
            concurrency: concurrency, account: account, scaling: scaling)
    }
}

/// How fast environments may be added: a bucket of `burst`, filled at `rate`, of which each new
/// environment takes one.
public struct EnvironmentScaling: Sendable, Equatable {
    /// 1,000 more environments each 10 s for each function, refilled continuously (AWS, Lambda
    /// developer guide, "Lambda scaling behavior").
    public static let standard = EnvironmentScaling(rate: .perSecond(100), burst: 1_000)

    public let rate: Rate
    public let burst: Int

    public init(rate: Rate, burst: Int) {
        self.rate = rate
        self.burst = burst
    }
}

/// What functions share: invocations that may run at a time.
public struct FunctionAccount: Sendable {
    /// AWS, Lambda quotas: 1,000 in a region until more is asked for.
    public static let usualConcurrency = 1_000

    public let concurrency: Int

    public init(concurrency: Int = usualConcurrency) { self.concurrency = concurrency }
}

/// One invocation: the function's own work, then what it asks of others, all in one environment.
public struct InvokeStep: Sendable {
    public let function: ComponentID
    /// Processor time at one whole processor; absent for none.
    public let work: Distribution?
    public let steps: [Step]

    public init(function: ComponentID, work: Distribution?, steps: [Step]) {
        self.function = function
        self.work = work
        self.steps = steps
    }
}

extension InvokeStep {
    func scaled(_ place: WorkPlace, by factor: Double) throws(DistributionError) -> InvokeStep {
        let isThere = place == .component(function)
        return InvokeStep(
            function: function, work: isThere ? try work?.scaled(by: factor) : work,
            steps: try Step.scaled(steps, place, by: factor))
    }
}

extension Model {
    /// All functions, in model order.
    public var functions: [(id: ComponentID, function: Function)] {
        components.indices.compactMap { index in
            function(ComponentID(index)).map { (ComponentID(index), $0) }
        }
    }

    public func function(_ id: ComponentID) -> Function? {
        if case .function(let function) = component(id).kind { function } else { nil }
    }

    /// The function's own time of one invocation, at its memory; nil where it has none.
    public func work(of invoke: InvokeStep) -> Distribution? {
        guard let function = function(invoke.function), let work = invoke.work else { return nil }
        if function.slowdown == 1 { return work }
        guard let scaled = try? work.scaled(by: function.slowdown) else {
            preconditionFailure("work that its model does not allow")
        }
        return scaled
    }
}
