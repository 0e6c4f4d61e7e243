// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

extension ChaosModel {
    /// Chains whose blocks are simulated; a second one may post to the first and take its prices.
    mutating func addChains() throws {
        let first = ComponentID(components.count)
        for index in 0..<chance.pick([0, 0, 1, 2]) {
            let network = try network(below: index > 0 ? first : nil)
            add(
                "chain \(index)",
                .chain(
                    ChainSettings(
                        gasPrice: nil, etherPrice: .usd(2_000), transactions: [],
                        network: network)))
        }
    }

    private mutating func network(below: ComponentID?) throws -> ChainNetwork {
        let blocks = blocks()
        let dataFee = dataFee(blocks)
        var isOfOPStack = false
        if case .opStack = dataFee { isOfOPStack = true }
        return ChainNetwork(
            blocks: blocks, others: chance.maybe(60) { $0.others(blocks) },
            confirmations: chance.pick([1, 2, 12]), finality: try chance.law(),
            posting: Posting(
                every: .seconds(Int64(chance.pick([1, 1, 7]))),
                carriage: below.flatMap { below in
                    chance.maybe(70) { chance in
                        BatchCarriage(
                            to: below, in: chance.pick(BatchCarriage.Medium.allCases),
                            gas: Gas(chance.pick([0, 50_000])),
                            data: .bytes(Int64(chance.pick([0, 500, 900_000]))))
                    }
                }),
            withdrawal: try chance.law(), dataFee: dataFee,
            below: isOfOPStack && chance.happens(50) ? below : nil,
            blobs: chance.happens(50) ? .constant(.gwei(1)) : chance.blobs(),
            accounts: [
                ChainAccount(name: "hot", count: chance.pick([1, 3])),
                ChainAccount(name: "cold", count: 1),
            ])
    }

    private mutating func blocks() -> BlockRules {
        let parts = chance.pick([1, 1, 4])
        let isFirstCome = chance.happens(40)
        return BlockRules(
            interval: .milliseconds(Int64(chance.pick([40, 200, 1_000, 1_000, 4_000]))),
            missed: chance.pick([.zero, .zero, .percent(30)]),
            gasLimit: Gas(chance.pick([5_000_000, 5_000_000, 60_000_000])), pricing: pricing(),
            order: isFirstCome ? .firstCome : .tip, parts: parts,
            lifetime: chance.pick([.seconds(1), .seconds(5), .hours(3)]))
    }

    private mutating func pricing() -> GasPricing {
        guard let rule = try? BaseFeeRule(elasticity: 2, denominator: 8, minimum: .wei(7)),
            let target = try? ArbitrumGasConstraint(
                targetPerSecond: Gas(1_000_000), windowSeconds: 10)
        else { return .constant(.gwei(1)) }
        let choices: [GasPricing] = [
            .constant(.gwei(1)), .following(rule, from: .gwei(1)), .following(rule, from: .gwei(1)),
            .backlog(.constrained([target], minimum: .gwei(1))),
            .given([
                .init(time: .zero, price: .gwei(1)), .init(time: .seconds(2), price: .gwei(50)),
                .init(time: .seconds(6), price: .gwei(1)),
            ]),
        ]
        return chance.pick(choices)
    }

    private mutating func dataFee(_ blocks: BlockRules) -> DataFee? {
        let price = OPDataPrice(
            l1BaseFee: .gwei(1), blobBaseFee: .wei(3), baseFeeScalar: 5_000,
            blobBaseFeeScalar: 1_000_000)
        let fees: [DataFee?] = [
            nil, .opStack(price, operatorFee: nil),
            .opStack(price, operatorFee: .isthmus(scalar: 9, constant: Wei(1))),
            blocks.order == .firstCome ? .arbitrum(.gwei(1)) : nil,
        ]
        return chance.pick(fees)
    }

    /// A transaction to a chain with blocks, small enough for any batch.
    mutating func transaction() -> Step? {
        let chains = ids {
            if case .chain(let chain) = $0 { chain.network != nil } else { false }
        }
        guard !chains.isEmpty else { return nil }
        let policy = TransactionPolicy(
            tip: chance.pick([.zero, .gwei(1), .gwei(3)]), capMultiple: chance.pick([1, 2, 100]),
            highestCap: chance.maybe(30) { $0.pick([.gwei(1), .gwei(20)]) },
            signer: chance.pick([.account(0), .account(1), .user]),
            replacement: chance.maybe(40) { $0.pick([1, 3]) },
            hold: chance.maybe(40) { chance in
                .init(above: chance.pick([.zero, .gwei(2)]), longest: chance.time(to: 10))
            },
            data: .bytes(Int64(chance.pick([0, 100, 20_000]))),
            dataEach: .bytes(Int64(chance.pick([0, 500]))))
        return .submit(
            SubmitStep(
                chain: chance.pick(chains), gas: Gas(chance.pick([1, 21_000, 3_000_000])),
                gasEach: Gas(chance.pick([0, 10_000])),
                awaits: chance.pick(SubmitStep.Await.allCases), policy: policy))
    }

    /// Until gas is cheap on the first chain, if there is one.
    mutating func batchHold() -> BatchStep.Hold? {
        let chain = ids {
            if case .chain(let chain) = $0 { chain.network != nil } else { false }
        }.first
        return chain.map { BatchStep.Hold(chain: $0, above: .gwei(1), longest: .seconds(3)) }
    }
}

extension Chance {
    fileprivate mutating func others(_ blocks: BlockRules) -> OtherDemand {
        let filling = Double(blocks.gasLimit.units) / blocks.interval.seconds / 100_000
        return OtherDemand(
            rate: .perSecond(filling * pick([0.1, 0.6, 3])), gas: Gas(100_000),
            willingness: happens(30)
                ? .always : .elastic(reference: .gwei(1), exponent: pick([0.5, 2])),
            tips: [
                .init(tip: .gwei(2), share: .percent(30)), .init(tip: .zero, share: .percent(70)),
            ], variation: pick([.zero, .percent(50), .fraction(3)]))
    }

    fileprivate mutating func blobs() -> BlobPricing {
        let others = maybe(70) { chance in
            OtherDemand(
                rate: .perSecond(chance.pick([0.1, 5, 100])), gas: Gas(131_072),
                willingness: chance.happens(50)
                    ? .always : .elastic(reference: .gwei(1), exponent: 1),
                variation: chance.pick([.zero, .percent(80)]))
        }
        return .following(happens(50) ? .cancun : .bpo2, from: .wei(1), others: others)
    }
}
