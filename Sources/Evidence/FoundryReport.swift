// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The output of `forge test --gas-report --json`: contracts, their deployment, and the calls of
/// their functions.
enum FoundryReport {
    static func read(_ bytes: [UInt8]) throws(EvidenceError) -> GasRecord {
        let root = try JSONNode(bytes, origin: "the output of 'forge test --gas-report --json'")
        guard case .array = root.value else { throw root.fault("an array of contracts") }
        let contracts = try root.elements().map { (node: JSONNode) throws(EvidenceError) in
            (name: try node.member("contract").text(), node: node)
        }
        // A contract's name is enough where no other file has one of that name.
        let short = contracts.map { $0.name.split(separator: ":").last.map(String.init) ?? "" }
        var measurements: [GasMeasurement] = []
        for (contract, name) in zip(contracts, short) {
            let isUnique = short.count { $0 == name } == 1
            try measure(contract.node, as: isUnique ? name : contract.name, &measurements)
        }
        return try GasRecord(measurements)
    }

    private static func measure(
        _ contract: JSONNode, as name: String, _ measurements: inout [GasMeasurement]
    ) throws(EvidenceError) {
        if let deployment = try contract.optional("deployment"), case .object = deployment.value {
            let gas = try gas(deployment.member("gas"))
            // Foundry reports 0 where no test deploys it.
            if gas > .zero {
                measurements.append(
                    GasMeasurement(name: "\(name):deployment", gas: gas, basis: .single))
            }
        }
        let functions = try contract.member("functions").members()
        for (key, calls) in functions.sorted(by: { $0.key < $1.key }) {
            measurements.append(
                GasMeasurement(
                    name: "\(name):\(key)", gas: try gas(calls.member("mean")), basis: .mean))
        }
    }

    private static func gas(_ node: JSONNode) throws(EvidenceError) -> Gas {
        guard case .number(let number) = node.value, let units = UInt64(exactly: number),
            units <= 1 << 53
        else { throw node.fault("a whole number of gas up to 2^53") }
        return Gas(units)
    }
}
