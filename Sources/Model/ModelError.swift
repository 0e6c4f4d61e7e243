// SPDX-License-Identifier: GPL-3.0-or-later

/// An invariant that a model breaks, and where: the key path says which part.
public struct ModelError: Error, Equatable, Sendable {
    /// Such as `operations.portfolio.steps` or `traffic.users.mix`.
    public let path: String
    public let fault: Fault

    public enum Fault: Equatable, Sendable {
        case empty(what: String)
        case duplicateName(String)
        case unknownReference(what: String)
        /// A component of another kind is needed here.
        case wrongKind(component: String, needed: String)
        case outOfRange(what: String, value: String, allowed: String)
        case sharesDoNotAddUp(total: Double)
        /// Requests that wait for each other's fills, of keys that are not simulated.
        case joinedEstimates(model: String)
        /// The exact order of use tells nothing of its frequency.
        case exactFrequency
        /// Keys are dropped by a rule that no approximation knows.
        case noFormula(eviction: String)
        /// Keys that move, and are not simulated.
        case reshardedEstimates
        /// Fewer nodes for keys that may not be dropped.
        case noRoomLeft(eviction: String, nodes: Int)
        /// Something asks for a part that a component may have and this one has not.
        case missingPart(component: String, key: String)
        /// Lookups inside the steps of a miss.
        case nestedLookup
        /// A batch stands inside the steps of a batch.
        case nestedBatch
        /// Batches of one name that differ.
        case differentBatches(name: String)
        /// A statement takes a connection of its pod's pool before any step ran on that pod.
        case queryBeforePod(database: String, pods: String)
        case tooManySteps(limit: Int)
        /// A limit by user or address, and a source that does not say who asks.
        case unknownUsers(operation: String)
        /// Retries inside retries.
        case tooManyAttempts(limit: Int)
        /// Guarded steps of one name share a breaker and a budget.
        case differentPolicies(name: String)
        /// Retries without a bound, one after the other at one moment.
        case retriesWithoutPause
        case tooManyRequests(expected: Double, limit: Double)
        /// A queue limit or patience where all are served at once.
        case nobodyWaits(what: String)
        /// Batches of more than one replication.
        case batchesOfSeveral(Int)
        /// Batches of equal length, and a limit that may end the last of them.
        case limitedBatches
        /// Batches, and a platform that changes while it runs, or a timeline.
        case changingBatches
        /// Faults, decisions of autoscalers and the like.
        case tooManyActs(expected: Double, limit: Double)
        /// Batches, and control variates.
        case controlledBatches
        /// An operation that one stage both turns away and lets wait.
        case refusedAndHeld(String)
        /// A cache none of whose keys expires after a time that the cache says.
        case noTimeToLive(cache: String)
        /// A user who asks again and again while the clock stands still.
        case noTimePasses
    }

    public init(path: String, fault: Fault) {
        self.path = path
        self.fault = fault
    }
}

extension ModelError.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty(let what): "there is no \(what); give at least one"
        case .duplicateName(let name): "the name '\(name)' is used twice; names must differ"
        case .unknownReference(let what): "there is no \(what)"
        case .wrongKind(let component, let needed):
            "'\(component)' is not of a kind that can do this; name a component of kind \(needed)"
        case .outOfRange(let what, let value, let allowed):
            "\(what) is \(value); it must be \(allowed)"
        case .sharesDoNotAddUp(let total):
            "the shares add up to \(total * 100)%; they must add up to 100%"
        case .joinedEstimates(let model):
            "requests wait for the fill of a key, and the model \(model) may not know single keys;"
                + " set the cache's model to keys, or 'on miss' to each"
        case .exactFrequency:
            "the exact order of use does not tell how often keys are used; give a number of samples"
        case .noFormula(let eviction):
            "no formula knows what a cache under \(eviction) holds in the long run; let it start"
                + " cold and simulate its keys"
        case .reshardedEstimates:
            "keys move to other nodes, and the model may not know single keys; set the cache's"
                + " model to keys, or leave 'reshard' out"
        case .noRoomLeft(let eviction, let nodes):
            "keys that \(eviction) may not drop do not all fit on \(nodes) nodes, and moving them"
                + " would fail there; keep more nodes, or let eviction drop them"
        case .missingPart(let component, let key):
            "'\(component)' has no '\(key)'; add it to the component"
        case .nestedLookup:
            "a cache lookup stands inside the steps of a miss; put it before or after the lookup"
        case .nestedBatch:
            "a batch stands inside the steps of a batch; put it before or after the other"
        case .differentBatches(let name):
            "the batch '\(name)' has several sizes, windows or times to wait for gas; give all"
                + " steps of that name the same, or other names"
        case .queryBeforePod(let database, let pods):
            "a query takes a connection of '\(database)' from the pool of a pod, but no step before"
                + " it runs on '\(pods)'; put a step on '\(pods)' before it"
        case .tooManySteps(let limit):
            "the operation has more than \(limit) steps when its repetitions are written out;"
                + " repeat less"
        case .unknownUsers(let operation):
            "'\(operation)' is limited by user or address, and it is not said who asks; add 'from'"
                + " with the number of users, and of addresses if they share some"
        case .tooManyAttempts(let limit):
            "retries inside retries may lead to more than \(limit) attempts of one request;"
                + " lower the attempts"
        case .differentPolicies(let name):
            "steps of the name '\(name)' share one breaker and one budget, and here they have"
                + " different ones; give each 'try' a 'name' of its own"
        case .retriesWithoutPause:
            "attempts without a limit and without a backoff may go on for ever at one moment;"
                + " add a backoff, or a number of attempts"
        case .nobodyWaits(let what):
            "\(what) has no meaning where all share the servers at once; add a 'sharing limit', so"
                + " that others wait, or leave it out"
        case .batchesOfSeveral(let replications):
            "one long replication is cut in batches, and the run has \(replications); set"
                + " run.replications to 1, or leave the batches out"
        case .limitedBatches:
            "batches have equal lengths, and a limit would end one early; leave the limits out, or"
                + " the batches"
        case .changingBatches:
            "batches are parts of one steady run, and here faults, alerts, an autoscaler, a leak or"
                + " a timeline go by the clock; ask for replications instead of batches"
        case .tooManyActs(let expected, let limit):
            "faults, decisions of autoscalers and looks at memory would come about"
                + " \(rounded(expected)) times, more than \(rounded(limit)); shorten run.duration,"
                + " or let them come less often"
        case .controlledBatches:
            "control variates are regressed over independent replications, which batches are not;"
                + " leave the batches out, or the variance reduction"
        case .refusedAndHeld(let operation):
            "the stage both refuses and holds '\(operation)'; keep it in one of the lists"
        case .noTimeToLive(let cache):
            "no key of '\(cache)' lives for a time that the cache says, so there is none to change;"
                + " give the cache a 'ttl', or leave it out here"
        case .noTimePasses:
            "neither thinking nor the operation up to where it may end or fail takes any time, so a"
                + " user would ask for ever at one moment; give a think time above zero"
        case .tooManyRequests(let expected, let limit):
            "the run would simulate about \(rounded(expected)) requests, more than"
                + " \(rounded(limit)); shorten run.duration or lower the load"
        }
    }

    /// Two significant digits, in powers of ten: an estimate needs no more.
    private func rounded(_ value: Double) -> String {
        guard value.isFinite, value >= 1 else { return "\(value)" }
        var mantissa = value
        var exponent = 0
        while mantissa >= 10 {
            mantissa /= 10
            exponent += 1
        }
        return "\((mantissa * 10).rounded() / 10)e\(exponent)"
    }
}
