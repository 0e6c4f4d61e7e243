// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Chains

@Suite("Fees of the OP stack")
struct OPStackTests {
    /// op-geth, rollup_cost_test.go.
    @Test func bedrock() throws {
        let rows: [(Bool, UInt128)] = [(false, 11_326_000_000_000), (true, 3_710_000_000_000)]
        for (isRegolith, fee) in rows {
            let rule = OPBedrockFee(
                l1BaseFee: .gwei(1), overhead: Gas(50), scalar: 7_000_000, isRegolith: isRegolith)
            #expect(try rule.fee(zeroBytes: 0, nonzeroBytes: 30) == Wei(fee))
        }
    }

    /// By hand: 480 · (16 · 10^9 · 2 + 10^7 · 3) // (16 · 10^6).
    @Test func ecotone() throws {
        #expect(
            try OPEcotoneFee.fee(zeroBytes: 0, nonzeroBytes: 30, at: Self.price) == Wei(960_900))
    }

    static let price = OPDataPrice(
        l1BaseFee: .gwei(1), blobBaseFee: .wei(10_000_000), baseFeeScalar: 2,
        blobBaseFeeScalar: 3)

    /// op-geth's minimum and Solidity parity; Soneium block 17118914.
    @Test(
        arguments: [
            (100, price, 3_203_000, 1_600), (170, price, 3_203_000, 1_600),
            (0, price, 3_203_000, 1_600),
            (
                235,
                OPDataPrice(
                    l1BaseFee: .wei(2_000_000), blobBaseFee: .wei(3_000_000), baseFeeScalar: 20,
                    blobBaseFeeScalar: 15), 105_484, 2_463
            ),
            (
                100,
                OPDataPrice(
                    l1BaseFee: .wei(401_448_161), blobBaseFee: .wei(23_248_065),
                    baseFeeScalar: 9_736, blobBaseFeeScalar: 1_540_079), 9_833_984_542, 1_600
            ),
        ] as [(UInt64, OPDataPrice, UInt128, UInt64)])
    func fjord(length: UInt64, price: OPDataPrice, fee: UInt128, gas: UInt64) throws {
        #expect(try OPFjordFee.fee(fastLZLength: length, at: price) == Wei(fee))
        #expect(try OPFjordFee.l1Gas(fastLZLength: length) == Gas(gas))
    }

    /// The least length whose fee passes the minimum is 171: 836500 · 171 - 42585600 > 10^8.
    @Test func fjordRisesFromItsMinimum() throws {
        var last = try OPFjordFee.fee(fastLZLength: 0, at: Self.price)
        for length in 1...1_000 as ClosedRange<UInt64> {
            let fee = try OPFjordFee.fee(fastLZLength: length, at: Self.price)
            #expect(length < 171 ? fee == last : fee > last)
            last = fee
        }
    }

    @Test(
        arguments: [
            (
                .isthmus(scalar: 1_439_103_868, constant: Wei(1_256_417_826_609_331_460)), 1_618,
                1_256_417_826_611_659_930
            ),
            (
                .jovian(scalar: 1_439_103_868, constant: Wei(1_256_417_826_609_331_460)), 21_000,
                1_259_439_944_732_131_460
            ),
            (.jovian(scalar: 0, constant: .zero), 21_000, 0),
            (.isthmus(scalar: 999_999, constant: .zero), 1, 0),
        ] as [(OPOperatorFee, UInt64, UInt128)])
    func operatorFee(rule: OPOperatorFee, gas: UInt64, fee: UInt128) throws {
        #expect(try rule.fee(for: Gas(gas)) == Wei(fee))
    }

    @Test func footprint() throws {
        #expect(try OPDataFootprint.estimatedBytes(fastLZLength: 50) == 100)
        let three = try OPDataFootprint.gas(fastLZLengths: [50, 200, 302], gasPerByte: 400)
        #expect(three == Gas(173_600))
        #expect(try OPDataFootprint.gas(fastLZLengths: [], gasPerByte: 400) == .zero)
    }

    @Test func refusesWhatDoesNotFit() {
        var price = Self.price
        price.l1BaseFee = WeiPerGas(wei: .max)
        price.baseFeeScalar = .max
        #expect(throws: FeeError.self) { try OPFjordFee.fee(fastLZLength: .max, at: price) }
        #expect(throws: FeeError.self) {
            try OPEcotoneFee.fee(zeroBytes: .max, nonzeroBytes: .max, at: price)
        }
        #expect(throws: FeeError.self) { try OPFjordFee.l1Gas(fastLZLength: .max) }
        #expect(throws: FeeError.self) {
            try OPDataFootprint.gas(fastLZLengths: [.max], gasPerByte: .max)
        }
        #expect(throws: FeeError.self) {
            try OPOperatorFee.jovian(scalar: .max, constant: Wei(.max)).fee(for: Gas(.max))
        }
        #expect(throws: FeeError.self) { try OPFjordFee.practicalFastLZBound(ofBytes: .max) }
    }

    /// op-geth TestFlzCompressLen, then op-geth's own function on bytes of `TestNumbers` below the
    /// number of letters.
    @Test(
        arguments: [
            (1, 12, 2, 13), (2, 13, 2, 14), (3, 14, 2, 15), (4, 15, 1, 16), (12, 16, 1, 17),
            (13, 17, 1, 12), (14, 18, 1, 12), (15, 300, 1, 15), (16, 279, 1, 15), (5, 40, 2, 29),
            (6, 300, 3, 187), (7, 1_000, 2, 526), (8, 5_000, 16, 4_466), (9, 20_000, 6, 12_579),
            (10, 20_000, 256, 20_621), (11, 30_000, 1, 354), (17, 90_000, 24, 83_732),
            (0, 1_000, 1, 21), (0, 0, 1, 0),
        ] as [(UInt64, Int, UInt64, UInt64)])
    func fastLZ(seed: UInt64, count: Int, letters: UInt64, length: UInt64) throws {
        var numbers = TestNumbers(seed: seed)
        let bytes = (0..<count).map { _ in UInt8(numbers.below(letters)) }
        #expect(FastLZ.compressedLength(of: bytes) == length)
        // Literals take one byte in 32 more; what repeats itself stays within the chain's bound.
        #expect(length <= UInt64(count + (count + 31) / 32))
        if letters < 256 {
            #expect(length <= (try OPFjordFee.practicalFastLZBound(ofBytes: UInt64(count))))
        }
    }
}
