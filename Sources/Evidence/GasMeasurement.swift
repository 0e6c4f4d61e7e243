// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Gas that one function of a contract, its deployment, or one test was seen to use.
public struct GasMeasurement: Sendable, Equatable {
    /// Such as `Settlement:settle(uint256)`, without the path of the source file.
    public let name: String
    public let gas: Gas
    public let basis: Basis

    /// What of several calls the gas is.
    public enum Basis: String, Sendable, CaseIterable {
        case single = "one call"
        case mean = "mean of the calls"
        /// Of the runs of a fuzz test, as Foundry itself compares them.
        case median = "median of the runs"
    }

    public init(name: String, gas: Gas, basis: Basis) {
        self.name = name
        self.gas = gas
        self.basis = basis
    }

    /// `settle` of `Settlement:settle(uint256)`.
    public var function: Substring {
        let own = name.split(separator: ":", maxSplits: 1).last ?? ""
        return own.prefix { $0 != "(" }
    }
}

/// What one run of a project's tests measured, in the order of its file; names differ.
public struct GasRecord: Sendable, Equatable {
    public static let largestFile = 64 << 20

    public let measurements: [GasMeasurement]
    /// Tests of invariants, of which Foundry records no gas.
    public let withoutGas: Int

    init(_ measurements: [GasMeasurement], withoutGas: Int = 0) throws(EvidenceError) {
        var names: Set<String> = []
        for measurement in measurements where !names.insert(measurement.name).inserted {
            throw .duplicate(name: measurement.name)
        }
        guard !measurements.isEmpty else { throw .empty(expected: Self.expectation) }
        self.measurements = measurements
        self.withoutGas = withoutGas
    }

    private static let expectation =
        "a .gas-snapshot of 'forge snapshot', or the output of 'forge test --gas-report --json'"

    /// Reads what Foundry writes: a `.gas-snapshot`, or a gas report as JSON.
    public static func read(_ bytes: [UInt8]) throws(EvidenceError) -> GasRecord {
        try EvidenceError.refuseCompressed(bytes)
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let first = bytes.first(where: { !isSpace($0) }) else {
            throw .empty(expected: expectation)
        }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            return try FoundryReport.read(bytes)
        }
        return try FoundrySnapshot.read(bytes)
    }
}
