// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A target of gas a second over a window: what is used beyond it piles up and raises the price.
///
/// Source: OffchainLabs/nitro, arbos/l2pricing (single-gas constraints of ArbOS 50, multi-gas
/// constraints of ArbOS 60).
public struct ArbitrumGasConstraint: Sendable, Hashable {
    public let targetPerSecond: Gas
    public let windowSeconds: UInt64

    /// - Throws: `FeeError.zero` for either.
    public init(targetPerSecond: Gas, windowSeconds: UInt64) throws(FeeError) {
        guard targetPerSecond > .zero else { throw .zero("the target of gas a second") }
        guard windowSeconds > 0 else { throw .zero("the window") }
        self.targetPerSecond = targetPerSecond
        self.windowSeconds = windowSeconds
    }

    /// max(0, backlog - seconds · target).
    public func backlog(_ backlog: Gas, after seconds: UInt64) -> Gas {
        let (drained, overflow) = targetPerSecond.units.multipliedReportingOverflow(by: seconds)
        return overflow || drained >= backlog.units ? .zero : Gas(backlog.units - drained)
    }

    /// 10000 backlog · weight // (window · target · heaviest weight), in basis points.
    ///
    /// - Parameters:
    ///   - weight: of the resource that the backlog counts; 1 where gas is one resource.
    ///   - heaviestWeight: the largest over the resources.
    /// - Throws: `FeeError.zero` for the heaviest weight; `FeeError.overflow` from 2^64 on.
    public func exponent(
        ofBacklog backlog: Gas, weight: UInt64 = 1, heaviestWeight: UInt64 = 1
    ) throws(FeeError) -> UInt64 {
        let exponent = try exactExponent(backlog, weight, heaviestWeight)
        guard let basisPoints = exponent.asUInt64 else {
            throw .overflow(result: "the exponent", most: "\(UInt64.max) basis points")
        }
        return basisPoints
    }

    func exactExponent(
        _ backlog: Gas, _ weight: UInt64 = 1, _ heaviest: UInt64 = 1
    ) throws(FeeError) -> Natural {
        let scale = Natural(windowSeconds) * Natural(targetPerSecond) * Natural(heaviest)
        let weighted = Natural(ArbitrumExponential.one) * Natural(backlog) * Natural(weight)
        return try weighted.divided(by: scale, "the heaviest weight")
    }
}
