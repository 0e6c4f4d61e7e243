// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

/// What one file charges in a month, and whether another file charges it too.
struct MonthBill {
    let name: String
    let currency: String
    let charges: [ForeignBill.Charge]
    /// How often each stands in it.
    private let counts: [ForeignBill.Charge: Int]

    /// So many charges that two bills share are no chance, where they are a tenth of the shorter.
    static let fewestShared = 3

    init(_ name: String, _ bill: ForeignBill, _ month: CalendarMonth) {
        self.name = name
        currency = bill.currency
        charges = bill.charges.filter { $0.month == month }
        counts = charges.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Throws where each charge of the shorter bill stands in the longer one, to the last digit, or
    /// so many do that the two were drawn from one account. Bills of two providers differ
    /// somewhere, and what costs nothing counts nothing twice.
    func check(besides known: MonthBill, _ month: CalendarMonth) throws(ReviewError) {
        let shorter = min(charges.count, known.charges.count)
        if shared(with: known, { _ in true }) == shorter {
            throw .sameCharges(
                first: known.name, second: name, month: month, charges: shorter)
        }
        let dear = shared(with: known) { $0.billed != .zero }
        guard dear >= Self.fewestShared, dear >= (shorter + 9) / 10,
            let example = charges.first(where: { known.counts[$0] != nil && $0.billed != .zero })
        else { return }
        throw .sharedCharges(
            first: known.name, second: name, month: month, charges: dear,
            example: words(of: example))
    }

    /// How many charges stand in both, each as often as it does in both.
    private func shared(
        with known: MonthBill, _ isCounted: (ForeignBill.Charge) -> Bool
    ) -> Int {
        counts.reduce(0) { sum, entry in
            isCounted(entry.key) ? sum + min(entry.value, known.counts[entry.key] ?? 0) : sum
        }
    }

    private func words(of charge: ForeignBill.Charge) -> String {
        [charge.service, charge.resource, charge.meter, charge.item].compactMap { $0 }
            .filter { !$0.isEmpty }.joined(separator: ", ") + ": \(charge.billed) \(currency)"
    }
}
