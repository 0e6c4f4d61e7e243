// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities
import Statistics

// What must hold of chains and the transactions that are sent to them.
extension ModelInvariants {
    /// Of all replications together.
    static let mostParts = 2e9

    func check(
        _ chain: ChainSettings, _ id: ComponentID, at path: String
    ) throws(ModelError) {
        if chain.gasPrice == nil, chain.network == nil || !chain.transactions.isEmpty {
            throw ModelError(
                path: path,
                fault: .empty(what: "'gas price', which transactions at stated volumes pay"))
        }
        guard let network = chain.network else { return }
        try check(network.blocks, at: path + ".blocks")
        if let others = network.others { try check(others, at: path + ".others") }
        if let count = network.confirmations {
            let allowed = ChainNetwork.confirmationCounts
            try self.count(
                count, "the number of confirmations", at: path + ".confirmations",
                least: allowed.lowerBound, most: allowed.upperBound)
        }
        try checkPosting(of: network, id, at: path)
        guard !network.accounts.isEmpty else {
            throw ModelError(path: path + ".accounts", fault: .empty(what: "account"))
        }
        try unique(network.accounts.map(\.name), at: path + ".accounts")
        for account in network.accounts {
            try count(
                account.count, "the number of keys", at: path + ".accounts.\(account.name)",
                most: ChainAccount.mostKeys)
        }
        if case .arbitrum = network.dataFee {
            guard network.blocks.order == .firstCome else {
                throw ModelError(
                    path: path + ".blocks.order",
                    fault: .outOfRange(
                        what: "the order", value: "tip",
                        allowed: "first-come where L1 is charged as gas: nobody tips there"))
            }
            guard network.blocks.pricing.isAboveZero else {
                throw ModelError(
                    path: path + ".data fee",
                    fault: .outOfRange(
                        what: "the price of gas", value: "0 wei",
                        allowed: "above zero where L1 is charged as gas"))
            }
        }
        try checkNumber(of: network.blocks, at: path)
    }

    private func check(_ blocks: BlockRules, at path: String) throws(ModelError) {
        try check(blocks.interval, BlockRules.intervals, "the block time", at: path + ".every")
        try check(blocks.lifetime, BlockRules.lifetimes, "the life", at: path + ".expiry")
        guard blocks.missed <= .percent(99) else {
            throw outOfRange(
                "the share that is missed", blocks.missed, "at most 99%", at: path + ".missed")
        }
        try count(
            blocks.parts, "the number of parts", at: path + ".flashblocks",
            least: BlockRules.parts.lowerBound, most: BlockRules.parts.upperBound)
        guard blocks.interval.nanoseconds % Int64(blocks.parts) == 0 else {
            throw outOfRange(
                "the block time", blocks.interval, "a whole number of flashblocks",
                at: path + ".flashblocks")
        }
        guard BlockRules.gasLimits.contains(blocks.gasLimit) else {
            throw outOfRange(
                "the gas limit", blocks.gasLimit,
                "from \(BlockRules.gasLimits.lowerBound) to \(BlockRules.gasLimits.upperBound)",
                at: path + ".gas limit")
        }
        guard blocks.transactionLimit <= blocks.gasLimit else {
            throw outOfRange(
                "the gas limit of a transaction", blocks.transactionLimit,
                "at most that of a block, \(blocks.gasLimit)", at: path + ".transaction limit")
        }
        try check(blocks.pricing, at: path)
    }

    private func check(_ pricing: GasPricing, at path: String) throws(ModelError) {
        let prices: [WeiPerGas]
        switch pricing {
        case .following(let rule, let initial): prices = [initial, rule.minimum]
        case .backlog(.legacy(_, _, let minimum)), .backlog(.constrained(_, let minimum)):
            prices = [minimum]
        case .constant(let price): prices = [price]
        case .given(let points):
            try count(
                points.count, "the number of prices", at: path + ".trace",
                most: GasPricing.mostPoints)
            for (point, next) in zip(points, points.dropFirst()) where next.time <= point.time {
                throw outOfRange(
                    "a time", next.time, "after the one before it", at: path + ".trace")
            }
            prices = points.map(\.price)
        }
        for price in prices where price > BlockRules.highestPrice {
            throw outOfRange(
                "the price of gas", price, "at most \(BlockRules.highestPrice)",
                at: path + ".base fee")
        }
    }

    func check(_ others: OtherDemand, at path: String) throws(ModelError) {
        guard others.gas > .zero, others.gas <= OtherDemand.mostGas else {
            throw outOfRange(
                "the gas of a transaction", others.gas,
                "above zero and at most \(OtherDemand.mostGas)", at: path + ".gas")
        }
        guard others.variation <= OtherDemand.highestVariation else {
            throw outOfRange(
                "the variation", others.variation, "at most \(OtherDemand.highestVariation)",
                at: path + ".variation")
        }
        if let cycle = others.cycle {
            try CycleInvariants(cycle: cycle, path: path + ".shape").check()
        }
        try count(
            others.tips.count, "the number of tips", at: path + ".tips",
            most: OtherDemand.mostTips)
        for (tip, next) in zip(others.tips, others.tips.dropFirst()) where next.tip >= tip.tip {
            throw outOfRange(
                "a tip", next.tip, "below the one before it, as they go from high to low",
                at: path + ".tips")
        }
        let total = others.tips.reduce(0) { $0 + $1.share.fraction }
        guard abs(total - 1) < 1e-9 else {
            throw ModelError(path: path + ".tips", fault: .sharesDoNotAddUp(total: total))
        }
        try check(others.willingness, at: path + ".willing")
    }

    private func check(_ willingness: Willingness, at path: String) throws(ModelError) {
        switch willingness {
        case .always: break
        case .elastic(let reference, let exponent):
            guard reference > .zero else {
                throw outOfRange("the price", reference, "above zero", at: path)
            }
            guard Willingness.exponents.contains(exponent) else {
                throw outOfRange("the elasticity", exponent, "from 0.01 to 100", at: path)
            }
        case .curve(let points):
            try count(
                points.count, "the number of points", at: path, most: Willingness.mostPoints)
            for (point, next) in zip(points, points.dropFirst()) where next.price <= point.price {
                throw outOfRange(
                    "a price", next.price, "above the one before it, \(point.price)", at: path)
            }
        }
    }

    private func checkNumber(of blocks: BlockRules, at path: String) throws(ModelError) {
        let run = model.run
        let whole = run.duration.seconds + run.warmUp.time.seconds
        let parts = whole / blocks.interval.seconds * Double(blocks.parts)
        let all = parts * Double(run.replications)
        guard all <= Self.mostParts else {
            throw outOfRange(
                "the number of blocks, or parts of blocks, that the run would make",
                Int64(min(all, 9e18)),
                "at most \(Int64(Self.mostParts)); shorten run.duration", at: path + ".blocks.every"
            )
        }
    }

    func check(
        _ time: SimTime, _ allowed: ClosedRange<SimTime>, _ what: String, at path: String
    ) throws(ModelError) {
        guard allowed.contains(time) else {
            throw outOfRange(
                what, time, "from \(allowed.lowerBound) to \(allowed.upperBound)", at: path)
        }
    }

    func outOfRange(
        _ what: String, _ value: some CustomStringConvertible, _ allowed: String, at path: String
    ) -> ModelError {
        ModelError(
            path: path,
            fault: .outOfRange(what: what, value: "\(value)", allowed: allowed))
    }
}

extension GasPricing {
    fileprivate var isAboveZero: Bool {
        switch self {
        case .following(let rule, _): rule.minimum > .zero
        case .backlog(.legacy(_, _, let minimum)), .backlog(.constrained(_, let minimum)):
            minimum > .zero
        case .constant(let price): price > .zero
        case .given(let points): points.allSatisfy { $0.price > .zero }
        }
    }
}

extension StepWalk {
    /// A transaction fits its chain, and the chain has what it waits for.
    func check(_ submit: SubmitStep) throws(ModelError) {
        guard model.components.indices.contains(submit.chain.index) else {
            throw fault(.unknownReference(what: "component"))
        }
        let component = model.component(submit.chain)
        guard case .chain = component.kind else {
            throw fault(.wrongKind(component: component.name, needed: "chain"))
        }
        guard let network = model.network(submit.chain) else {
            guard submit.awaits == .nothing, submit.gasEach == .zero, submit.policy == .usual else {
                throw fault(.missingPart(component: component.name, key: "blocks"))
            }
            return
        }
        let limit = network.blocks.transactionLimit
        guard let gas = submit.gas(serving: batchSize), gas > .zero, gas <= limit else {
            throw fault(
                .outOfRange(
                    what: "the gas of a transaction to '\(component.name)'",
                    value: submit.gas(serving: batchSize)?.description ?? "more than 2^64",
                    allowed: "above zero and at most \(limit), what one transaction may use"
                        + remedy(submit, limit)))
        }
        try check(submit, network, component.name)
        try check(submit.policy, network, component.name)
        try checkData(submit, network)
    }

    /// The largest batch that fits, where smaller ones would.
    private func remedy(_ submit: SubmitStep, _ limit: Gas) -> String {
        guard batchSize > 1, let most = submit.mostServed(within: limit), most > 0 else {
            return "; send less at once"
        }
        return "; send smaller batches, of at most \(most)"
    }

    private func checkData(_ submit: SubmitStep, _ network: ChainNetwork) throws(ModelError) {
        let most = TransactionPolicy.largestData
        guard let data = submit.data(serving: batchSize), submit.policy.data >= .zero,
            submit.policy.dataEach >= .zero, data <= most
        else {
            throw fault(
                .outOfRange(
                    what: "its data",
                    value: submit.data(serving: batchSize)?.description ?? "more than 2^63 bytes",
                    allowed: "at most \(most)"))
        }
        guard case .opStack(let price, _) = network.dataFee else { return }
        do { _ = try OPFjordFee.fee(fastLZLength: UInt64(data.bytes), at: price) } catch {
            throw fault(
                .outOfRange(
                    what: "what it pays for data", value: "more",
                    allowed: "at most \(UInt128.max) wei"))
        }
    }

    private func check(
        _ submit: SubmitStep, _ network: ChainNetwork, _ name: String
    ) throws(ModelError) {
        let missing: String? =
            switch submit.awaits {
            case .nothing, .inclusion: nil
            case .confirmed: network.confirmations == nil ? "confirmations" : nil
            case .posted: network.posting == nil ? "posting" : nil
            case .final: network.finality == nil ? "finality" : nil
            case .withdrawn: network.withdrawal == nil ? "withdrawal" : nil
            }
        if let missing { throw fault(.missingPart(component: name, key: missing)) }
    }

    private func check(
        _ policy: TransactionPolicy, _ network: ChainNetwork, _ name: String
    ) throws(ModelError) {
        func wrong(_ what: String, _ value: String, _ allowed: String) -> ModelError {
            fault(.outOfRange(what: what, value: value, allowed: allowed))
        }
        if case .account(let place) = policy.signer, !network.accounts.indices.contains(place) {
            throw fault(.unknownReference(what: "account \(place) of '\(name)'"))
        }
        for price in [policy.tip, policy.highestCap].compactMap(\.self)
        where price > BlockRules.highestPrice {
            throw wrong("a tip or cap", "\(price)", "at most \(BlockRules.highestPrice)")
        }
        guard TransactionPolicy.capMultiples.contains(policy.capMultiple) else {
            throw wrong("the cap", "\(policy.capMultiple)", "from 1 to 1000 times the base fee")
        }
        if let blocks = policy.replacement {
            guard TransactionPolicy.replacementBlocks.contains(blocks) else {
                throw wrong("the blocks to a replacement", "\(blocks)", "from 1 to 100000")
            }
        }
        if let hold = policy.hold {
            guard hold.longest > .zero, hold.longest <= TransactionPolicy.longestHold else {
                throw wrong(
                    "how long it is held", "\(hold.longest)",
                    "above zero and at most \(TransactionPolicy.longestHold)")
            }
        }
    }
}
