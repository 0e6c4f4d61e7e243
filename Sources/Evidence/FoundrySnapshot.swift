// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities

/// A `.gas-snapshot`, a test a line (Foundry Book, "Gas snapshots"):
///
///     Vault:test_Deposit() (gas: 123456)
///     Vault:testFuzz_Deposit(uint256,address) (runs: 256, μ: 31000, ~: 31250)
///     Vault:invariant_Solvent() (runs: 256, calls: 3840, reverts: 12)
enum FoundrySnapshot {
    static func read(_ bytes: [UInt8]) throws(EvidenceError) -> GasRecord {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .badLine(line: 1, column: 1, text: "", reason: "the file is no UTF-8")
        }
        var measurements: [GasMeasurement] = []
        var withoutGas = 0
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            let reader = Line(line, number: index + 1)
            if let measurement = try reader.measurement() {
                measurements.append(measurement)
            } else {
                withoutGas += 1
            }
        }
        return try GasRecord(measurements, withoutGas: withoutGas)
    }

    private struct Line {
        let text: Substring
        let number: Int

        init(_ text: Substring, number: Int) {
            self.text = text
            self.number = number
        }

        /// Nil for a test of an invariant, which has no gas.
        func measurement() throws(EvidenceError) -> GasMeasurement? {
            // Signatures hold brackets and commas, so the line is read from its end.
            guard text.last == ")", let space = text.range(of: " (", options: .backwards) else {
                throw fault(text.startIndex, "expected 'Contract:test() (gas: 12345)'")
            }
            let name = String(text[..<space.lowerBound])
            guard name.contains(":"), name.last == ")" else {
                throw fault(
                    text.startIndex, "expected a contract, ':' and a test such as test_Mint()")
            }
            let fields = text[space.upperBound...].dropLast().split(separator: ",")
            var values: [String: String] = [:]
            for field in fields {
                let parts = field.split(separator: ":", maxSplits: 1)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                guard parts.count == 2 else {
                    throw fault(field.startIndex, "expected a name, ':' and a number")
                }
                values[parts[0]] = parts[1]
            }
            if let gas = values["gas"] {
                return GasMeasurement(
                    name: name, gas: try self.gas(gas, space.upperBound), basis: .single)
            }
            if let gas = values["~"] {
                return GasMeasurement(
                    name: name, gas: try self.gas(gas, space.upperBound), basis: .median)
            }
            guard values["calls"] != nil, values["reverts"] != nil else {
                throw fault(
                    space.upperBound,
                    "expected 'gas: N', 'runs: R, μ: N, ~: N' or"
                        + " 'runs: R, calls: N, reverts: N'")
            }
            return nil
        }

        private func gas(
            _ number: String, _ place: Substring.Index
        ) throws(EvidenceError) -> Gas {
            guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let units = UInt64(number)
            else {
                throw fault(
                    place, "'\(number)' is no whole number of gas up to \(UInt64.max)")
            }
            return Gas(units)
        }

        private func fault(_ place: Substring.Index, _ reason: String) -> EvidenceError {
            .badLine(
                line: number, column: text.distance(from: text.startIndex, to: place) + 1,
                text: String(text.prefix(80)), reason: reason)
        }
    }
}
