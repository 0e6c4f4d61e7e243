// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Times of two parts in ns, which are added at once.
typealias TimePair = SIMD2<Double>

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

    private let records: FlatArray<Record>
    let histograms: [LatencyHistogram]
    /// Time by operation, coarse bucket and part, in ns.
    private let times: FlatArray<TimePair>
    /// Requests turned away, by operation.
    let rejections: FlatArray<Int>
    let visits: FlatArray<Int>
    let meters: FlatArray<Double>
    /// Of each resource the service drawn by visits less its mean, in ns; empty without controls.
    let work: FlatArray<Double>
    /// Pairs of parts of an operation.
    let pairs: Int

    /// What an answer of one operation is written to.
    private struct Record {
        var counts = Counts()
        let latencies: LatencyRecorder
        let times: UnsafeMutablePointer<TimePair>
    }

    init(_ program: Program) {
        // Those that are lost with a member are counted apart, behind the others.
        let operations = program.operations.count * (program.losesRequests ? 2 : 1)
        let pairs = program.stride / 2
        let times = FlatArray(repeating: TimePair.zero, count: operations * Self.rows * pairs)
        let histograms = (0..<operations).map { _ in LatencyHistogram() }
        let base = times.base
        records = FlatArray(
            histograms.enumerated().map {
                Record(
                    latencies: $1.recorder, times: base + $0 * Self.rows * pairs)
            })
        self.pairs = pairs
        self.histograms = histograms
        self.times = times
        rejections = FlatArray(repeating: 0, count: operations)
        visits = FlatArray(repeating: 0, count: program.code.count)
        meters = FlatArray(repeating: 0, count: UnitMeters(program.model).count)
        work = FlatArray(
            repeating: 0, count: program.controls == nil ? 0 : program.resources.count)
    }

    func counts(_ operation: Int) -> Counts { records[operation].counts }

    @inline(__always)
    func countArrival(_ operation: Int) { records[operation].counts.arrived &+= 1 }

    @inline(__always)
    func countFailure(_ operation: Int) { records[operation].counts.failed &+= 1 }

    func countRejection(_ operation: Int) { rejections[operation] &+= 1 }

    @inline(__always)
    func countVisit(_ pc: Int) { visits[pc] &+= 1 }

    /// A visit that was counted leaves unserved.
    func uncountVisit(_ pc: Int) { visits[pc] &-= 1 }

    @inline(__always)
    func meter(_ component: Int, _ amount: Double) { meters[component] += amount }

    /// Counts an answered request: its sojourn time in ns, and that time by part, which it takes
    /// out of `parts`, two at a time.
    @inline(__always)
    func complete(_ operation: Int, _ sojourn: Int64, _ parts: UnsafeMutablePointer<TimePair>) {
        let record = records.base + operation
        record.pointee.counts.completed &+= 1
        let bucket = LatencyRecorder.bucketIndex(sojourn)
        record.pointee.latencies.record(bucket: bucket)
        let sums = record.pointee.times + (bucket &>> Self.coarseShift) &* pairs
        sums[0] += parts[0]
        parts[0] = .zero
        for pair in 1..<max(pairs, 1) {
            sums[pair] += parts[pair]
            parts[pair] = .zero
        }
    }

    /// Time of an operation's requests by part within one coarse bucket, in ns.
    func time(_ operation: Int, row: Int, part: Int) -> Double {
        times[(operation * Self.rows + row) * pairs + part / 2][part % 2]
    }

    func forget() {
        for operation in 0..<records.count { records[operation].counts = Counts() }
        for histogram in histograms { histogram.reset() }
        times.fill(.zero)
        rejections.fill(0)
        visits.fill(0)
        meters.fill(0)
        work.fill(0)
    }
}
