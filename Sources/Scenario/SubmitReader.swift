// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads a step that sends a transaction to a chain.
struct SubmitReader {
    /// Who signs where it is not an account of the platform.
    static let users = "users"

    let names: Names
    /// By component.
    let wallets: [ChainReader.Wallets]

    func read(_ field: Field) -> Step? {
        let keys = [
            "submit", "gas", "each", "await", "tip", "cap", "highest cap", "from", "replace after",
            "defer", "data", "data each", "payer",
        ]
        guard let map = field.map(keys) else { return nil }
        let chain = map["submit"]?.component(names, [.chain])
        let gas = map.required("gas")?.gas()
        let each = map["each"].or(.zero) { $0.gas() }
        let awaits = map["await"].or(.nothing) { $0.choice(SubmitStep.Await.self) }
        let known =
            chain.flatMap { wallets.indices.contains($0.index) ? wallets[$0.index] : nil }
            ?? ChainReader.Wallets()
        let policy = policy(map, known)
        guard let chain, let gas, let each, let awaits, let policy else { return nil }
        return .submit(
            SubmitStep(chain: chain, gas: gas, gasEach: each, awaits: awaits, policy: policy))
    }

    private func policy(_ map: MapReader, _ known: ChainReader.Wallets) -> TransactionPolicy? {
        let tip = map["tip"].or(known.tip) { $0.quantity(WeiPerGas.self) }
        let multiple = map["cap"].or(TransactionPolicy.usual.capMultiple) {
            $0.number(TransactionPolicy.capMultiples)
        }
        let highest = map["highest cap"].optional { $0.quantity(WeiPerGas.self) }
        let signer = map["from"].or(.account(0)) { self.signer($0, known.accounts) }
        let replacement = map["replace after"].optional {
            $0.count(TransactionPolicy.replacementBlocks)
        }
        let hold = map["defer"].optional(self.hold)
        let data = map["data"].or(.zero) { $0.quantity(Bytes.self) }
        let dataEach = map["data each"].or(.zero) { $0.quantity(Bytes.self) }
        let payer = map["payer"].optional { $0.choice(TransactionPolicy.Payer.self) }
        guard let tip, let multiple, let highest, let signer, let replacement, let hold,
            let data, let dataEach, let payer
        else { return nil }
        return TransactionPolicy(
            tip: tip, capMultiple: multiple, highestCap: highest, signer: signer,
            replacement: replacement, hold: hold, data: data,
            dataEach: dataEach, payer: payer)
    }

    private func signer(_ field: Field, _ accounts: [String]) -> TransactionPolicy.Signer? {
        guard let place = field.reference(to: "account", in: accounts + [Self.users]) else {
            return nil
        }
        return place == accounts.count ? .user : .account(place)
    }

    private func hold(_ field: Field) -> TransactionPolicy.Hold? {
        guard let map = field.map(["above", "within"]) else { return nil }
        let above = map.required("above")?.quantity(WeiPerGas.self)
        let longest = map.required("within")?.time(
            .nanoseconds(1), TransactionPolicy.longestHold)
        guard let above, let longest else { return nil }
        return TransactionPolicy.Hold(above: above, longest: longest)
    }
}
