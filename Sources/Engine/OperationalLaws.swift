// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A law of operational analysis that the figures of a resource break: a mistake of the simulation,
/// or a window in which arrivals and departures do not balance.
public struct BrokenLaw: Sendable, CustomStringConvertible {
    public let law: Law
    /// The name of the resource.
    public let resource: String
    /// How far off: of Little's law the share by which the mean number present differs from
    /// arrivals times time, of the utilization law the difference of the two utilizations.
    public let residual: Ratio

    public enum Law: String, Sendable, CaseIterable {
        /// L = λ W.
        case little = "Little's law"
        /// U = X S / c.
        case utilization = "the utilization law"
    }

    public var description: String { "\(law.rawValue) is off by \(residual) at \(resource)" }
}

extension Measurements {
    /// The laws that chance does not explain as broken, at 99.99% confidence for each resource.
    ///
    /// What is present at the two ends of a window is counted by time but not by visit, so that
    /// Little's law may be off by 1% and the utilization law by 0.005 in any run. Where the
    /// platform saturates, queues grow from end to end and nothing is said. Source: Denning and
    /// Buzen, The Operational Analysis of Queueing Network Models, ACM Computing Surveys 10(3),
    /// 1978.
    public var brokenLaws: [BrokenLaw] {
        guard saturation == nil else { return [] }
        return resources.flatMap { resource in
            [
                Self.broken(.little, resource.name, resource.littleResidual, allowed: 0.01),
                Self.broken(
                    .utilization, resource.name,
                    Self.difference(resource.utilization, resource.lawUtilization),
                    allowed: 0.005),
            ].compactMap { $0 }
        }
    }

    private static func broken(
        _ law: BrokenLaw.Law, _ resource: String, _ residual: Estimate<Ratio>, allowed: Double
    ) -> BrokenLaw? {
        let value = residual.value.magnitude
        let confidence = Ratio.percent(99.99)
        guard value > allowed, let interval = residual.interval(confidence: confidence),
            !interval.contains(0)
        else { return nil }
        return BrokenLaw(law: law, resource: resource, residual: .fraction(value))
    }

    /// By replication where both are simulated.
    private static func difference(
        _ first: Estimate<Ratio>, _ second: Estimate<Ratio>
    ) -> Estimate<Ratio> {
        if case .sampled(let a) = first, case .sampled(let b) = second {
            return .sampled(a.paired(minus: b))
        }
        return .exact(first.value - second.value)
    }
}
