// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The memory behind the compiled distributions of a model; a class because it owns that memory.
///
/// Never written after it was made, so replications on all cores may share it. It must outlive
/// every draw from `sampling`.
public final class DistributionTables: @unchecked Sendable {
    /// What draws read.
    public let sampling: SamplingTables
    private let cells: UnsafeMutablePointer<AliasCell>

    init(_ contents: [AliasCell]) {
        cells = UnsafeMutablePointer<AliasCell>.allocate(capacity: max(contents.count, 1))
        for (i, cell) in contents.enumerated() { (cells + i).initialize(to: cell) }
        sampling = SamplingTables(cells: UnsafePointer(cells))
    }

    deinit { cells.deallocate() }
}

/// Makes distributions ready for the inner loop, one after the other, then their tables.
public struct DistributionCompiler {
    private var cells: [AliasCell] = []

    public init() {}

    /// The hot form of a distribution, to be drawn from with the tables that `finish` gives.
    public mutating func compile(_ distribution: Distribution) -> CompiledDistribution {
        switch distribution.law {
        case .deterministic(let time):
            return CompiledDistribution(.deterministic, a: nanoseconds(time))
        case .exponential(let mean):
            return exponential(nanoseconds(mean))
        case .uniform(let low, let high):
            let width = Double(high.nanoseconds - low.nanoseconds)
            return CompiledDistribution(.uniform, a: nanoseconds(low), b: width)
        case .lognormal(let mean, let sigma):
            let median = nanoseconds(mean) * Elementary.exp(-sigma * sigma / 2)
            return CompiledDistribution(.lognormal, a: median, b: sigma)
        case .gamma(let mean, let shape):
            let scale = nanoseconds(mean) / shape
            if shape == 1 { return exponential(scale) }
            // Up to so many stages, their sum costs less than one rejection of the gamma law.
            if let stages = Int32(exactly: shape), stages <= 8 {
                return CompiledDistribution(.erlang, a: scale, count: stages)
            }
            return CompiledDistribution(.gamma, a: scale, b: shape)
        case .weibull(let mean, let shape):
            let scale = nanoseconds(mean) / Distribution.weibullMean(shape: shape)
            return CompiledDistribution(.weibull, a: scale, b: 1 / shape)
        case .pareto(let low, let high, let shape):
            let span = Distribution.paretoSpan(low: low, high: high, shape: shape)
            cells.append(AliasCell(threshold: 0, own: span, other: nanoseconds(high)))
            return CompiledDistribution(
                .pareto, a: nanoseconds(low), b: -1 / shape, offset: cells.count - 1)
        case .hyperexponential(let branches):
            return choice(
                .hyperexponential, of: branches.map { nanoseconds($0.mean) },
                branches.map(\.probability))
        case .empirical(let outcomes):
            return choice(
                .alias, of: outcomes.map { nanoseconds($0.value) }, outcomes.map(\.probability))
        }
    }

    /// The tables of all that was compiled so far.
    public func finish() -> DistributionTables { DistributionTables(cells) }

    private func exponential(_ mean: Double) -> CompiledDistribution {
        let isBrief = mean <= CompiledDistribution.longestBriefMean
        return CompiledDistribution(isBrief ? .exponential : .longExponential, a: mean)
    }

    private mutating func choice(
        _ kind: CompiledDistribution.Kind, of values: [Double], _ probabilities: [Double]
    ) -> CompiledDistribution {
        let offset = cells.count
        cells += AliasTable.cells(values: values, probabilities: probabilities)
        return CompiledDistribution(kind, offset: offset, count: Int32(values.count))
    }

    private func nanoseconds(_ time: SimTime) -> Double { Double(time.nanoseconds) }
}
