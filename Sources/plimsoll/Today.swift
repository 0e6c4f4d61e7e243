// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Quantities

/// What day it is: by the clock, or by the environment, so that a report can be made again with
/// the same bytes.
enum Today {
    /// In UTC. SOURCE_DATE_EPOCH, in seconds since 1970, stands for the clock where it is set
    /// (reproducible-builds.org).
    static var day: CalendarDay {
        let seconds = StandardStream.variable("SOURCE_DATE_EPOCH").flatMap(Int64.init) ?? now
        return CalendarDay(secondsSince1970: min(max(seconds, 0), 253_402_300_799))
    }

    private static var now: Int64 {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Int64(time.tv_sec)
    }
}
