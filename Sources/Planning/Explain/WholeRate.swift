// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A rate as a whole number of events, in the shortest period in which it is one: 100 a minute.
struct WholeRate {
    let count: Int
    let period: Period

    enum Period: String, CaseIterable {
        case second = "s"
        case minute = "min"
        case hour = "h"
        case day

        func rate(_ count: Int) -> Rate {
            switch self {
            case .second: .perSecond(Double(count))
            case .minute: .perMinute(Double(count))
            case .hour: .perHour(Double(count))
            case .day: .perDay(Double(count))
            }
        }

        /// How often it comes in one period, where that is a number at all.
        func count(_ rate: Rate) -> Int? {
            Int(exactly: (rate.perSecond / self.rate(1).perSecond).rounded())
        }
    }

    /// Nil where it is whole in no period.
    init?(_ rate: Rate) {
        for period in Period.allCases {
            guard let count = period.count(rate), count > 0, period.rate(count) == rate else {
                continue
            }
            self.count = count
            self.period = period
            return
        }
        return nil
    }
}
