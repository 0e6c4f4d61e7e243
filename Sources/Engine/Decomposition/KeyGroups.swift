// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Keys of a keyspace in groups of nearly equal popularity.
///
/// The 128 most popular keys stand alone, later groups hold 1/64 of the keys before them, and the
/// middle key's weight serves all of a group: for popularity k^-s the share of a group is off by
/// less than s(s + 1)/24 · 2^-12 of itself. So 50 million keys are 950 groups.
struct KeyGroups {
    struct Group {
        let keys: Double
        /// Of one key, of all lookups.
        let share: Double
    }

    let groups: [Group]

    init(_ keyspace: Keyspace) {
        switch keyspace.popularity {
        case .uniform:
            let keys = Double(keyspace.keys)
            groups = [Group(keys: keys, share: 1 / keys)]
        case .zipf(let exponent):
            var weighed: [(keys: Double, weight: Double)] = []
            var total = 0.0
            var first = 0
            while first < keyspace.keys {
                let count = min(max(1, first >> 6), keyspace.keys - first)
                let middle = Double(first) + Double(count + 1) / 2
                let weight = Elementary.power(middle, -exponent)
                weighed.append((Double(count), weight))
                total += Double(count) * weight
                first += count
            }
            groups = weighed.map { Group(keys: $0.keys, share: $0.weight / total) }
        }
    }
}
