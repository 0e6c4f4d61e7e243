// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What gas transactions of batches would use if each request had its own.
///
/// Without word of the scenario a transaction alone is a batch of one. What a scenario states is of
/// all that a request of the operation sends in batches: where that is several transactions, each
/// has the part that it has of as many batches of one.
struct AloneGas {
    private var shares: [OperationID: ExactDecimal] = [:]

    init(_ traffic: ChainTraffic, _ batching: Batching) throws(QuantityError) {
        for (operation, stated) in batching.alone {
            let kinds = traffic.kinds.filter { $0.operation == operation && $0.gathering != nil }
            guard let requests = traffic.gathered[operation], requests > .zero else { continue }
            var gas = ExactDecimal.zero
            for kind in kinds {
                let own = ExactDecimal(Int64(clamping: try kind.submit.single.gas.units))
                gas =
                    try gas
                    + own.multiplied(
                        by: kind.requests, over: requests, rounding: .halfEven)
            }
            guard gas > .zero else { continue }
            shares[operation] = try ExactDecimal(Int64(clamping: stated.units)).divided(
                by: gas, rounding: .halfEven)
        }
    }

    func isStated(_ operation: OperationID) -> Bool { shares[operation] != nil }

    /// The transaction of one request that is sent by itself.
    func alone(
        _ submit: SubmitStep, of operation: OperationID
    ) throws(QuantityError) -> SubmitStep {
        let single = try submit.single
        guard let share = shares[operation] else { return single }
        let gas = try ExactDecimal(Int64(clamping: single.gas.units)).multiplied(
            by: share, rounding: .halfEven)
        let whole = try Wei(rounding: gas.approximation, rule: .halfEven)
        return SubmitStep(
            chain: submit.chain, gas: Gas(UInt64(clamping: whole.wei)), awaits: submit.awaits,
            policy: single.policy)
    }
}

extension SubmitStep {
    /// With one member, whose gas and data are its own.
    fileprivate var single: SubmitStep {
        get throws(QuantityError) {
            guard let gas = gas(serving: 1), let data = data(serving: 1) else {
                throw QuantityError(
                    text: "\(self.gas)", expected: "fewer than 2^64 gas and 2^63 bytes",
                    reason: .overflow)
            }
            var changed = policy
            changed.data = data
            changed.dataEach = .zero
            return SubmitStep(chain: chain, gas: gas, awaits: awaits, policy: changed)
        }
    }
}
