// SPDX-License-Identifier: GPL-3.0-or-later

/// School arithmetic on digits to the base 2^32, the least first.
enum Digits {
    /// Without leading zeros.
    static func trimmed(_ digits: [UInt32]) -> [UInt32] {
        let kept = digits.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        return kept == digits.count ? digits : Array(digits[..<kept])
    }

    static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var sum: [UInt32] = []
        sum.reserveCapacity(max(a.count, b.count) + 1)
        var carry: UInt64 = 0
        for index in 0..<max(a.count, b.count) {
            let left = index < a.count ? UInt64(a[index]) : 0
            let right = index < b.count ? UInt64(b[index]) : 0
            carry += left + right
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        sum.append(UInt32(carry))
        return sum
    }

    /// - Precondition: a >= b, both without leading zeros.
    static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var difference = a
        var borrow: Int64 = 0
        for index in a.indices {
            let right = index < b.count ? Int64(b[index]) : 0
            let digit = Int64(a[index]) - right - borrow
            difference[index] = UInt32(truncatingIfNeeded: digit)
            borrow = digit < 0 ? 1 : 0
        }
        return difference
    }

    static func product(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var product = [UInt32](repeating: 0, count: a.count + b.count)
        for (row, left) in a.enumerated() {
            var carry: UInt64 = 0
            for (column, right) in b.enumerated() {
                // At most (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
                carry += UInt64(left) * UInt64(right) + UInt64(product[row + column])
                product[row + column] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[row + b.count] = UInt32(carry)
        }
        return product
    }

    /// - Precondition: the divisor is not zero.
    static func divided(
        _ dividend: [UInt32], by divisor: UInt32
    ) -> (quotient: [UInt32], remainder: UInt32) {
        var quotient = dividend
        var remainder: UInt64 = 0
        for index in dividend.indices.reversed() {
            remainder = remainder << 32 | UInt64(dividend[index])
            quotient[index] = UInt32(remainder / UInt64(divisor))
            remainder %= UInt64(divisor)
        }
        return (quotient, UInt32(remainder))
    }

    /// The floor of the quotient, by long division (Knuth, The Art of Computer Programming 2,
    /// section 4.3.1, algorithm D).
    ///
    /// - Precondition: both without leading zeros; the divisor is not zero.
    static func quotient(_ dividend: [UInt32], by divisor: [UInt32]) -> [UInt32] {
        guard dividend.count >= divisor.count else { return [] }
        guard divisor.count > 1, let leading = divisor.last else {
            return divided(dividend, by: divisor[0]).quotient
        }
        // The divisor's leading bit is brought to the top, so that a guess from the two leading
        // digits is at most 2 too large.
        let shift = UInt32(leading.leadingZeroBitCount)
        let scaled = Array(shifted(divisor, by: shift)[..<divisor.count])
        var rest = shifted(dividend, by: shift)
        let places = dividend.count - divisor.count
        var quotient = [UInt32](repeating: 0, count: places + 1)
        for place in (0...places).reversed() {
            quotient[place] = step(&rest, scaled, at: place)
        }
        return quotient
    }

    /// One digit of the quotient, taken off the rest.
    private static func step(_ rest: inout [UInt32], _ divisor: [UInt32], at place: Int) -> UInt32 {
        let count = divisor.count
        let first = UInt64(divisor[count - 1])
        let second = UInt64(divisor[count - 2])
        let top = UInt64(rest[place + count]) << 32 | UInt64(rest[place + count - 1])
        var (guess, left) = top.quotientAndRemainder(dividingBy: first)
        while guess > UInt64(UInt32.max)
            || guess * second > left << 32 | UInt64(rest[place + count - 2])
        {
            guess -= 1
            left += first
            if left > UInt64(UInt32.max) { break }
        }
        var carry: UInt64 = 0
        var borrow: Int64 = 0
        for index in 0..<count {
            carry += guess * UInt64(divisor[index])
            let digit = Int64(rest[place + index]) - Int64(carry & 0xFFFF_FFFF) - borrow
            rest[place + index] = UInt32(truncatingIfNeeded: digit)
            borrow = digit < 0 ? 1 : 0
            carry >>= 32
        }
        let digit = Int64(rest[place + count]) - Int64(carry) - borrow
        rest[place + count] = UInt32(truncatingIfNeeded: digit)
        guard digit < 0 else { return UInt32(guess) }
        // The guess was one too large: give the divisor back.
        carry = 0
        for index in 0..<count {
            carry += UInt64(rest[place + index]) + UInt64(divisor[index])
            rest[place + index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        rest[place + count] &+= UInt32(carry)
        return UInt32(guess - 1)
    }

    /// Times 2^bits, bits below 32; one digit longer.
    private static func shifted(_ digits: [UInt32], by bits: UInt32) -> [UInt32] {
        var shifted: [UInt32] = []
        shifted.reserveCapacity(digits.count + 1)
        var carry: UInt64 = 0
        for digit in digits {
            carry |= UInt64(digit) << UInt64(bits)
            shifted.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        shifted.append(UInt32(carry))
        return shifted
    }
}
