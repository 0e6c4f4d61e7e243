// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Chains

@Suite("The gas of a transaction")
struct TransactionGasTests {
    static let create = TransactionContent(zeroBytes: 0, nonzeroBytes: 0, createsContract: true)

    /// go-ethereum, TestIntrinsicGas; the last by hand.
    @Test(
        arguments: [
            (.init(zeroBytes: 0, nonzeroBytes: 0), .frontier, 21_000),
            (create, .frontier, 21_000), (create, .homestead, 53_000),
            (.init(zeroBytes: 0, nonzeroBytes: 100), .istanbul, 22_600),
            (.init(zeroBytes: 0, nonzeroBytes: 100), .constantinople, 27_800),
            (.init(zeroBytes: 64, nonzeroBytes: 0, createsContract: true), .shanghai, 53_260),
            (.init(zeroBytes: 65, nonzeroBytes: 0, createsContract: true), .shanghai, 53_266),
            (.init(zeroBytes: 64, nonzeroBytes: 0, createsContract: true), .paris, 53_256),
            (
                .init(
                    zeroBytes: 0, nonzeroBytes: 0, accessListAddresses: 2, accessListKeys: 3),
                .berlin, 31_500
            ),
            (.init(zeroBytes: 0, nonzeroBytes: 0, authorizations: 2), .prague, 71_000),
            (
                .init(
                    zeroBytes: 0, nonzeroBytes: 32, createsContract: true,
                    accessListAddresses: 1, accessListKeys: 1), .amsterdam, 32_742
            ),
            (.init(zeroBytes: 0, nonzeroBytes: 0, carriesEther: true), .amsterdam, 21_000),
            (.init(zeroBytes: 0, nonzeroBytes: 0, carriesEther: true), .prague, 21_000),
        ] as [(TransactionContent, Fork, UInt64)])
    func intrinsic(content: TransactionContent, fork: Fork, gas: UInt64) throws {
        #expect(try IntrinsicGas.gas(of: content, at: fork) == Gas(gas))
    }

    /// go-ethereum, TestFloorDataGas.
    @Test(
        arguments: [
            (0, 0, 0, 0, .prague, 21_000), (100, 0, 0, 0, .prague, 22_000),
            (0, 100, 0, 0, .prague, 25_000), (0, 0, 0, 0, .amsterdam, 12_000),
            (0, 1_024, 0, 0, .amsterdam, 77_536), (0, 100, 2, 3, .amsterdam, 27_104),
        ] as [(UInt64, UInt64, UInt64, UInt64, Fork, UInt64)])
    func floor(
        zero: UInt64, nonzero: UInt64, addresses: UInt64, keys: UInt64, fork: Fork, gas: UInt64
    ) throws {
        let content = TransactionContent(
            zeroBytes: zero, nonzeroBytes: nonzero, accessListAddresses: addresses,
            accessListKeys: keys)
        #expect(try CalldataFloor.gas(of: content, at: fork) == Gas(gas))
    }

    /// EIP-7623's formula by hand; before Prague no floor.
    @Test(
        arguments: [
            (0, 0, 0, .prague, 21_000), (32, 36, 29_000, .prague, 50_704),
            (10_000, 90_000, 100_000, .prague, 3_721_000),
            (10_000, 90_000, 100_000, .cancun, 1_601_000),
            (0, 10, -160, .cancun, 21_000), (0, 10, -160, .prague, 21_400),
        ] as [(UInt64, UInt64, Int64, Fork, UInt64)])
    func used(zero: UInt64, nonzero: UInt64, execution: Int64, fork: Fork, gas: UInt64) throws {
        let content = TransactionContent(zeroBytes: zero, nonzeroBytes: nonzero)
        #expect(try TransactionGas.used(by: content, execution: execution, at: fork) == Gas(gas))
    }

    /// A transaction uses at least its smallest limit, whatever it executes.
    @Test func limitIsReached() throws {
        var numbers = TestNumbers(seed: 4)
        for fork in Fork.allCases {
            for _ in 0..<200 {
                let content = TransactionContent(
                    zeroBytes: numbers.below(100_000), nonzeroBytes: numbers.below(100_000),
                    createsContract: numbers.below(2) == 0,
                    accessListAddresses: numbers.below(9), accessListKeys: numbers.below(9),
                    authorizations: numbers.below(3), carriesEther: numbers.below(2) == 0)
                let limit = try TransactionGas.smallestLimit(of: content, at: fork)
                #expect(try TransactionGas.used(by: content, execution: 0, at: fork) == limit)
                let more = try TransactionGas.used(by: content, execution: 9_999_999, at: fork)
                #expect(more >= limit)
            }
        }
    }

    @Test func countsBytes() {
        let content = TransactionContent(calldata: [0, 1, 0, 255, 0])
        #expect(content == TransactionContent(zeroBytes: 3, nonzeroBytes: 2))
    }

    @Test func refuses() {
        let huge = TransactionContent(zeroBytes: .max, nonzeroBytes: .max)
        #expect(throws: FeeError.self) { try IntrinsicGas.gas(of: huge, at: .prague) }
        #expect(throws: FeeError.self) { try CalldataFloor.gas(of: huge, at: .amsterdam) }
        let plain = TransactionContent(zeroBytes: 0, nonzeroBytes: 0)
        for execution in [Int64.min, -21_001] {
            #expect(throws: FeeError.self) {
                try TransactionGas.used(by: plain, execution: execution, at: .cancun)
            }
        }
    }
}
