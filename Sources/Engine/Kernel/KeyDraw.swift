// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// A `KeySampler` as the kernel reads it: numbers and a pointer, because a reference that is taken
/// and given back at each command costs a twentieth of a run with a cache.
struct KeyDraw: BitwiseCopyable {
    let keys: Int
    /// Nil where all keys are alike.
    let positions: UnsafePointer<Double>?
    let stepBits: UInt64

    /// Key number `index` of a command whose draws start from `base`.
    @inline(__always)
    func key(_ index: UInt64, from base: UInt64) -> Int {
        key(SplitMix.mix(base &+ index &* SplitMix.golden))
    }

    /// The key that 64 uniform bits choose.
    @inline(__always)
    func key(_ bits: UInt64) -> Int {
        guard let positions else {
            let high = bits.multipliedFullWidth(by: UInt64(truncatingIfNeeded: keys)).high
            return Int(truncatingIfNeeded: high)
        }
        let step = Int(truncatingIfNeeded: bits &>> (64 &- stepBits))
        let rest = Int64(bitPattern: (bits &<< stepBits) &>> 12)
        let from = positions[step]
        let position = from + (positions[step &+ 1] - from) * (Double(rest) * 0x1p-52)
        // The last step ends at the number of keys itself, which rounding may just reach.
        return min(Int(position), keys &- 1)
    }
}
