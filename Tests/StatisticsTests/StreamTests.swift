// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Statistics

@Suite struct StreamTests {
    /// S. Vigna, splitmix64.c, state 1234567.
    @Test func splitMixGivesTheReferenceOutputs() {
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        var stream = CounterStream(StreamKey(word: 1_234_567))
        let key = StreamKey(word: 1_234_567)
        for (k, word) in expected.enumerated() {
            #expect(stream.next() == word)
            #expect(key.draw(UInt64(k)) == word)
        }
    }

    /// Blackman and Vigna, xoshiro256plusplus.c, state 1, 2, 3, 4.
    @Test func xoshiroGivesTheReferenceOutputs() {
        let expected: [UInt64] = [
            41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
            9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
            12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
        ]
        var generator = Xoshiro256PlusPlus(state: (1, 2, 3, 4))
        for word in expected { #expect(generator.next() == word) }
    }

    /// Computed apart, from the definition: a name means the same stream everywhere.
    @Test(arguments: [
        ("", 7, 10_236_545_049_378_929_331 as UInt64), ("api", 7, 5_555_555_964_441_103_292),
        ("database/primary", 7, 9_331_303_272_305_801_071), ("μ", 1, 4_449_481_630_360_788_124),
    ])
    func namesKeepTheirStreams(name: String, seed: UInt64, word: UInt64) {
        #expect(StreamKey(seed: seed).child(name).word == word)
    }

    @Test func orderOfNamesMatters() {
        let root = StreamKey(seed: 7)
        #expect(root.child("a").child("b") != root.child("b").child("a"))
        #expect(root.child("a").child(1) != root.child(1).child("a"))
        #expect(Set((0..<10_000).map { root.child(UInt64($0)) }).count == 10_000)
    }

    /// Correlation of uniforms has standard deviation 1/√n; five of them are allowed.
    @Test(arguments: [
        ("siblings by name", StreamKey(seed: 7).child("api"), StreamKey(seed: 7).child("db")),
        ("siblings by number", StreamKey(seed: 7).child(0), StreamKey(seed: 7).child(1)),
        ("parent and child", StreamKey(seed: 7), StreamKey(seed: 7).child(0)),
        ("neighbouring seeds", StreamKey(seed: 7), StreamKey(seed: 8)),
    ])
    func streamsAreIndependent(label: String, first: StreamKey, second: StreamKey) {
        let n: UInt64 = 100_000
        for lag: UInt64 in [0, 1, 2] {
            var sum = 0.0
            for k in 0..<n {
                let u = SplitMix.unitOpen(first.draw(k)) - 0.5
                let v = SplitMix.unitOpen(second.draw(k + lag)) - 0.5
                sum += 12 * u * v
            }
            let correlation = sum / Double(n)
            #expect(abs(correlation) < 5 / Double(n).squareRoot(), "\(label), lag \(lag)")
        }
    }

    /// The same draw number of requests in a row, as the engine uses it: 64 bits, each fair, and
    /// neighbours unrelated.
    @Test func drawsAcrossRequestsAreFair() {
        let operation = StreamKey(seed: 7).child("portfolio")
        let n = 100_000
        var ones = [Int](repeating: 0, count: 64)
        var changes = [Int](repeating: 0, count: 64)
        var last: UInt64 = 0
        for request in 0..<n {
            let word = operation.child(UInt64(request)).draw(3)
            for bit in 0..<64 {
                ones[bit] += Int((word >> UInt64(bit)) & 1)
                changes[bit] += Int(((word ^ last) >> UInt64(bit)) & 1)
            }
            last = word
        }
        let sigma = (Double(n) / 4).squareRoot()
        for bit in 0..<64 {
            #expect(abs(Double(ones[bit] - n / 2)) < 5 * sigma, "bit \(bit)")
            #expect(abs(Double(changes[bit] - n / 2)) < 5 * sigma, "bit \(bit)")
        }
    }

    @Test(arguments: [
        (0 as UInt64, 0x1p-53), (.max, 1 - 0x1p-53), (1 << 63, 0.5 + 0x1p-53),
    ])
    func unitsAreOpen(bits: UInt64, expected: Double) {
        let u = SplitMix.unitOpen(bits)
        #expect(u == expected)
        #expect(u > 0 && u < 1)
    }
}
