// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads functions, the accounts that they share, and what their use costs.
struct ServerlessReader {
    private static let most = 100_000

    let names: Names

    func function(_ field: Field) -> ComponentKind? {
        let keys = [
            "memory", "cold start", "idle", "provisioned", "concurrency", "account", "scaling",
            "kind", "price", "layer", "charges", "breaker", "tags",
        ]
        guard let map = field.map(keys) else { return nil }
        let memory = map.required("memory").flatMap(Self.memory)
        let coldStart = map["cold start"].optional { $0.distribution() }
        let idle = map["idle"].or(Function.usualIdle) { $0.quantity(SimTime.self) }
        let provisioned = map["provisioned"].or(0) { $0.count(0...Self.most) }
        let concurrency = map["concurrency"].optional { $0.count(1...Self.most) }
        let account = map["account"].optional { $0.component(names, [.account]) }
        let scaling = map["scaling"].or(EnvironmentScaling.standard, scaling)
        guard let memory, let coldStart, let idle, let provisioned, let concurrency, let account,
            let scaling
        else { return nil }
        if let concurrency, concurrency < provisioned {
            map["concurrency"]?.note(
                "\(provisioned) provisioned environments are more than the concurrency of"
                    + " \(concurrency)", "lower 'provisioned', or raise 'concurrency'",
                value: "\(concurrency)")
            return nil
        }
        return .function(
            Function(
                memory: memory, coldStart: coldStart, idle: idle, provisioned: provisioned,
                concurrency: concurrency, account: account, scaling: scaling))
    }

    func account(_ field: Field) -> ComponentKind? {
        guard let map = field.map(["concurrency", "kind"]) else { return nil }
        let concurrency = map["concurrency"].or(FunctionAccount.usualConcurrency) {
            $0.count(1...Self.most)
        }
        return concurrency.map { .account(FunctionAccount(concurrency: $0)) }
    }

    /// What vendors call MB are units of 2^20 bytes here.
    private static func memory(_ field: Field) -> Bytes? {
        guard let memory = field.quantity(Bytes.self) else { return nil }
        let isWhole = memory.bytes % Bytes.mebibytes(1).bytes == 0
        guard Function.memories.contains(memory), isWhole else {
            field.note(
                "a function cannot have \(memory) of memory",
                "write whole MiB from 128MiB to 10240MiB; AWS writes MB for them",
                value: "\(memory)")
            return nil
        }
        return memory
    }

    private func scaling(_ field: Field) -> EnvironmentScaling? {
        guard let map = field.map(["rate", "burst"]) else { return nil }
        let rate = map.required("rate").flatMap { LimitReader().rate($0) }
        let burst = map.required("burst")?.count(1...RateLimit.largestBurst)
        guard let rate, let burst else { return nil }
        return EnvironmentScaling(rate: rate, burst: burst)
    }

    /// A price for each thing that is billed.
    func tariffs(
        _ field: Field, _ items: [Tariff.Item], price: (Field) -> PriceKey?
    ) -> [Tariff]? {
        guard let map = field.map(items.map(\.rawValue)) else { return nil }
        var tariffs: [Tariff] = []
        var isWhole = true
        for item in items {
            guard let field = map[item.rawValue] else { continue }
            if let key = price(field) {
                tariffs.append(Tariff(item: item, price: key))
            } else {
                isWhole = false
            }
        }
        return isWhole ? tariffs : nil
    }
}

extension OperationReader {
    func invocation(_ field: Field) -> Step? {
        guard let map = field.map(["invoke", "work", "steps"]) else { return nil }
        let function = map["invoke"]?.component(names, [.lambda])
        let work = map["work"].optional { $0.distribution() }
        let steps = map["steps"].or([Step]()) { self.steps($0) }
        guard let function, let work, let steps else { return nil }
        guard work != nil || !steps.isEmpty else {
            field.note(
                "the invocation does nothing", "add 'work', its processor time, or 'steps'")
            return nil
        }
        return .invoke(InvokeStep(function: function, work: work, steps: steps))
    }
}
