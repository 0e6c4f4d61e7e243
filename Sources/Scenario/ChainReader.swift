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
        /// The most gas of one transaction; absent where the chain says none.
        var transactionLimit: Gas?
    }

    private static let ofNetwork = [
        "blocks", "others", "confirmations", "finality", "posting", "withdrawal", "data fee",
        "blobs", "accounts", "tip",
    ]

    let names: Names

    /// Where the run begins in the week, for the shape of others' demand.
    let start: WeekTime
    /// The CSV file that its prices name.
    let prices: TraceFile?
    /// How long the run is; nil where that is wrong.
    let length: SimTime?

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
            if let blocks = map["blocks"], case .map = blocks.node.value,
                let blocks = blocks.names("blocks")
            {
                let limit = blocks["transaction limit"] ?? blocks["gas limit"]
                wallets.transactionLimit = limit?.gas()
            }
            return wallets
        }
    }

    func read(_ field: Field) -> ComponentKind? {
        // Its gas has a price of its own, and its transactions have their volumes.
        let keys =
            ["gas price", "ether price", "transactions", "kind", "layer", "tags"]
            + Self.ofNetwork
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
        let blocks = map["blocks"].optional { BlockReader(prices: prices, length: length).read($0) }
        let others = map["others"].optional { OtherDemandReader(start: start).read($0) }
        let confirmations = map["confirmations"].optional {
            $0.count(ChainNetwork.confirmationCounts)
        }
        let finality = map["finality"].optional { $0.distribution() }
        let posting = map["posting"].optional { PostingReader(names: names).read($0) }
        let withdrawal = map["withdrawal"].optional { $0.distribution() }
        let dataFee = map["data fee"].optional { DataFeeReader(names: names).read($0) }
        let blobs = map["blobs"].optional { BlobReader(start: start).read($0) }
        let accounts = map["accounts"].or([.platform]) { Self.accounts($0) }
        let tip = map["tip"].or(.zero) { $0.quantity(WeiPerGas.self) }
        guard let blocks, let others, let confirmations, let finality, let posting,
            let withdrawal, let dataFee, let blobs, let accounts, tip != nil
        else { return nil }
        return .some(
            blocks.map {
                ChainNetwork(
                    blocks: $0, others: others, confirmations: confirmations, finality: finality,
                    posting: posting, withdrawal: withdrawal,
                    dataFee: dataFee?.fee, below: dataFee?.below, blobs: blobs,
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
