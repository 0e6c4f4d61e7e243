// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// The discipline of a resource as the kernel reads it.
struct StationRule: BitwiseCopyable {
    enum Order: UInt8 {
        /// In line for a server, which nobody takes away.
        case line
        /// In line for a server, which a higher priority takes away.
        case preemption
        /// Many share the servers.
        case sharing
    }

    var order: Order
    /// Whether those who wait stand in a line for each priority; else all in one.
    var usesPriorities: Bool
    var isImpatient: Bool
    /// Most that share the servers.
    var sharingLimit: Int32 = .max
    /// Where the probabilities of joining begin in the program's table, and how many there are.
    var firstJoining: Int32 = 0
    var joiningCount: Int32 = 0
    /// Mixed into the name of a service's draw to name that of the patience before it, and that
    /// of joining.
    var patienceSalt: UInt64
    var joiningSalt: UInt64
    var patience: CompiledDistribution
}

/// Compiles the disciplines of all resources.
struct RuleTable {
    private(set) var rules: [StationRule] = []
    /// The probabilities of joining, in units of 2^-64.
    private(set) var joining: [UInt64] = []
    /// Whether any resource has a discipline of its own.
    let isNeeded: Bool

    init(
        _ resources: [Program.Resource], _ laws: inout DistributionCompiler,
        noTime: CompiledDistribution
    ) {
        let root = StreamKey(seed: 0).child("discipline")
        isNeeded = resources.contains { !$0.discipline.isPlain }
        for discipline in resources.map(\.discipline) {
            var rule = StationRule(
                order: .line, usesPriorities: false, isImpatient: discipline.patience != nil,
                patienceSalt: root.child("patience").word, joiningSalt: root.child("joining").word,
                patience: discipline.patience.map { laws.compile($0) } ?? noTime)
            switch discipline.order {
            case .arrival: break
            case .priority: rule.usesPriorities = true
            case .preemption:
                rule.order = .preemption
                rule.usesPriorities = true
            case .sharing(let limit):
                rule.order = .sharing
                rule.sharingLimit = limit.map { Int32(clamping: $0) } ?? .max
            }
            rule.firstJoining = Int32(joining.count)
            rule.joiningCount = Int32(discipline.joining.count)
            joining += discipline.joining.map { threshold($0.fraction) }
            rules.append(rule)
        }
    }
}
