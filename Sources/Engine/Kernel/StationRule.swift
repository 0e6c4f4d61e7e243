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
    /// Where the rules of shedding begin in the program's table, and how many there are.
    var firstShedding: Int32 = 0
    var sheddingCount: Int32 = 0
    /// Mixed into the name of a service's draw to name that of the patience before it, and that
    /// of joining.
    var patienceSalt: UInt64
    var joiningSalt: UInt64
    var patience: CompiledDistribution
}

/// Whom a station turns away while as many wait or are served.
struct SheddingRule: BitwiseCopyable {
    /// This priority, from 0, and lower ones.
    let rank: Int32
    let waiting: Int32
    let busy: Int32

    init(_ shedding: Shedding, of servers: Int) {
        rank = Int32(shedding.priority - 1)
        waiting = shedding.waiting.map { Int32(clamping: $0) } ?? .max
        busy = shedding.busy.map { Int32(($0.fraction * Double(servers)).rounded(.up)) } ?? .max
    }
}

/// Compiles the disciplines of all resources.
struct RuleTable {
    private(set) var rules: [StationRule] = []
    /// The probabilities of joining, in units of 2^-64.
    private(set) var joining: [UInt64] = []
    private(set) var shedding: [SheddingRule] = []
    /// Whether any resource has a discipline of its own.
    let isNeeded: Bool

    init(
        _ resources: [Program.Resource], _ laws: inout DistributionCompiler,
        noTime: CompiledDistribution
    ) {
        let root = StreamKey(seed: 0).child("discipline")
        isNeeded = resources.contains { !$0.discipline.isPlain }
        for resource in resources {
            let discipline = resource.discipline
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
            rule.firstShedding = Int32(shedding.count)
            rule.sheddingCount = Int32(discipline.shedding.count)
            shedding += discipline.shedding.map { SheddingRule($0, of: resource.membersServers) }
            rules.append(rule)
        }
    }
}
