// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A function as the kernel reads it.
struct FunctionRule: BitwiseCopyable {
    let provisioned: Int
    /// Most invocations in environments that are not provisioned, of the places set aside for it;
    /// .max where it has none set aside.
    let most: Int
    /// What it shares places with; -1 for nothing.
    let account: Int32
    /// Ns that an idle environment stays.
    let idle: Int64
    /// Of new environments.
    let scaling: TokenPace
}

/// The functions of a program, in model order, and what their accounts leave them to share.
///
/// A class because it owns the tables, which all replications read.
final class FunctionTable: @unchecked Sendable {
    let components: [ComponentID]
    let rules: FlatArray<FunctionRule>
    /// Places that are not set aside, by account.
    let shared: FlatArray<Int>

    init(_ model: Model) {
        let functions = model.functions
        var accounts: [ComponentID] = []
        var shared: [Int] = []
        for (index, component) in model.components.enumerated() {
            guard case .account(let account) = component.kind else { continue }
            let setAside = functions.reduce(0) {
                $0 + ($1.function.account?.index == index ? $1.function.setAside : 0)
            }
            accounts.append(ComponentID(index))
            shared.append(account.concurrency - setAside)
        }
        components = functions.map(\.id)
        rules = FlatArray(
            functions.map { _, function in
                let account =
                    function.concurrency == nil
                    ? accounts.firstIndex { $0 == function.account } : nil
                return FunctionRule(
                    provisioned: function.provisioned,
                    most: function.concurrency.map { $0 - function.provisioned } ?? .max,
                    account: Int32(account ?? -1), idle: function.idle.nanoseconds,
                    scaling: TokenPace(
                        rate: function.scaling.rate, burst: function.scaling.burst))
            })
        self.shared = FlatArray(shared)
    }
}

extension ProgramCompiler {
    /// A warm environment jumps over the cold start.
    mutating func emit(_ invoke: InvokeStep) {
        guard let function = model.function(invoke.function) else {
            preconditionFailure("an invocation of a component that is no function")
        }
        let name = model.component(invoke.function).name
        let number = model.functions.prefix { $0.id != invoke.function }.count
        let begin = code.count
        append(Instruction(opcode: .invoke, target: Int32(number), law: noTime))
        if let coldStart = function.coldStart {
            let place = "\(name) cold start"
            append(
                Instruction(
                    opcode: .delay, servicePart: part(place, .waiting), stream: draw(place),
                    law: laws.compile(coldStart)),
                mean: coldStart)
        }
        code[begin].jump = Int32(code.count)
        if let work = model.work(of: invoke) { emitDelay(work, place: name) }
        for step in invoke.steps { emit(step) }
        append(Instruction(opcode: .dismiss, law: noTime))
    }
}
