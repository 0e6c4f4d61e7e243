// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Verification

/// Every system by four kinds of test: a known answer, a reduction, a law, a monotonicity.
@Suite struct SystemTableTests {
    static let rows =
        SystemRow.poisson + SystemRow.rules + SystemRow.chains + SystemRow.finance
        + SystemRow.general
        + SystemRow.disciplines
        + SystemRow.openNetworks + SystemRow.closedNetworks + SystemRow.outside

    /// A system cannot come without its row, nor a row outlive its system.
    @Test func everySystemHasItsRow() {
        let named = Self.rows.dropLast(SystemRow.outside.count).map(\.name)
        #expect(named.sorted() == SystemRegistry.systems.map { $0.name }.sorted())
        #expect(Set(Self.rows.map(\.name)).count == Self.rows.count)
    }

    /// Nor does a system of the file stay without its closed form, which the program would pass by.
    @Test func everySystemHasABuiltInAnswer() throws {
        let cases =
            try KnownCase.read(PackageResources.queueing_json)
            + KnownCase.read(PackageResources.fee_market_json)
            + KnownCase.read(PackageResources.finance_and_forecast_json)
        #expect(Set(cases.map(\.system)) == Set(SystemRegistry.systems.map { $0.name }))
    }

    @Test(arguments: rows) func knownAnswer(row: SystemRow) throws { try hold(row.known) }
    @Test(arguments: rows) func reduction(row: SystemRow) throws { try hold(row.reduction) }
    @Test(arguments: rows) func law(row: SystemRow) throws { try hold(row.law) }
    @Test(arguments: rows) func monotonicity(row: SystemRow) throws { try hold(row.monotonicity) }

    private func hold(_ checks: [Check]) throws {
        #expect(!checks.isEmpty)
        for check in checks {
            let finding = try check.find()
            #expect(finding.fault == nil, "\(check.label)")
        }
    }

    /// The table's own tools find what is wrong.
    @Test func plantedFaultsAreFound() throws {
        let wrong: [Finding] = [
            .equal(1, 1 + 1e-11), .equal(.nan, 1), .equal(1, .nan), .equal([], []),
            .equal([1], [1, 1]), .rising([1, 1]), .rising([2, 1]), .rising([1]),
            .rising([1, .nan]), .falling([1, 2]), .falling([1, 1]), .falling([]),
        ]
        #expect(wrong.allSatisfy { $0.fault != nil })
        let right: [Finding] = [.equal(-2, -2), .rising([1, 2]), .falling([2, 1, -1])]
        #expect(right.allSatisfy { $0.fault == nil })
        #expect(try Solved.mm1(1, 2)[.waitProbability].isNaN)
        #expect(try Solved.mm1(1, 2).states(3).isEmpty)
        #expect(throws: Solved.UnknownSystem.self) { try Solved("no such", []) }
    }
}
