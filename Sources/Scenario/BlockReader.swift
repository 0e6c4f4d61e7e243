// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// Reads `blocks` of a chain.
struct BlockReader {
    /// The CSV file that its prices name.
    let prices: TraceFile?
    /// How long the run is; nil where that is wrong.
    let length: SimTime?

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

    /// From a file, or a list.
    private func prices(_ field: Field) -> [GasPricing.Point]? {
        if case .map = field.node.value {
            return PriceTraceReader(file: prices, length: length).read(field)
        }
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
