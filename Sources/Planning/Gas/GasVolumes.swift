// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Evidence
import Model
import Quantities

/// How often the functions of contracts are called, and what their gas costs, as a scenario says.
public struct GasVolumes: Sendable {
    private let chain: ChainSettings
    private let hoursPerMonth: Int64
    /// By transaction, the function that it calls, where that was said.
    private let functions: [String: String]

    /// - Parameter functions: the names of functions by that of a transaction; a transaction that
    ///   is not among them calls the function of its own name, or that name without test_.
    public init(chain: ChainSettings, hoursPerMonth: Int64, functions: [String: String]) {
        self.chain = chain
        self.hoursPerMonth = hoursPerMonth
        self.functions = functions
    }

    func cost(
        _ measurement: GasMeasurement, _ before: Gas?, _ after: Gas?
    ) throws(QuantityError) -> GasDiff.Cost? {
        guard let transaction = chain.transactions.first(where: { calls($0, measurement) })
        else { return nil }
        let old = try cost(before ?? .zero, transaction.volume)
        let new = try cost(after ?? .zero, transaction.volume)
        return GasDiff.Cost(
            transaction: transaction.name, volume: transaction.volume, before: old, after: new,
            difference: try new - old)
    }

    /// Transactions that no measurement is of.
    func unmatched(among measurements: [GasMeasurement]) -> [String] {
        chain.transactions.filter { transaction in
            !measurements.contains { calls(transaction, $0) }
        }.map(\.name)
    }

    private func cost(_ gas: Gas, _ volume: Volume) throws(QuantityError) -> Money {
        let month = ExactDecimal(hoursPerMonth)
        let count = try volume.quantity(
            inHours: month, hoursPerMonth: month, rounding: .halfEven)
        return try chain.cost(of: gas, times: count)
    }

    /// Whether a transaction of the scenario calls that function.
    private func calls(_ transaction: ChainTransaction, _ measurement: GasMeasurement) -> Bool {
        if let function = functions[transaction.name] {
            return function == measurement.name || function == measurement.function
        }
        return Self.plain(transaction.name) == Self.plain(measurement.function)
            || transaction.name == measurement.name
    }

    /// Letters and digits in lower case, without the word of a test before them.
    private static func plain(_ name: some StringProtocol) -> String {
        var words = Substring(name)
        for prefix in ["testFuzz_", "test_", "testGas_"] where words.hasPrefix(prefix) {
            words = words.dropFirst(prefix.count)
        }
        return String(words.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
