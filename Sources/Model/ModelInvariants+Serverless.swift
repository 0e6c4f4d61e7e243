// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

// What must hold of functions and their accounts.
extension ModelInvariants {
    func check(_ function: Function, at path: String) throws(ModelError) {
        let memories = Function.memories
        let unit = Bytes.mebibytes(1).bytes
        guard memories.contains(function.memory), function.memory.bytes % unit == 0 else {
            throw ModelError(
                path: path + ".memory",
                fault: .outOfRange(
                    what: "the memory of a function", value: "\(function.memory)",
                    allowed: "whole MiB from 128MiB to 10240MiB"))
        }
        guard function.idle > .zero else {
            throw ModelError(
                path: path + ".idle",
                fault: .outOfRange(
                    what: "the time that an environment stays", value: "\(function.idle)",
                    allowed: "above zero"))
        }
        try count(
            function.provisioned, "the provisioned environments", at: path + ".provisioned",
            least: 0)
        if let concurrency = function.concurrency {
            try count(
                concurrency, "the concurrency", at: path + ".concurrency",
                least: max(1, function.provisioned))
        }
        let bucket = RateLimit(
            subject: .all, rate: function.scaling.rate, burst: function.scaling.burst)
        try StepWalk(model: model, path: path + ".scaling").check(bucket)
        guard let account = function.account else { return }
        guard model.components.indices.contains(account.index) else {
            throw ModelError(
                path: path + ".account", fault: .unknownReference(what: "component"))
        }
        guard case .account = model.component(account).kind else {
            throw ModelError(
                path: path + ".account",
                fault: .wrongKind(component: model.component(account).name, needed: "account"))
        }
    }

    func check(
        _ account: FunctionAccount, at path: String, index: Int
    ) throws(ModelError) {
        try count(account.concurrency, "the concurrency", at: path + ".concurrency")
        var setAside = 0
        for case .function(let function) in model.components.map(\.kind)
        where function.account?.index == index {
            setAside += min(function.setAside, Self.largestCount)
        }
        guard setAside <= account.concurrency else {
            throw ModelError(
                path: path + ".concurrency",
                fault: .outOfRange(
                    what: "what its functions set aside", value: "\(setAside)",
                    allowed: "at most the account's \(account.concurrency)"))
        }
    }
}

extension StepWalk {
    /// The environment is held until all its steps are done.
    mutating func check(_ invoke: InvokeStep, rounds: Double) throws(ModelError) {
        guard model.components.indices.contains(invoke.function.index) else {
            throw fault(.unknownReference(what: "component"))
        }
        guard let function = model.function(invoke.function) else {
            throw fault(
                .wrongKind(component: model.component(invoke.function).name, needed: "lambda"))
        }
        if let work = invoke.work {
            do { _ = try work.scaled(by: function.slowdown) } catch {
                throw fault(
                    .outOfRange(
                        what: "the work of '\(model.component(invoke.function).name)'",
                        value: "\(function.slowdown) times \(work.mean)",
                        allowed: "at most \(Distribution.longest)"))
            }
        }
        try walk(invoke.steps, rounds: rounds)
    }
}
