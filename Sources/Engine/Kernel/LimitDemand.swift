// SPDX-License-Identifier: GPL-3.0-or-later

/// What the requests that came in a window ask of each limit, were nothing turned away on the way
/// there.
///
/// What came to a limit tells something else once limits turn away: fewer come to those behind, and
/// who tries again comes more often. So this counts each attempt once, as the flow of the requests
/// through their steps has it.
struct LimitDemand: Sendable {
    /// Tokens, by rate limit.
    private(set) var tokens: [Double]
    private(set) var invocations: [Double]
    /// Requests, by table.
    private(set) var requests: [Double]

    static let none = LimitDemand()

    private init() { (tokens, invocations, requests) = ([], [], []) }

    /// - Parameter visits: of each instruction in the window.
    init(_ program: Program, visits: [Double]) {
        tokens = Array(repeating: 0, count: program.limits.limits.count)
        invocations = Array(repeating: 0, count: program.functions.components.count)
        requests = Array(repeating: 0, count: program.tableRules.components.count)
        for pc in visits.indices {
            let instruction = program.code[pc]
            let target = Int(instruction.target)
            if instruction.opcode == .limit {
                tokens[target] += visits[pc] * Double(max(instruction.count, 1))
            } else if instruction.opcode == .invoke {
                invocations[target] += visits[pc]
            } else if instruction.opcode == .consume {
                requests[program.tableRules.accesses[target].table] += visits[pc]
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
