// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// Reads a component of kind chain: the price of gas, or how blocks are made and who else uses
/// them.
struct ChainReader {
    /// What steps need to know of a chain before it is read.
    struct Wallets {
        var accounts: [String] = [ChainAccount.platform.name]
        var tip = WeiPerGas.zero
    }

    private static let ofNetwork = [
        "blocks", "others", "confirmations", "finality", "posting", "withdrawal", "data fee",
        "accounts", "tip",
    ]

    /// Where the run begins in the week, for the shape of others' demand.
    let start: WeekTime

    /// By component; empty ones for all that is no chain.
    static func wallets(_ field: Field) -> [Wallets] {
        guard let components = field.names("a map of components") else { return [] }
        return components.named("component").map { _, component in
            guard case .map = component.node.value, let map = component.names("a component") else {
                return Wallets()
            }
            var wallets = Wallets()
            if let accounts = map["accounts"].flatMap({ accounts($0) }) {
                wallets.accounts = accounts.map(\.name)
            }
            wallets.tip = map["tip"]?.quantity(WeiPerGas.self) ?? .zero
            return wallets
        }
    }

    func read(_ field: Field) -> ComponentKind? {
        // Its gas has a price of its own, and its transactions have their volumes.
        let keys = ["gas price", "ether price", "transactions", "kind", "layer"] + Self.ofNetwork
        guard let map = field.map(keys) else { return nil }
        let gasPrice = map["gas price"].optional { $0.quantity(WeiPerGas.self) }
        let etherPrice = map.required("ether price").flatMap { $0.money(per: .ether) }
        let transactions = map["transactions"].or([ChainTransaction](), self.transactions)
        let network = network(map)
        guard isWhole(map), let gasPrice, let etherPrice, let transactions, let network else {
            return nil
        }
        return .chain(
            ChainSettings(
                gasPrice: gasPrice, etherPrice: etherPrice, transactions: transactions,
                network: network))
    }

    /// Whether it has what it needs and nothing that needs what it has not.
    private func isWhole(_ map: MapReader) -> Bool {
        let hasBlocks = map.has("blocks")
        if !hasBlocks, let lone = Self.ofNetwork.compactMap({ map[$0] }).first {
            lone.note(
                at: lone.keyPlace, "this is said of blocks, and the chain has none",
                "add 'blocks', or leave it out")
            return false
        }
        // Transactions at stated volumes are priced by it.
        if !map.has("gas price"), !hasBlocks || map.has("transactions") {
            map.noteMissing("gas price")
            return false
        }
        return true
    }

    private func transactions(_ field: Field) -> [ChainTransaction]? {
        all(
            field.names("a map of transactions")?.named("transaction").map { name, field in
                let map = field.map(["gas", "volume"])
                let gas = map?.required("gas")?.gas()
                let volume = map?.required("volume")?.quantity(Volume.self)
                guard let gas, let volume else { return nil }
                return ChainTransaction(name: name, gas: gas, volume: volume)
            })
    }

    /// The outer nil says that it is wrong, the inner that there is none.
    private func network(_ map: MapReader) -> ChainNetwork?? {
        let blocks = map["blocks"].optional { BlockReader().read($0) }
        let others = map["others"].optional { OtherDemandReader(start: start).read($0) }
        let confirmations = map["confirmations"].optional {
            $0.count(ChainNetwork.confirmationCounts)
        }
        let finality = map["finality"].optional { $0.distribution() }
        let posting = map["posting"].optional {
            $0.time(
                ChainNetwork.postingIntervals.lowerBound, ChainNetwork.postingIntervals.upperBound)
        }
        let withdrawal = map["withdrawal"].optional { $0.distribution() }
        let dataFee = map["data fee"].optional { DataFeeReader().read($0) }
        let accounts = map["accounts"].or([.platform]) { Self.accounts($0) }
        let tip = map["tip"].or(.zero) { $0.quantity(WeiPerGas.self) }
        guard let blocks, let others, let confirmations, let finality, let posting,
            let withdrawal, let dataFee, let accounts, tip != nil
        else { return nil }
        return .some(
            blocks.map {
                ChainNetwork(
                    blocks: $0, others: others, confirmations: confirmations, finality: finality,
                    posting: posting, withdrawal: withdrawal, dataFee: dataFee,
                    accounts: accounts)
            })
    }

    private static func accounts(_ field: Field) -> [ChainAccount]? {
        let accounts = all(
            field.names("a map such as {platform: 4}")?.named("account").map { name, field in
                field.count(1...ChainAccount.mostKeys).map { ChainAccount(name: name, count: $0) }
            })
        guard let accounts else { return nil }
        for account in accounts where account.name == SubmitReader.users {
            field.note(
                "'\(account.name)' stands for accounts that are not the platform's",
                "give the account another name", value: account.name)
            return nil
        }
        guard !accounts.isEmpty else {
            field.note("there are no accounts", "give at least one, such as {platform: 1}")
            return nil
        }
        return accounts
    }
}

/// Reads `blocks` of a chain.
struct BlockReader {
    private enum Pricing: String, CaseIterable {
        case baseFee = "base fee"
        case constant, backlog, given
    }

    func read(_ field: Field) -> BlockRules? {
        let keys = [
            "every", "gas limit", "missed", "order", "flashblocks", "transaction limit", "expiry",
            "pricing", "base fee", "elasticity", "denominator", "least base fee", "targets",
            "prices",
        ]
        guard let map = field.map(keys) else { return nil }
        let interval = map.required("every")?.time(
            BlockRules.intervals.lowerBound, BlockRules.intervals.upperBound)
        let gasLimit = map.required("gas limit")?.gas()
        let missed = map["missed"].or(.zero) { $0.share() }
        let order = map["order"].or(.tip) { $0.choice(BlockRules.Order.self) }
        let flashblock = map["flashblocks"].optional {
            $0.time(.milliseconds(1), BlockRules.intervals.upperBound)
        }
        let transactionLimit = map["transaction limit"].optional { $0.gas() }
        let lifetime = map["expiry"].or(BlockRules.usualLifetime) {
            $0.time(BlockRules.lifetimes.lowerBound, BlockRules.lifetimes.upperBound)
        }
        let pricing = pricing(map)
        guard let interval, let gasLimit, let missed, let order, let flashblock,
            let transactionLimit, let lifetime, let pricing,
            let parts = parts(of: interval, flashblock, map)
        else { return nil }
        return BlockRules(
            interval: interval, missed: missed, gasLimit: gasLimit, pricing: pricing, order: order,
            parts: parts, transactionLimit: transactionLimit, lifetime: lifetime)
    }

    private func parts(
        of interval: SimTime, _ flashblock: SimTime?, _ map: MapReader
    ) -> Int? {
        guard let flashblock else { return 1 }
        let (count, rest) = interval.nanoseconds.quotientAndRemainder(
            dividingBy: flashblock.nanoseconds)
        if rest == 0, let parts = Int(exactly: count), BlockRules.parts.contains(parts) {
            return parts
        }
        map["flashblocks"]?.note(
            "a block of \(interval) is no whole number of flashblocks of \(flashblock)",
            "write a time of which 1 to 100 make a block", value: "\(flashblock)")
        return nil
    }

    private func pricing(_ map: MapReader) -> GasPricing? {
        let kind = map["pricing"].or(Pricing.baseFee) { $0.choice(Pricing.self) }
        let price = map["base fee"].optional { $0.quantity(WeiPerGas.self) }
        let usual = BaseFeeRule.ethereum
        let elasticity = map["elasticity"].or(Int64(usual.elasticity)) { $0.whole(1...1_000) }
        let denominator = map["denominator"].or(Int64(usual.denominator)) {
            $0.whole(1...1_000_000)
        }
        let least = map["least base fee"].optional { $0.quantity(WeiPerGas.self) }
        let targets = map["targets"].optional(self.targets)
        let prices = map["prices"].optional(self.prices)
        guard let kind, let price, let elasticity, let denominator, let least, let targets,
            let prices, isFitting(map, kind)
        else { return nil }
        switch kind {
        case .constant: return price.map { .constant($0) }
        case .given: return prices.map { .given($0) }
        case .backlog:
            guard let targets, let least else { return nil }
            return .backlog(.constrained(targets, minimum: least))
        case .baseFee:
            let rule = try? BaseFeeRule(
                elasticity: UInt64(elasticity), denominator: UInt64(denominator),
                minimum: least ?? .zero)
            guard let rule, let price else { return nil }
            return .following(rule, from: price)
        }
    }

    /// Whether all keys are there that the kind of pricing needs, and none that it has no use for.
    private func isFitting(_ map: MapReader, _ kind: Pricing) -> Bool {
        let (needed, foreign): ([String], [String]) =
            switch kind {
            case .baseFee: (["base fee"], ["targets", "prices"])
            case .constant:
                (
                    ["base fee"],
                    ["elasticity", "denominator", "least base fee", "targets", "prices"]
                )
            case .backlog:
                (
                    ["least base fee", "targets"],
                    ["elasticity", "denominator", "base fee", "prices"]
                )
            case .given:
                (
                    ["prices"],
                    ["elasticity", "denominator", "base fee", "least base fee", "targets"]
                )
            }
        return map.fits(needed: needed, foreign: foreign, with: "pricing: \(kind.rawValue)")
    }

    private func targets(_ field: Field) -> [ArbitrumGasConstraint]? {
        let items = field.items("a list such as [{gas: 60000000, window: 9s}]")
        let targets = all(
            items?.map { item -> ArbitrumGasConstraint? in
                let map = item.map(["gas", "window"])
                let gas = map?.required("gas")?.gas()
                let window = map?.required("window")?.time(.seconds(1), .days(366))
                guard let gas, let window else { return nil }
                do {
                    return try ArbitrumGasConstraint(
                        targetPerSecond: gas,
                        windowSeconds: UInt64(window.nanoseconds / 1_000_000_000))
                } catch {
                    item.note("\(error)", "write more gas a second")
                    return nil
                }
            })
        guard let targets else { return nil }
        guard (1...16).contains(targets.count) else {
            field.note("these are \(targets.count) targets", "give 1 to 16")
            return nil
        }
        return targets
    }

    private func prices(_ field: Field) -> [GasPricing.Point]? {
        let prices = all(
            field.items("a list such as [{at: 0s, price: 2 gwei}]")?.map {
                item -> GasPricing.Point? in
                let map = item.map(["at", "price"])
                let time = map?.required("at")?.quantity(SimTime.self)
                let price = map?.required("price")?.quantity(WeiPerGas.self)
                guard let time, let price else { return nil }
                return GasPricing.Point(time: time, price: price)
            })
        if let prices, prices.first?.time != .zero {
            field.note("the first price is not that of the beginning", "begin with at: 0s")
            return nil
        }
        return prices
    }
}

extension MapReader {
    /// A key is not there that others ask for; by itself it may be left out.
    func noteMissing(_ key: String) {
        whole.note(at: whole.keyPlace, "'\(key)' is needed here", "add it")
    }

    /// Whether all keys are there that a choice such as `rules: arbitrum` needs, and none that it
    /// has no use for; notes what is not so.
    func fits(needed: [String], foreign: [String], with choice: String) -> Bool {
        for key in foreign {
            guard let other = self[key] else { continue }
            other.note(
                at: other.keyPlace, "'\(key)' has no meaning with \(choice)", "leave it out",
                value: key)
            return false
        }
        let missing = needed.filter { !has($0) }
        for key in missing { noteMissing(key) }
        return missing.isEmpty
    }
}
