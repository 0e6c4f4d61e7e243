// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Chains

@Suite("The price of blobs")
struct BlobTests {
    /// go-ethereum TestFakeExponential, alloy fake_exp, and Python's integers beyond 128 bits.
    @Test(
        arguments: [
            (1, 0, 1, "1"), (38_493, 0, 1_000, "38493"), (0, 1_234, 2_345, "0"), (1, 2, 1, "6"),
            (10, 8, 2, "542"), (1, 5, 1, "136"), (2, 5, 2, "23"), (1, 380_928, 3_338_477, "1"),
            (1, 299_453_931, 5_007_716, "93359993185840258978230108"),
            (1, 88, 1, "165162653699637111792770913913821835905"),
            (1, 89, 1, "448904602005332587071412458193989150132"),
            (1, 333_847_700, 3_338_477, "26881171418145248466094636047260812877840124"),
        ] as [(UInt64, UInt64, UInt64, String)])
    func fakeExponential(factor: UInt64, numerator: UInt64, denominator: UInt64, value: String)
        throws
    {
        let got = try FakeExponential.value(
            factor: Natural(factor), numerator: Natural(numerator),
            denominator: Natural(denominator))
        #expect(got.description == value)
    }

    @Test func itEnds() throws {
        let largest = try FakeExponential.value(factor: 7, numerator: 1_024, denominator: 1)
        #expect(largest.description.hasPrefix("36529818021131330393253603465877306320252451"))
        #expect(throws: FeeError.zero("the denominator")) {
            try FakeExponential.value(factor: 1, numerator: 1, denominator: 0)
        }
        #expect(throws: FeeError.self) {
            try FakeExponential.value(factor: 1, numerator: 1_025, denominator: 1)
        }
        #expect(throws: FeeError.self) { try BlobSchedule.cancun.baseFee(excess: Gas(.max)) }
        #expect(throws: FeeError.self) {
            // The reserve price needs the blob base fee, and that is out of its domain.
            try BlobSchedule.osaka.nextExcess(after: Gas(.max - 1), used: Gas(1), baseFee: .wei(1))
        }
    }

    @Test(
        arguments: [
            // go-ethereum TestCalcExcessBlobGas, Cancun.
            (.cancun, 0, 3, 0, 0), (.cancun, 0, 4, 0, 131_072), (.cancun, 1, 5, 0, 262_145),
            // EIP-7918: a base fee of 1 gwei is far above 16 times the blob base fee of 1 wei.
            (.osaka, 0, 6, 1_000_000_000, 262_144), (.osaka, 0, 6, 16, 0),
            (.osaka, 0, 6, 17, 262_144), (.osaka, 0, 5, 1_000_000_000, 0),
            (.prague, 0, 6, 1_000_000_000, 0),
            (.bpo2, 13_107_200, 21, 500_000_000, 14_024_704),
        ] as [(BlobSchedule, UInt64, UInt64, UInt64, UInt64)])
    func nextExcess(
        schedule: BlobSchedule, excess: UInt64, blobs: UInt64, baseFee: UInt64, next: UInt64
    ) throws {
        let used = try BlobSchedule.gasPerBlob.multiplied(by: blobs)
        let got = try schedule.nextExcess(after: Gas(excess), used: used, baseFee: .wei(baseFee))
        #expect(got == Gas(next))
    }

    /// Blocks at the target keep the excess, without a reserve price; more used never lowers it.
    @Test func targetKeepsAndMoreIsMore() throws {
        var numbers = TestNumbers(seed: 3)
        for schedule in [BlobSchedule.cancun, .prague, .osaka, .bpo1, .bpo2] {
            let target = try BlobSchedule.gasPerBlob.multiplied(by: schedule.targetBlobs)
            for _ in 0..<300 {
                let excess = Gas(numbers.below(100_000_000))
                let baseFee = WeiPerGas(wei: UInt128(numbers.below(1_000_000_000)))
                #expect(
                    try schedule.nextExcess(after: excess, used: target, baseFee: .zero) == excess)
                var last = Gas.zero
                for blobs in 0...schedule.maximumBlobs {
                    let used = try BlobSchedule.gasPerBlob.multiplied(by: blobs)
                    let next = try schedule.nextExcess(after: excess, used: used, baseFee: baseFee)
                    #expect(next >= last)
                    last = next
                }
            }
        }
    }

    /// With blocks at the target the blob base fee settles at a sixteenth of the base fee, from
    /// below, and stays (EIP-7918, "Rationale").
    @Test func reservePriceSettles() throws {
        let schedule = BlobSchedule.bpo2
        let target = try BlobSchedule.gasPerBlob.multiplied(by: schedule.targetBlobs)
        var excess = Gas.zero
        for _ in 0..<2_000 {
            excess = try schedule.nextExcess(after: excess, used: target, baseFee: .gwei(1))
        }
        let fee = try schedule.baseFee(excess: excess)
        #expect(fee >= .wei(62_500_000) && fee < .wei(66_000_000))
    }

    @Test func schedulesAreChecked() {
        #expect(throws: FeeError.zero("the update fraction")) {
            try BlobSchedule(
                targetBlobs: 1, maximumBlobs: 2, updateFraction: 0, hasReservePrice: false)
        }
        #expect(throws: FeeError.zero("the largest number of blobs")) {
            try BlobSchedule(
                targetBlobs: 0, maximumBlobs: 0, updateFraction: 1, hasReservePrice: true)
        }
        #expect(throws: FeeError.self) {
            try BlobSchedule(
                targetBlobs: 3, maximumBlobs: 2, updateFraction: 1, hasReservePrice: true)
        }
        #expect(Fork.allCases.compactMap(\.blobSchedule).map(\.targetBlobs) == [3, 6, 6, 10, 14])
    }

    @Test func forksAreInOrder() {
        var last: UInt64 = 0
        for fork in Fork.allCases {
            switch fork.activation {
            // Blocks are numbered below 10^8, seconds since 1970 far above.
            case .block(let start), .timestamp(let start):
                #expect(start > last || fork == .frontier)
                last = start
            case .unscheduled: #expect(fork == .amsterdam)
            }
        }
        #expect(Fork.prague.transactionGasCap == nil)
        #expect(Fork.osaka.transactionGasCap == Gas(16_777_216))
    }
}
