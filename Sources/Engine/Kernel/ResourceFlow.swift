// SPDX-License-Identifier: GPL-3.0-or-later

/// How much service the requests of a window ask of each resource, also where a queue before it
/// keeps them from getting there.
///
/// Resources of one component are nested: a statement that holds a connection of its pod's pool
/// waits for one of PgBouncer, and then for a server. So whoever enters the outermost will come to
/// those inside; and time that passes inside in waiting is none that the connection is needed for.
struct ResourceFlow {
    private let resources: [Program.Resource]
    private let totals: [Station]
    /// Visits that began to wait or were served in the window.
    private(set) var visits: [Double]
    /// Mean service of those visits by the model's laws, in seconds, added up.
    private var work: [Double]

    init(_ resources: [Program.Resource], _ totals: [Station]) {
        self.resources = resources
        self.totals = totals
        visits = Array(repeating: 0, count: resources.count)
        work = visits
    }

    mutating func add(visits count: Double, work seconds: Double, to resource: Int) {
        guard resource >= 0 else { return }
        visits[resource] += count
        work[resource] += seconds
    }

    /// Mean seconds that a visit is served: by the model's laws, or as measured where a connection
    /// is held.
    func service(_ index: Int, measured: Double) -> Double {
        if resources[index].kind == .pool { return measured }
        return visits[index] > 0 ? work[index] / visits[index] : 0
    }

    /// Seconds of service that the requests of the window ask for.
    func demand(_ index: Int) -> Double {
        let outer = outermost(of: index)
        guard resources[index].kind != .pool else {
            return visits[outer] * holding(index)
        }
        guard outer != index else { return work[index] }
        // The statements of the outermost pool divide among the servers as far as they got.
        let arrived = servers(inside: outer).reduce(0) { $0 + visits[$1] }
        return arrived > 0 ? work[index] * visits[outer] / arrived : 0
    }

    /// Mean seconds for which a connection is held, less the waits inside.
    func holding(_ index: Int) -> Double {
        guard totals[index].served > 0 else { return 0 }
        let waits = inside(index).reduce(0) { $0 + totals[$1].queueArea }
        return max(totals[index].busyArea - waits, 0) / Double(totals[index].served) * 1e-9
    }

    private func inside(_ index: Int) -> [Int] {
        resources.indices.filter {
            $0 > index && resources[$0].id.component == resources[index].id.component
        }
    }

    private func servers(inside index: Int) -> [Int] {
        inside(index).filter {
            switch resources[$0].id.role {
            case .servers, .primary, .replicas: resources[$0].kind == .station
            case .pool, .bouncer, .disk, .replicaDisks, .replay, .canary: false
            }
        }
    }

    /// The first pool that visits of this resource pass; itself where there is none.
    private func outermost(of index: Int) -> Int {
        resources.indices.first {
            resources[$0].id.component == resources[index].id.component
                && resources[$0].kind == .pool
        } ?? index
    }
}
