// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `migration`: what it takes to send transactions to another chain.
struct MigrationReader {
    static let key = "migration"

    let names: Names

    func read(_ field: Field) -> Migration? {
        let keys = [
            "chain", "to", "effort", "one-off", "liquidity", "cost of capital", "discount rate",
            "bridge", "rpc", "months", "growth", "base fee", "data",
        ]
        guard let map = field.map(keys) else { return nil }
        let chain = map["chain"].optional { $0.component(names, [.chain]) }
        let targets = map.required("to").flatMap(targets)
        let effort = map["effort"].optional { $0.uncertain { $0.amount() } }
        let oneOff = map["one-off"].optional { $0.amount() }
        let liquidity = map["liquidity"].optional { $0.amount() }
        let capital = map["cost of capital"].optional { $0.quantity(YearlyRate.self) }
        let discount = map["discount rate"].optional { $0.quantity(YearlyRate.self) }
        let bridge = map["bridge"].optional { $0.money(per: .month) }
        let rpc = map["rpc"].optional { $0.money(per: .month) }
        let months = map["months"].optional { $0.count(Migration.horizons) }
        let growth = map["growth"].optional { $0.uncertain { $0.quantity(Growth.self) } }
        let baseFee = map["base fee"].optional { $0.uncertain { $0.price() } }
        let data = map["data"].optional { $0.quantity(Bytes.self) }
        guard let chain, let targets, let effort, let oneOff, let liquidity, let capital,
            let discount, let bridge, let rpc, let months, let growth, let baseFee, let data
        else { return nil }
        return Migration(
            chain: chain, targets: targets, effort: effort, oneOff: oneOff, liquidity: liquidity,
            costOfCapital: capital, discountRate: discount, bridge: bridge, rpc: rpc,
            months: months, growth: growth, baseFee: baseFee, data: data)
    }

    private func targets(_ field: Field) -> [Migration.Target]? {
        let targets = all(
            field.names("a map of chains, such as {base: {file: ../chains/base.yaml}}")?
                .named("chain").map { name, field in target(name, field) })
        guard let targets else { return nil }
        guard !targets.isEmpty else {
            field.note(
                "no layer 2 is named", "name one, such as {base: {file: ../chains/base.yaml}}")
            return nil
        }
        return targets
    }

    private func target(_ name: String, _ field: Field) -> Migration.Target? {
        guard let map = field.map(["file", "component", "prices at", "rpc", "posting"]) else {
            return nil
        }
        let file = map.required("file")?.text("the path of a file with the chain")
        let component = map["component"].optional { $0.text("the name of the chain there") }
        let stated = map["prices at"].optional { $0.price() }
        let rpc = map["rpc"].optional { $0.money(per: .month) }
        let posting = map["posting"].optional { $0.money(per: .month) }
        guard file != nil, component != nil, let stated, let rpc, let posting else { return nil }
        return Migration.Target(name: name, statedAt: stated, rpc: rpc, posting: posting)
    }
}

extension Field {
    /// Money that is not negative.
    fileprivate func amount() -> Money? {
        guard let amount = quantity(Money.self) else { return nil }
        guard amount >= .zero else {
            note(
                "\(quoted("\(amount)")) is negative", "write an amount of 0 USD or more",
                value: "\(amount)")
            return nil
        }
        return amount
    }

    /// A price of gas above zero.
    fileprivate func price() -> WeiPerGas? {
        guard let price = quantity(WeiPerGas.self) else { return nil }
        guard price > .zero, price <= BlockRules.highestPrice else {
            note(
                "\(quoted("\(price)")) is out of range",
                "write a price above 0 wei and at most \(BlockRules.highestPrice)",
                value: "\(price)")
            return nil
        }
        return price
    }

    /// One value that is known, or a range.
    fileprivate func uncertain<Value>(_ read: (Field) -> Value?) -> Uncertain<Value>? {
        guard case .map = node.value else {
            return read(self).map { Uncertain(certain: $0) }
        }
        return range(read)
    }

    private func range<Value>(_ read: (Field) -> Value?) -> Uncertain<Value>? {
        guard let map = map(["low", "mid", "high"]) else { return nil }
        let low = map.required("low").flatMap(read)
        let mid = map.required("mid").flatMap(read)
        let high = map.required("high").flatMap(read)
        guard let low, let mid, let high else { return nil }
        guard low <= mid, mid <= high else {
            note(
                "low, mid and high do not ascend",
                "order them: one case in ten lies below low, one in ten above high")
            return nil
        }
        return Uncertain(low: low, mid: mid, high: high)
    }
}
