// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Quantities

/// What day it is: by the clock, or by the environment, so that a report can be made again with
/// the same bytes.
enum Today {
    /// In UTC. SOURCE_DATE_EPOCH, in seconds since 1970, stands for the clock where it is set
    /// (reproducible-builds.org).
    static var day: CalendarDay {
        CalendarDay(secondsSince1970: min(max(seconds, 0), 253_402_300_799))
    }

    /// The same to the second. Throws after 2261.
    static var now: Timestamp {
        get throws(Failure) {
            guard let now = Timestamp(secondsSince1970: seconds) else { throw .clock(seconds) }
            return now
        }
    }

    private static var seconds: Int64 {
        StandardStream.variable("SOURCE_DATE_EPOCH").flatMap(Int64.init) ?? clock
    }

    private static var clock: Int64 {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Int64(time.tv_sec)
    }
}
