// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What an instruction does. Timed ones end in an event; the others run at once.
enum Opcode: UInt8 {
    /// Timed: the next arrival of an open source.
    case arrive
    /// Timed: the next batch of arrivals of an open source.
    case arriveBatch
    /// Timed: a user thinks, then asks.
    case think
    /// Timed: the same of a source that is paused.
    case rest
    /// Timed: wait for a server of a station and hold it for a service time.
    case serve
    /// Timed: the same at a station with a discipline of its own.
    case attend
    /// Timed: a timer of such a station rings.
    case timer
    /// Timed: wait for a node of a cache and hold it for a service time.
    case command
    /// Timed: let time pass.
    case delay
    /// Wait for a connection of a pool and keep it.
    case acquire
    /// Give a connection back.
    case release
    /// Go on with the next instruction with a probability, else jump.
    case branch
    case jump
    /// Look keys up in a cache; jump when all are there.
    case lookup
    /// Wait for another request that fills the same key, or fill it for those that come.
    case lead
    /// Fill a key that was missing; jump back while others are.
    case fill
    /// Change keys, which drops them from a cache or makes them stale.
    case change
    /// Ask a node for a key that has moved to another one, or jump.
    case redirect
    /// Give a request to pods of a new version, let it go their way, or note its answer.
    case canary
    /// Fail with a probability.
    case fail
    /// Begin parallel branches, and rest until all have ended.
    case fork
    /// A parallel branch ends.
    case join
    /// Begin steps that have a time-out, retries or a fallback.
    case enclose
    /// Begin one attempt at such steps, and rest until it ends or is given up.
    case attempt
    /// Begin work that goes on by itself, and go on.
    case start
    /// Take a token of a bucket, or be turned away.
    case limit
    /// Come to an operation that stages of degradation may close.
    case entrance
    /// Open a connection where none of the pool's is free, or go on.
    case connect
    /// Note how old the data is that was read.
    case observe
    /// Take an environment of a function, or be turned away; jump where it is warm.
    case invoke
    /// Give the environment back.
    case dismiss
    /// Take units of a partitioned table, or be turned away.
    case consume
    /// Wait for others, of whom the first goes on for all; and let all go on.
    case gather
    case scatter
    /// Send a transaction to a chain, and go on or wait for it.
    case submit
    /// Count the use of a component.
    case meter
    /// The request is answered.
    case finish
    /// Add up the service that the visit after it draws; only under control variates.
    case tally
}

/// How a request finds the station that an instruction speaks of.
enum Routing: UInt8 {
    /// There is only one.
    case single
    /// The pod that the request was given, or a load balancer's choice at its first visit.
    case pod
    /// The same among the pods of a fleet that take requests.
    case fleet
    /// Each in turn.
    case roundRobin
    /// Each of those that are there in turn.
    case roster
    /// The node that the first key of the command belongs to.
    case key
    /// The same where nodes come or go.
    case slot
    /// The pool that belongs to the request's pod.
    case poolOfPod
}

/// One step of a compiled operation.
struct Instruction: BitwiseCopyable {
    var opcode: Opcode
    var routing: Routing = .single
    /// Where waiting and service time are added up, among the parts of the operation.
    var waitPart: Int32 = 0
    var servicePart: Int32 = 0
    /// A resource (`serve`, `attend`, `tally`, `acquire`, `release`), cache, or metered component.
    var target: Int32 = 0
    /// Where to go on; of an attempt, where after the last; for a pool of pods, the resource of
    /// those pods; of a `submit`, blocks to wait for after its own, -1 where nobody waits, or
    /// `untilPosted`.
    var jump: Int32 = 0
    /// The station where `routing` is single; else -1.
    var station: Int32 = -1
    /// Keys of a lookup or its command; for `attend` the request's priority, from 0.
    var count: Int32 = 0
    var keyspace: Int32 = 0
    /// Names the draw of this instruction: mixed with the request's key it gives its random bits.
    var stream: UInt64 = 0
    /// A probability in units of 2^-64; for a command to a cache, the draw that names its keys.
    var threshold: UInt64 = 0
    /// What a `meter` adds; for a `tally` the mean of its law; 1 where a `change` drops its keys.
    var amount: Double = 0
    /// The law of a timed instruction, in nanoseconds.
    var law: CompiledDistribution

    /// In place of blocks to wait for: until a batch with its own is in a block below.
    static let untilPosted = Int32.max
}

/// A probability as the share of 64-bit words that lie below it; 1 is all but one of them.
func threshold(_ probability: Double) -> UInt64 {
    guard probability > 0 else { return 0 }
    let scaled = probability * 0x1p64
    return scaled >= 0x1p64 ? .max : UInt64(scaled)
}
