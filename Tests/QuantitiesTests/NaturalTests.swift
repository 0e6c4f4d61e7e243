// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Natural numbers of any width")
struct NaturalTests {
    static let power200 = "1606938044258990275541962092341162602522202993782792835301376"

    /// By Python's integers.
    @Test(
        arguments: [
            (
                "+", "340282366920938463463374607431768211455", "1",
                "340282366920938463463374607431768211456"
            ),
            (
                "*", "18446744073709551616", "18446744073709551616",
                "340282366920938463463374607431768211456"
            ),
            ("/", power200, "717897987691852588770249", "2238393297946874000179418290327143433"),
            ("/", power200, "4294967296", "374144419156711147060143317175368453031918731001856"),
            ("/", "7", power200, "0"), ("/", power200, power200, "1"),
            ("-", power200, "1", "1606938044258990275541962092341162602522202993782792835301375"),
            ("-", "1", power200, "0"), ("-", "5", "5", "0"), ("-", "12", "5", "7"),
            // (10^60 + 7) (10^50 + 9), whole and over 10^55 + 3.
            (
                "*", "1000000000000000000000000000000000000000000000000000000000007",
                "100000000000000000000000000000000000000000000000009",
                "10000000000000000000000000000000000000000000000000900000000070000000000000000000"
                    + "0000000000000000000000000000063"
            ),
            (
                "/",
                "10000000000000000000000000000000000000000000000000900000000070000000000000000"
                    + "0000000000000000000000000000000063",
                "10000000000000000000000000000000000000000000000000000003",
                "10000000000000000000000000000000000000000000000000899997"
            ),
        ] as [(Character, String, String, String)])
    func knownResults(operation: Character, a: String, b: String, result: String) throws {
        let left = try #require(Natural(decimal: a))
        let right = try #require(Natural(decimal: b))
        let got: Natural =
            switch operation {
            case "+": left + right
            case "*": left * right
            case "/": left / right
            default: left.lessOrZero(right)
            }
        #expect(got.description == result)
    }

    @Test(arguments: [
        "0", "1", "1000000000", "999999999999999999", power200, power200 + "000000000",
    ])
    func roundTrip(text: String) {
        #expect(Natural(decimal: text)?.description == text)
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5", "0x1", " 1", "1e3", String(repeating: "9", count: 1_001),
    ])
    func refuses(text: String) {
        #expect(Natural(decimal: text) == nil)
    }

    @Test func leadingZerosCountForNothing() throws {
        let padded = try #require(Natural(decimal: "00018446744073709551616"))
        #expect(padded == Natural(1 << 64 as UInt128))
        #expect(padded.asUInt64 == nil)
        #expect(padded.asUInt128 == 1 << 64)
    }

    /// a = q b + r with r < b, and the order that goes with it, over operands of every width.
    @Test func divisionLaw() throws {
        var numbers = TestNumbers(seed: 41)
        for _ in 0..<5_000 {
            let a = Self.random(&numbers)
            let b = Self.random(&numbers) + .one
            let quotient = a / b
            let rest = a.lessOrZero(quotient * b)
            #expect(rest < b)
            #expect(quotient * b + rest == a)
            #expect(quotient * b <= a && a < (quotient + .one) * b)
            #expect((a * b) / b == a)
        }
    }

    @Test func withinOneWordItIsUInt128() {
        var numbers = TestNumbers(seed: 42)
        for _ in 0..<5_000 {
            let a = (UInt128(numbers.next()) << 64) >> UInt128(numbers.below(128))
            let b = UInt128(numbers.next() >> UInt64(numbers.below(60))) + 1
            #expect((Natural(a) / Natural(b)).asUInt128 == a / b)
            #expect((Natural(digits: Natural(a).digits)) == Natural(a))
            #expect((Natural(a) < Natural(b)) == (a < b))
            #expect(Natural(a).description == "\(a)")
        }
    }

    /// Digits of all ones and zeros are frequent: they are where a guess of long division is wrong.
    static func random(_ numbers: inout TestNumbers) -> Natural {
        let count = numbers.below(12)
        return Natural(
            digits: (0..<count).map { _ in
                switch numbers.below(4) {
                case 0: UInt32.max
                case 1: 0
                case 2: 1 << 31
                default: UInt32(truncatingIfNeeded: numbers.next())
                }
            })
    }
}
