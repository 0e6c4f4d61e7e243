// SPDX-License-Identifier: GPL-3.0-or-later

/// Load shedding.
extension Kernel {
    /// Whether a station turns a request of this priority away now.
    mutating func sheds(
        _ pc: Int, _ station: Int, _ rule: UnsafeMutablePointer<StationRule>
    ) -> Bool {
        let first = Int(rule.pointee.firstShedding)
        for index in first..<first &+ Int(rule.pointee.sheddingCount) {
            let shed = program.shedding[index]
            if code[pc].count >= shed.rank,
                stations[station].waiting >= shed.waiting || stations[station].busy >= shed.busy
            {
                return true
            }
        }
        return false
    }
}
