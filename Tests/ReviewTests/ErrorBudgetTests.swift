// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Review

@Suite("Error budget")
struct ErrorBudgetTests {
    /// By hand: of 1,000,000 requests at 99.9%, 1,000 may be bad.
    @Test(arguments: [
        (1_000_000, 250, 99.9, 0.25, true), (1_000_000, 1_000, 99.9, 1, true),
        (1_000_000, 1_001, 99.9, 1.001, false), (400, 20, 95, 1, true), (400, 21, 95, 1.05, false),
        (100, 5, 95, 1, true),
    ])
    func used(requests: Int, bad: Int, target: Double, used: Double, isMet: Bool) throws {
        let budget = ErrorBudget(
            name: "errors", days: 31, requests: requests, bad: bad, target: .percent(target))
        #expect(abs(try #require(budget.used).fraction - used) < 1e-9)
        #expect(budget.isMet == isMet)
    }

    @Test func nothingMayBeBad() {
        let budget = ErrorBudget(name: "errors", days: 1, requests: 9, bad: 0, target: .one)
        #expect(budget.used == nil)
        #expect(budget.isMet == true)
        let none = ErrorBudget(name: "errors", days: 0, requests: 0, bad: 0, target: .one)
        #expect(none.isMet == nil)
        #expect(none.good == nil)
    }
}
