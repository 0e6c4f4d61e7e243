// SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers of replicas, which Kubernetes holds in 32 bits.
enum ReplicaCount {
    static let most = Int(Int32.max)

    /// The next whole number up, from 0 to the most.
    static func ceiling(_ value: Double) -> Int { bounded(value.rounded(.up)) }

    /// The next whole number towards zero, from 0 to the most.
    static func truncated(_ value: Double) -> Int { bounded(value.rounded(.towardZero)) }

    /// Also where a sum of data is beyond what an Int holds.
    static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? (one < 0 ? -most : most) : min(max(sum, -most), most)
    }

    private static func bounded(_ value: Double) -> Int {
        guard value > 0 else { return 0 }
        return value >= Double(most) ? most : Int(value)
    }
}
