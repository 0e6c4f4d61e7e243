// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What one replication measures of its requests, in constant memory.
///
/// Of each operation: a latency histogram, and for each coarse latency bucket (16 an octave) the
/// time its requests spent by part. So the slowest 5% can be broken down without keeping requests.
struct Recorder: ~Copyable {
    struct Counts: BitwiseCopyable {
        var arrived = 0
        var completed = 0
        var failed = 0
    }

    /// Fine buckets of the histogram to one coarse bucket.
    static let coarseShift = 4
    static let rows = LatencyRecorder.bucketCount >> coarseShift

    let counts: FlatArray<Counts>
    let histograms: [LatencyHistogram]
    private let recorders: FlatArray<LatencyRecorder>
    /// Time by operation, coarse bucket and part, in ns.
    private let times: FlatArray<Double>
    let visits: FlatArray<Int>
    let meters: FlatArray<Double>
    private let stride: Int

    init(_ program: Program) {
        let operations = program.operations.count
        stride = program.stride
        counts = FlatArray(repeating: Counts(), count: operations)
        histograms = (0..<operations).map { _ in LatencyHistogram() }
        recorders = FlatArray(histograms.map(\.recorder))
        times = FlatArray(repeating: 0, count: operations * Self.rows * stride)
        visits = FlatArray(repeating: 0, count: program.code.count)
        meters = FlatArray(repeating: 0, count: program.model.components.count)
    }

    @inline(__always)
    func countArrival(_ operation: Int) { counts[operation].arrived &+= 1 }

    @inline(__always)
    func countFailure(_ operation: Int) { counts[operation].failed &+= 1 }

    @inline(__always)
    func countVisit(_ pc: Int) { visits[pc] &+= 1 }

    /// A visit that was counted leaves unserved.
    func uncountVisit(_ pc: Int) { visits[pc] &-= 1 }

    @inline(__always)
    func meter(_ component: Int, _ amount: Double) { meters[component] += amount }

    /// Counts an answered request: its sojourn time in ns, and that time by part.
    @inline(__always)
    func complete(_ operation: Int, _ sojourn: Int64, _ parts: UnsafeMutablePointer<Int64>) {
        counts[operation].completed &+= 1
        recorders[operation].record(sojourn)
        let row = LatencyRecorder.bucketIndex(sojourn) &>> Self.coarseShift
        let sums = times.base + (operation &* Self.rows &+ row) &* stride
        for part in 0..<stride { sums[part] += Double(parts[part]) }
    }

    /// Time of an operation's requests by part within one coarse bucket, in ns.
    func time(_ operation: Int, row: Int, part: Int) -> Double {
        times[(operation * Self.rows + row) * stride + part]
    }

    func forget() {
        counts.fill(Counts())
        for histogram in histograms { histogram.reset() }
        times.fill(0)
        visits.fill(0)
        meters.fill(0)
    }
}
