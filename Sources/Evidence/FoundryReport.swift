// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The output of `forge test --gas-report --json`: contracts, their deployment, and the calls of
/// their functions.
enum FoundryReport {
    static func read(_ bytes: [UInt8]) throws(EvidenceError) -> GasRecord {
        let value: JSONValue
        do {
            value = try JSONReader.value(bytes)
        } catch {
            throw .badLine(
                line: error.line, column: error.column, text: "", reason: error.reason)
        }
        let contracts = try elements(of: value)
        // A contract's name is enough where no other file has one of that name.
        let short = contracts.map { $0.name.split(separator: ":").last.map(String.init) ?? "" }
        var measurements: [GasMeasurement] = []
        for (contract, name) in zip(contracts, short) {
            let isUnique = short.count { $0 == name } == 1
            try measure(contract, as: isUnique ? name : contract.name, &measurements)
        }
        return try GasRecord(measurements)
    }

    private struct Contract {
        let name: String
        let path: String
        let members: [JSONMember]
    }

    private static func elements(of value: JSONValue) throws(EvidenceError) -> [Contract] {
        guard case .array(let elements) = value else {
            throw fault("", "an array of contracts", value)
        }
        var contracts: [Contract] = []
        for (index, element) in elements.enumerated() {
            let path = "[\(index)]"
            guard case .object(let members) = element else {
                throw fault(path, "an object", element)
            }
            let name = try member("contract", of: members, path)
            guard case .string(let name) = name else {
                throw fault(path + ".contract", "a string", name)
            }
            contracts.append(Contract(name: name, path: path, members: members))
        }
        return contracts
    }

    private static func measure(
        _ contract: Contract, as name: String, _ measurements: inout [GasMeasurement]
    ) throws(EvidenceError) {
        let deployment = contract.members.first { $0.key == "deployment" }?.value
        if case .object(let members) = deployment {
            let gas = try gas("gas", of: members, contract.path + ".deployment")
            // Foundry reports 0 where no test deploys it.
            if gas > .zero {
                measurements.append(
                    GasMeasurement(name: "\(name):deployment", gas: gas, basis: .single))
            }
        }
        let functions = try member("functions", of: contract.members, contract.path)
        guard case .object(let functions) = functions else {
            throw fault(contract.path + ".functions", "an object", functions)
        }
        for function in functions.sorted(by: { $0.key < $1.key }) {
            let path = contract.path + ".functions.\(function.key)"
            guard case .object(let calls) = function.value else {
                throw fault(path, "an object", function.value)
            }
            measurements.append(
                GasMeasurement(
                    name: "\(name):\(function.key)", gas: try gas("mean", of: calls, path),
                    basis: .mean))
        }
    }

    private static func member(
        _ key: String, of members: [JSONMember], _ path: String
    ) throws(EvidenceError) -> JSONValue {
        guard let member = members.first(where: { $0.key == key }) else {
            throw .badJSON(
                path: path, reason: "there is no '\(key)'; expected \(expectation)")
        }
        return member.value
    }

    private static func gas(
        _ key: String, of members: [JSONMember], _ path: String
    ) throws(EvidenceError) -> Gas {
        let value = try member(key, of: members, path)
        guard case .number(let number) = value, let units = UInt64(exactly: number),
            units <= 1 << 53
        else { throw fault("\(path).\(key)", "a whole number of gas up to 2^53", value) }
        return Gas(units)
    }

    private static let expectation = "the output of 'forge test --gas-report --json'"

    private static func fault(
        _ path: String, _ expected: String, _ found: JSONValue
    ) -> EvidenceError {
        .badJSON(
            path: path, reason: "\(found.kind), where \(expectation) has \(expected)")
    }
}
