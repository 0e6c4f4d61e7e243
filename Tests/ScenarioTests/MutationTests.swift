// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

@Suite struct MutationTests {
    /// A small generator, so that a failure can be replayed from its seed.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    private static let pieces = [
        ":", ": ", "-", "- ", "\n", "{", "}", "[", "]", ",", "\"", "'", "|", ">", "&a", "*a", "#",
        "%", "\t", "  ", "null", "1e30", "-1", "0", "99999999999999999999", "NaN", "é", "\u{2028}",
        "?", "!", "\\", "\r", "plimsoll",
    ].map { Array($0.utf8) }

    /// 2,000 damaged copies of a good file are accepted or refused, and what is accepted reads back
    /// from its resolved text as the same model.
    @Test(arguments: 0..<20)
    func damagedFiles(_ seed: UInt64) throws {
        var generator = Generator(state: seed &+ 1)
        let good = Array(Fixtures.everything.utf8)
        for copy in 0..<100 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damage(&bytes, &generator)
            }
            let prices = Array(Fixtures.prices.utf8)
            let reader = FileReader.memory(["x.yaml": bytes, "prices.yaml": prices])
            do {
                let scenario = try ScenarioFile.load(path: "x.yaml", reader: reader)
                let again = try ScenarioFile.load(
                    path: "x.yaml",
                    reader: .memory([
                        "x.yaml": Array(scenario.resolvedText.utf8), "prices.yaml": prices,
                    ]))
                #expect(again.digest == scenario.digest, "seed \(seed), copy \(copy)")
            } catch {
                #expect(!error.errors.isEmpty, "seed \(seed), copy \(copy)")
            }
        }
    }

    private func damage(_ bytes: inout [UInt8], _ generator: inout Generator) {
        guard !bytes.isEmpty else { return }
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...12, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: end)
        case 2: bytes[start] = UInt8.random(in: 0...255, using: &generator)
        case 3: bytes.removeSubrange(start...)
        default:
            let piece = Self.pieces.randomElement(using: &generator) ?? []
            bytes.replaceSubrange(start..<min(bytes.count, start + 1), with: piece)
        }
    }
}
