// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// In which state of order requests come to each resource, read from the steps alone: what makes a
/// closed form exact.
struct FlowContacts {
    /// True where every operation comes here once at most, and to no other queue before.
    private(set) var isDirect: [Bool]
    /// True where all visits have one exponential law.
    private(set) var isExponential: [Bool]
    /// True where operations come again to the member that they were at.
    private(set) var returns: [Bool]
    /// The pool with the fewest connections that every visit here holds; nil where some hold none.
    private(set) var innermost: [Int?]
    /// Nothing but visits of random or single members, pauses, failures and choices.
    private(set) var isPlain = true

    private let plan: FlowPlan
    private var laws: [Distribution?]
    private var seen: Set<Int> = []

    init(_ plan: FlowPlan) {
        self.plan = plan
        let count = plan.resources.count
        isDirect = Array(repeating: true, count: count)
        isExponential = isDirect
        returns = Array(repeating: false, count: count)
        innermost = Array(repeating: nil, count: count)
        laws = Array(repeating: nil, count: count)
        for operation in plan.operations {
            seen = []
            walk(operation.steps, inside: nil)
        }
        for (index, resource) in plan.resources.enumerated() {
            let balancing = plan.groups[index].balancing
            let isSplit = resource.members == 1 || resource.kind == .node || balancing == .random
            if resource.kind == .pool || resource.queueLimit != nil || !isSplit {
                isPlain = false
            }
        }
    }

    private mutating func walk(_ steps: [FlowStep], inside: Int?) {
        for step in steps {
            switch step {
            case .visit(let visit):
                arrive(visit.resource)
                isExponential[visit.resource] =
                    isExponential[visit.resource] && isOne(visit)
                if let inside { innermost[visit.resource] = inside }
            case .hold(let pool, _, let steps):
                arrive(pool)
                isExponential[pool] = false
                let isFewer =
                    inside.map { plan.resources[pool].servers <= plan.resources[$0].servers }
                walk(steps, inside: isFewer ?? true ? pool : inside)
            case .choose(let arms):
                let before = seen
                var after = seen
                for arm in arms {
                    seen = before
                    walk(arm.steps, inside: inside)
                    after.formUnion(seen)
                }
                seen = after
            case .rounds(let mean, let steps):
                walk(steps, inside: inside)
                if mean > 1 { walk(steps, inside: inside) }
            case .misses(_, let keys, let steps):
                // What is cached depends on what came before.
                if !steps.isEmpty { isPlain = false }
                walk(steps, inside: inside)
                if keys > 1 { walk(steps, inside: inside) }
            case .pause, .failure, .meter:
                break
            }
        }
    }

    private mutating func arrive(_ resource: Int) {
        if !seen.isEmpty { isDirect[resource] = false }
        if !seen.insert(resource).inserted { returns[resource] = true }
    }

    /// Whether the visit's law is exponential and that of all others so far.
    private mutating func isOne(_ visit: FlowVisit) -> Bool {
        guard case .exponential = visit.time.law else { return false }
        defer { laws[visit.resource] = visit.time }
        return laws[visit.resource] == nil || laws[visit.resource] == visit.time
    }
}
