// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// The base fee rule alone, from block to block: `basefee BLOCKS` prints the last one in wei.
///
/// A generator fills the blocks, and a fee that has gone far is let back to where
/// it began, so that none gets stuck at the bottom.
@main
struct BaseFee {
    static func main() throws {
        guard CommandLine.arguments.count == 2, let blocks = UInt64(CommandLine.arguments[1]) else {
            print("usage: basefee BLOCKS")
            return
        }
        let limit: UInt64 = 60_000_000
        var fee = WeiPerGas.gwei(30)
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<blocks {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let used = (state >> 33).multipliedFullWidth(by: limit + 1).low >> 31
            fee = try BaseFeeRule.ethereum.next(
                after: .init(baseFee: fee, gasUsed: Gas(used), gasLimit: Gas(limit)))
            if fee < .gwei(1) || fee > .gwei(10_000) { fee = .gwei(30) }
        }
        print(fee.wei)
    }
}
