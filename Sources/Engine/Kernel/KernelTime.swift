// SPDX-License-Identifier: GPL-3.0-or-later

/// The longest time that one draw can take, 2^61 ns or 73 years.
private let longestDraw = 0x1p61

/// Later than any run ends, 219 years, and early enough that one more draw stays in range.
let farFuture: Int64 = 0x5FFF_FFFF_FFFF_FFFF

/// Rounds a drawn time, zero or more and finite, to the clock's nanoseconds.
@inline(__always)
func nanoseconds(_ time: Double) -> Int64 {
    if time < 0x1p51 { return briefNanoseconds(time) }
    return time < longestDraw ? Int64(time) : Int64(longestDraw)
}

/// Rounds a time of zero or more and less than 2^51 ns (26 days).
///
/// The sum with 2^52 + 2^51 has the whole number in its low bits: one addition, where a checked
/// conversion takes a dozen instructions.
@inline(__always)
func briefNanoseconds(_ time: Double) -> Int64 {
    let shift = 0x1.8p52
    assert(time >= 0 && time < 0x1p51)
    return Int64(bitPattern: (time + shift).bitPattern &- shift.bitPattern)
}

/// What lasts longer lasts for ever: 73 years, so that any time of a run and this do not overflow.
let longestPause: Int64 = 1 << 61
