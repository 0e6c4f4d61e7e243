// SPDX-License-Identifier: GPL-3.0-or-later

/// A short name for a text: the same text has the same, and two that differ hardly ever share one.
enum Digest {
    /// FNV-1a, 64 bits (Fowler, Noll and Vo, 1991), as 16 hexadecimal digits.
    static func of(_ texts: [String]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in Array(text.utf8) + [0] {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
