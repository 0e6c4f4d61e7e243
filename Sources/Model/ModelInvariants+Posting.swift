// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

// What must hold of chains that have something to do with another: that post to it, or follow its
// prices; and of the blobs that a chain takes.
extension ModelInvariants {
    func checkPosting(
        of network: ChainNetwork, _ id: ComponentID, at path: String
    ) throws(ModelError) {
        if let posting = network.posting {
            try check(
                posting.interval, Posting.intervals, "the time between two batches",
                at: path + ".posting")
        }
        if let carriage = network.posting?.carriage {
            try check(carriage, of: id, at: path + ".posting")
        }
        if let below = network.below {
            let target = try otherChain(below, than: id, at: path + ".data fee.l1")
            guard case .opStack(let price, _) = network.dataFee else {
                throw outOfRange(
                    "the rule of the data fee", "another", "op-stack where it follows a chain",
                    at: path + ".data fee")
            }
            if target.blobs == nil, price.blobBaseFee == .zero, price.blobBaseFeeScalar > 0 {
                throw ModelError(
                    path: path + ".data fee.l1",
                    fault: .missingPart(component: model.component(below).name, key: "blobs"))
            }
        }
        if let blobs = network.blobs { try check(blobs, at: path + ".blobs") }
    }

    private func check(
        _ carriage: BatchCarriage, of id: ComponentID, at path: String
    ) throws(ModelError) {
        let target = try otherChain(carriage.chain, than: id, at: path + ".to")
        let name = model.component(carriage.chain).name
        if carriage.medium == .blobs, target.blobs == nil {
            throw ModelError(
                path: path + ".to", fault: .missingPart(component: name, key: "blobs"))
        }
        guard carriage.data >= .zero, carriage.data <= BatchCarriage.mostData else {
            throw outOfRange(
                "the data of a batch", carriage.data, "at most \(BatchCarriage.mostData)",
                at: path + ".data")
        }
        guard carriage.tip <= BlockRules.highestPrice else {
            throw outOfRange(
                "the tip", carriage.tip, "at most \(BlockRules.highestPrice)", at: path + ".tip")
        }
        let limit = target.blocks.transactionLimit
        let needed = try? carriage.gas(carrying: BatchCarriage.mostCalldata)
        guard let needed, needed <= limit else {
            let cargo =
                carriage.medium == .blobs
                ? "blobs" : "\(BatchCarriage.mostCalldata / 1_000) kB of a batch"
            throw outOfRange(
                "the gas of a transaction with \(cargo)",
                needed.map { "\($0)" } ?? "more than 2^64",
                "at most \(limit), what one transaction may use on '\(name)'", at: path + ".gas")
        }
    }

    /// A chain with blocks, and not this one.
    private func otherChain(
        _ id: ComponentID, than own: ComponentID, at path: String
    ) throws(ModelError) -> ChainNetwork {
        guard model.components.indices.contains(id.index) else {
            throw ModelError(path: path, fault: .unknownReference(what: "component"))
        }
        let component = model.component(id)
        guard case .chain(let chain) = component.kind else {
            throw ModelError(
                path: path, fault: .wrongKind(component: component.name, needed: "chain"))
        }
        guard let network = chain.network else {
            throw ModelError(
                path: path, fault: .missingPart(component: component.name, key: "blocks"))
        }
        guard id != own else {
            throw outOfRange("the chain", component.name, "another one", at: path)
        }
        return network
    }

    private func check(_ blobs: BlobPricing, at path: String) throws(ModelError) {
        let price: WeiPerGas
        switch blobs {
        case .constant(let constant): price = constant
        case .following(_, let initial, let others):
            price = initial
            if let others { try check(others, at: path + ".others") }
        }
        guard price <= BlockRules.highestPrice else {
            throw outOfRange(
                "the price of blob gas", price, "at most \(BlockRules.highestPrice)",
                at: path + ".base fee")
        }
    }
}
