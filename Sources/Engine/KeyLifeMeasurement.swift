// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How keys of a cache end, and how old the values are that it gives.
public struct KeyLifeMeasurement: Sendable {
    /// Whether hits follow from probabilities of keys in the long run, and not key by key.
    public let isApproximate: Bool
    /// Living keys whose time ran out, a second.
    public let expirations: Estimate<Rate>
    /// Living keys that were dropped because they changed, a second; absent where none is counted.
    public let invalidations: Estimate<Rate>?
    /// Misses that waited for the fill of another request, a second; absent where each fills.
    public let sharedMisses: Estimate<Rate>?
    /// Hits that read a value older than the last write, of all hits; absent where no key changes
    /// without being dropped.
    public let staleHits: Estimate<Ratio>?
    /// How long ago that value had changed, on average; absent where a replication had none.
    public let staleAge: Estimate<SimTime>?

    public init(
        isApproximate: Bool, expirations: Estimate<Rate>, invalidations: Estimate<Rate>?,
        sharedMisses: Estimate<Rate>?, staleHits: Estimate<Ratio>?, staleAge: Estimate<SimTime>?
    ) {
        self.isApproximate = isApproximate
        self.expirations = expirations
        self.invalidations = invalidations
        self.sharedMisses = sharedMisses
        self.staleHits = staleHits
        self.staleAge = staleAge
    }
}

extension Model {
    /// Whether the keys of a cache do more than live for a time from their fill.
    func hasKeyLife(_ id: ComponentID) -> Bool {
        guard case .cache(let cache) = component(id).kind else { return false }
        var usual = CacheBehavior.plain
        usual.samples = cache.behavior.samples
        usual.frequency = cache.behavior.frequency
        usual.resharding = cache.behavior.resharding
        if cache.behavior != usual { return true }
        let steps = operations.flatMap(\.steps).flatMap(\.within)
        let keyspaces = steps.compactMap { step -> KeyspaceID? in
            if case .lookup(let lookup) = step, lookup.cache == id { lookup.keyspace } else { nil }
        }
        if keyspaces.contains(where: { keyspace($0).timeToLive != nil }) { return true }
        return drops(id)
            || steps.contains { step in
                if case .write(let write) = step {
                    keyspaces.contains(write.keyspace)
                } else {
                    false
                }
            }
    }

    /// Whether a step drops keys of that cache.
    func drops(_ id: ComponentID) -> Bool {
        operations.flatMap(\.steps).flatMap(\.within).contains { step in
            if case .invalidate(let step) = step { step.cache == id } else { false }
        }
    }
}
