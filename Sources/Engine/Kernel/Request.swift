// SPDX-License-Identifier: GPL-3.0-or-later

/// A request in flight, or the source or user it comes from. 64 bytes, one cache line.
struct Request: BitwiseCopyable {
    /// When it arrived.
    var arrival: Int64 = 0
    /// When its present waiting or service began.
    var mark: Int64 = 0
    /// What its random draws are made from.
    var key: UInt64 = 0
    /// The keys of its lookup that are still to be filled, a bit each.
    var missing: UInt64 = 0
    /// The instruction it is at.
    var pc: Int32 = 0
    /// The next in the queue that it waits in, or of the free slots; -1 or anything for none.
    var next: Int32 = -1
    /// The station it waits for or is served by.
    var station: Int32 = 0
    var operation: Int32 = 0
    var source: Int32 = 0
    /// The user's number within its source; -1 for a request of an open source.
    var user: Int32 = -1
    /// How many requests its source or user has made.
    var serial: UInt64 = 0
}
