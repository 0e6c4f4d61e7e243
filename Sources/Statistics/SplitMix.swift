// SPDX-License-Identifier: GPL-3.0-or-later

/// The 64-bit mixer under every random stream here: integers only, so the same on every machine.
///
/// Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014;
/// constants: D. Stafford, Better Bit Mixing, 2011, variant 13.
public enum SplitMix {
    /// 2^64 / φ, odd: the step of a counter between two draws.
    @inlinable public static var golden: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    /// A bijection of 64-bit words in which each bit of the input flips each bit of the output
    /// with probability near one half.
    @inlinable @inline(__always)
    public static func mix(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A uniform fraction in the open interval (0, 1), symmetric about one half.
    ///
    /// u = (top 52 bits + 1/2) / 2^52. With 53 bits the largest value would round to 1, which no
    /// logarithm or inverse of a distribution function can take.
    @inlinable @inline(__always)
    public static func unitOpen(_ bits: UInt64) -> Double {
        (Double(Int64(bitPattern: bits >> 12)) + 0.5) * 0x1p-52
    }
}
