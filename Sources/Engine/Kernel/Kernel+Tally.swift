// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension Kernel {
    /// Adds up by how much the service that a visit is about to draw differs from its mean, in ns.
    /// A draw depends on its name alone, so it can be looked at before.
    @inline(never)
    mutating func tally(_ slot: Int, _ pc: Int) {
        let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream)
        let time = code[pc].law.sampleNanoseconds(bits: bits, tables: tables)
        recorder.work[Int(code[pc].target)] += time - code[pc].amount
    }
}
