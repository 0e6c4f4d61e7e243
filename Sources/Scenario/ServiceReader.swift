// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads a component of kind service, and the calls of it.
struct ServiceReader {
    /// Providers that stand in for each other.
    static let providers = 1...16

    func read(_ field: Field) -> ComponentKind? {
        let keys = ["latency", "failures", "limit", "batches", "data"] + ComponentReader.guarded
        guard let map = field.map(keys) else { return nil }
        let latency = map.required("latency")?.distribution()
        let failures = map["failures"].or(.zero) { $0.share() }
        let limit = map["limit"].optional { LimitReader().ofAll($0) }
        let batches = map["batches"].or(.each) { $0.choice(BatchCounting.self) }
        let freshness = map["data"].optional(freshness)
        guard let latency, let failures, let limit, let batches, let freshness else { return nil }
        return .service(
            ExternalService(
                latency: latency, failures: failures, limit: limit, batches: batches,
                freshness: freshness))
    }

    private func freshness(_ field: Field) -> Freshness? {
        guard let map = field.map(["lag", "poll"]) else { return nil }
        let lag = map.required("lag")?.distribution()
        let poll = map["poll"].optional {
            $0.time(Freshness.intervals.lowerBound, Freshness.intervals.upperBound)
        }
        guard let lag, let poll else { return nil }
        return Freshness(lag: lag, poll: poll)
    }

    /// One service, or several of which each is asked where the one before gave no answer.
    func call(_ field: Field, _ names: Names) -> Step? {
        guard let map = field.map(["call", "calls", "method", "timeout"]), let call = map["call"]
        else { return nil }
        let batch = map["calls"].or(1) { $0.count(1...CallStep.largestBatch) }
        let timeout = map["timeout"].optional {
            $0.time(.nanoseconds(1), CallPolicy.longestTimeout)
        }
        let method = map["method"].optional { $0.text("the method that is called") }
        let isList = if case .list = call.node.value { true } else { false }
        let services =
            isList
            ? self.services(call, names) : call.component(names, [.service]).map { [$0] }
        guard let services, let batch, let method, let timeout else { return nil }
        let calls = services.map { CallStep(service: $0, batch: batch, method: method) }
        if calls.count == 1, timeout == nil { return .call(calls[0]) }
        return failover(calls[...], CallPolicy(timeout: timeout, retry: nil), names)
    }

    private func services(_ call: Field, _ names: Names) -> [ComponentID]? {
        let services = all(
            call.items("a service, or a list such as [alchemy, infura]")?
                .map { $0.component(names, [.service]) })
        guard let services else { return nil }
        var seen: Set<ComponentID> = []
        if let twice = services.first(where: { !seen.insert($0).inserted }) {
            let name = names.components[twice.index].name
            call.note(
                "the service '\(name)' stands twice in the list",
                "name each once; a 'try' with 'retry' asks one again", value: name)
            return nil
        }
        guard Self.providers.contains(services.count) else {
            call.note(
                "there are \(services.count) services in the list",
                "give \(Self.providers.lowerBound) to \(Self.providers.upperBound) of them")
            return nil
        }
        return services
    }

    private func failover(
        _ calls: ArraySlice<CallStep>, _ policy: CallPolicy, _ names: Names
    ) -> Step? {
        guard let first = calls.first else { return nil }
        let rest = failover(calls.dropFirst(), policy, names)
        return .guarded(
            GuardedStep(
                name: names.components[first.service.index].name, steps: [.call(first)],
                policy: policy, fallback: rest.map { [$0] }))
    }
}
