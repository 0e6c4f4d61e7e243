// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `batching`: what could be batched otherwise.
struct BatchingReader {
    static let key = "batching"

    let names: Names

    func read(_ field: Field) -> Batching? {
        guard let map = field.map(["alone", "delays", "defer"]) else { return nil }
        let alone = map["alone"].or([], alone)
        let delays = map["delays"].or([]) { field in
            all(
                field.items("a list of durations, such as [1m, 1h]")?
                    .map { $0.time(.milliseconds(1), BatchStep.longestWindow) })
        }
        let hold = map["defer"].optional(self.hold)
        guard let alone, let delays, let hold else { return nil }
        return Batching(
            alone: alone, delays: delays, thresholds: hold?.above ?? [],
            longestHold: hold?.longest)
    }

    private func alone(_ field: Field) -> [(operation: OperationID, gas: Gas)]? {
        all(
            field.names("a map of operations and gas, such as {transfer: 50000}")?.fields
                .map { name, field in
                    let gas = field.gas()
                    guard let index = names.operations.firstIndex(of: name) else {
                        field.note(
                            at: field.keyPlace, "there is no operation \(quoted(name))",
                            field.remedy(for: name, in: names.operations, of: "operation"),
                            value: name)
                        return nil
                    }
                    guard let gas else { return nil }
                    guard gas > .zero else {
                        field.note(
                            "a transaction uses gas", "write its gas, such as 50000",
                            value: "\(gas)")
                        return nil
                    }
                    return (OperationID(index), gas)
                })
    }

    private func hold(_ field: Field) -> (above: [WeiPerGas], longest: SimTime)? {
        guard let map = field.map(["above", "within"]) else { return nil }
        let above = map.required("above").flatMap { field in
            all(
                field.items("a list of gas prices, such as [2 gwei, 20 gwei]")?
                    .map { $0.quantity(WeiPerGas.self) })
        }
        let longest = map.required("within")?.time(
            .nanoseconds(1), TransactionPolicy.longestHold)
        guard let above, let longest else { return nil }
        return (above, longest)
    }
}
