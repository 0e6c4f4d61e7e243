// SPDX-License-Identifier: GPL-3.0-or-later

/// What the requests that came in a window ask of each limit, were nothing turned away on the way
/// there.
///
/// What came to a limit tells something else once limits turn away: fewer come to those behind, and
/// who was turned away tries again. So this counts no attempts but those after failures, as the
/// flow of the requests through their steps has it.
struct LimitDemand: Sendable {
    /// Tokens, by rate limit.
    private(set) var tokens: [Double]
    private(set) var invocations: [Double]
    /// Half units, by table.
    private(set) var reads: [Double]
    private(set) var writes: [Double]

    static let none = LimitDemand()

    private init() { (tokens, invocations, reads, writes) = ([], [], [], []) }

    /// - Parameter visits: of each instruction in the window.
    init(_ program: Program, visits: [Double]) {
        tokens = Array(repeating: 0, count: program.limits.limits.count)
        invocations = Array(repeating: 0, count: program.functions.components.count)
        reads = Array(repeating: 0, count: program.tableRules.components.count)
        writes = reads
        for pc in visits.indices {
            let instruction = program.code[pc]
            let target = Int(instruction.target)
            if instruction.opcode == .limit {
                tokens[target] += visits[pc] * Double(max(instruction.count, 1))
            } else if instruction.opcode == .invoke {
                invocations[target] += visits[pc]
            } else if instruction.opcode == .consume {
                let access = program.tableRules.accesses[target]
                let halves = visits[pc] * Double(access.allHalves)
                if access.isWrite {
                    writes[access.table] += halves
                } else {
                    reads[access.table] += halves
                }
            }
        }
    }
}

extension Replication {
    /// Whether anything was turned away at a limit.
    var turnsAway: Bool {
        limits.contains { $0.limited > 0 } || functions.contains { $0.throttled > 0 }
            || tables.contains { $0.throttled > 0 } || connections.contains { $0.refused > 0 }
    }
}
