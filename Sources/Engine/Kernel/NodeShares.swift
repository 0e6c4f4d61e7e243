// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension KeyGroups {
    /// How lookups spread over so many nodes of a cache: for each but the last, the share of those
    /// that go to it or one before it, in units of 2^-64.
    ///
    /// Keys that stand alone belong to the nodes that their hashes say; those of a larger group,
    /// each asked for seldom, are spread evenly.
    func nodeThresholds(_ nodes: Int) -> [UInt64] {
        var shares = [Double](repeating: 0, count: nodes)
        var spread = 0.0
        var first = 0
        for group in groups {
            if group.keys == 1 {
                shares[node(ofPlace: first, among: nodes)] += group.share
            } else {
                spread += group.keys * group.share / Double(nodes)
            }
            first += Int(group.keys)
        }
        var sum = 0.0
        return shares.dropLast().map { share in
            sum += share + spread
            return threshold(sum)
        }
    }
}

/// The node of a cluster that holds a key, by its place among all keys.
@inline(__always)
func node(ofPlace place: Int, among nodes: Int) -> Int {
    Int(SplitMix.mix(UInt64(place)).multipliedFullWidth(by: UInt64(nodes)).high)
}
