// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// What the requests of each operation asked of each component in a window.
///
/// Visits that stations and cache nodes counted are taken as they are, with the mean time of their
/// step. Calls, bytes, gas, invocations and units are not counted by operation: of them there is
/// what the requests that came ask for, as their steps have it.
struct ActivityCount: Sendable {
    static let none = ActivityCount()

    /// By component and operation; empty where nothing came.
    private var amounts: [[Double]] = []

    private init() {}

    /// - Parameter counted: visits of each instruction in the window.
    /// - Parameter offered: the same, as the requests that came ask for them.
    init(_ program: Program, counted: [Double], offered: [Double]) {
        let none = Array(repeating: 0.0, count: program.operations.count)
        amounts = Array(repeating: none, count: program.model.components.count)
        let ends = program.operations.dropFirst().map(\.start) + [program.firstSource]
        for (operation, end) in zip(program.operations.indices, ends) {
            for pc in program.operations[operation].start..<end {
                let resource = program.resourceOfInstruction[pc]
                if resource >= 0 {
                    add(
                        counted[pc] * program.meanOfInstruction[pc], operation,
                        program.resources[resource])
                } else {
                    add(program, offered[pc], operation, program.code[pc])
                }
            }
        }
    }

    func amount(_ component: Int, _ operation: Int) -> Double {
        amounts.isEmpty ? 0 : amounts[component][operation]
    }

    /// Connections serve nothing by themselves, and disks are no line of a bill.
    private mutating func add(
        _ seconds: Double, _ operation: Int, _ resource: Program.Resource
    ) {
        switch resource.id.role {
        case .servers, .primary, .replicas, .canary:
            amounts[resource.id.component.index][operation] += seconds
        case .pool, .bouncer, .disk, .replicaDisks, .replay: break
        }
    }

    private mutating func add(
        _ program: Program, _ visits: Double, _ operation: Int, _ instruction: Instruction
    ) {
        let target = Int(instruction.target)
        if instruction.opcode == .meter {
            // Behind those of the components stand what calls weigh; they count as calls.
            guard target < program.model.components.count else { return }
            if case .database = program.model.components[target].kind { return }
            amounts[target][operation] += visits * instruction.amount
        } else if instruction.opcode == .invoke {
            amounts[program.functions.components[target].index][operation] += visits
        } else if instruction.opcode == .consume {
            let access = program.tableRules.accesses[target]
            let table = program.tableRules.components[access.table].index
            amounts[table][operation] += visits * Double(access.allHalves)
        } else if instruction.opcode == .submit {
            let chain = program.chains[target]
            let gas = chain.plan.submits[Int(instruction.count)].gas
            amounts[chain.component.index][operation] += visits * Double(gas)
        }
    }
}

extension Program {
    /// Where the code of operations ends.
    fileprivate var firstSource: Int { sourceInstructions.first ?? timerInstruction }
}
