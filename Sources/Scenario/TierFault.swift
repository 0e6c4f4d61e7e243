// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Says of a list of tiers what keeps it from being a schedule.
struct TierFault {
    private let error: TierError

    init(_ error: TierError) { self.error = error }

    func note(_ list: Field, _ items: [Field]) {
        switch error {
        case .empty:
            list.note("there is no tier", "give at least one, the last without 'to'")
        case .ends:
            items.last?.note(
                "the last tier ends, and what lies beyond has no price", "leave 'to' out there")
        case .endless(let index):
            items[index].note("this tier has no end, and others follow", "say 'to' how many units")
        case .notRising(let index):
            items[index].note(
                "the tier ends where no unit is in it", "let 'to' rise from tier to tier, above 0")
        }
    }
}
