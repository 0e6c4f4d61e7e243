// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// Reads `data fee`: what a chain charges for what it posts to the chain below.
struct DataFeeReader {
    /// A rule, and the chain whose prices it follows.
    struct Charge {
        let fee: DataFee
        let below: ComponentID?
    }

    private enum Rules: String, CaseIterable {
        case opStack = "op-stack"
        case arbitrum
    }

    private enum OperatorRules: String, CaseIterable {
        case isthmus, jovian
    }

    private static let mostScalar: Int64 = 1_000_000_000_000

    private static let ofOPStack = [
        "base fee", "blob base fee", "base fee scalar", "blob base fee scalar", "operator scalar",
        "operator constant", "operator rules", "l1",
    ]

    let names: Names

    func read(_ field: Field) -> Charge? {
        guard let map = field.map(["rules", "unit price"] + Self.ofOPStack) else { return nil }
        let rules = map.required("rules")?.choice(Rules.self)
        let unitPrice = map["unit price"].optional { $0.quantity(WeiPerGas.self) }
        let below = map["l1"].optional { $0.component(names, [.chain]) }
        let price = price(map)
        let operatorFee = operatorFee(map)
        guard let rules, let unitPrice, let below, let price, let operatorFee,
            isFitting(map, rules)
        else { return nil }
        switch rules {
        case .arbitrum: return unitPrice.map { Charge(fee: .arbitrum($0), below: nil) }
        case .opStack:
            return Charge(fee: .opStack(price, operatorFee: operatorFee), below: below)
        }
    }

    /// What is not there is zero.
    private func price(_ map: MapReader) -> OPDataPrice? {
        let baseFee = map["base fee"].or(.zero) { $0.quantity(WeiPerGas.self) }
        let blobFee = map["blob base fee"].or(.zero) { $0.quantity(WeiPerGas.self) }
        let scalar = map["base fee scalar"].or(Int64(0)) { $0.whole(0...Self.mostScalar) }
        let blobScalar = map["blob base fee scalar"].or(Int64(0)) {
            $0.whole(0...Self.mostScalar)
        }
        guard let baseFee, let blobFee, let scalar, let blobScalar else { return nil }
        return OPDataPrice(
            l1BaseFee: baseFee, blobBaseFee: blobFee, baseFeeScalar: UInt64(scalar),
            blobBaseFeeScalar: UInt64(blobScalar))
    }

    /// The outer nil says that it is wrong, the inner that there is none.
    private func operatorFee(_ map: MapReader) -> OPOperatorFee?? {
        let rules = map["operator rules"].or(.jovian) { $0.choice(OperatorRules.self) }
        let perGas = map["operator scalar"].or(Int64(0)) { $0.whole(0...Self.mostScalar) }
        let constant = map["operator constant"].or(Wei.zero) { $0.quantity(Wei.self) }
        guard let rules, let perGas, let constant else { return nil }
        if perGas == 0, constant == .zero { return .some(nil) }
        switch rules {
        case .isthmus: return .isthmus(scalar: UInt64(perGas), constant: constant)
        case .jovian: return .jovian(scalar: UInt64(perGas), constant: constant)
        }
    }

    private func isFitting(_ map: MapReader, _ rules: Rules) -> Bool {
        switch rules {
        case .arbitrum:
            return map.fits(
                needed: ["unit price"], foreign: Self.ofOPStack, with: "rules: arbitrum")
        case .opStack:
            let scalars = ["base fee scalar", "blob base fee scalar"]
            guard map.has("l1") else {
                return map.fits(
                    needed: ["base fee", "blob base fee"] + scalars, foreign: ["unit price"],
                    with: "rules: op-stack")
            }
            return map.fits(
                needed: scalars, foreign: ["unit price", "base fee"],
                with: "'l1', whose prices these are")
        }
    }
}
