// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// What a chain's transactions cost over volume and base fee, near enough for thousands of paths.
///
/// Costs are lines in the base fee but for whole wei, and nearly lines in the volume: they are
/// computed by the exact rules at volumes an eighth of a doubling apart and at two base fees, and
/// taken from straight lines between. Batches that fill make the only bend, of which a line over
/// 9% sees all but some 0.1%.
struct CostCurve: Sendable {
    /// USD a month that do not move with the base fee, and those of each gwei, by volume.
    private let fixed: [Double]
    private let perGwei: [Double]

    private static let perDoubling = 8
    /// From 2^-20 to 2^30 times the volume of the scenario.
    private static let doublings = -20...30
    private static let gwei = 1e9

    /// - Parameter cost: USD a month, by volume and base fee.
    init(_ cost: (ExactDecimal, WeiPerGas) throws -> Money) throws {
        let (low, high) = (WeiPerGas.gwei(1), WeiPerGas.gwei(101))
        var fixed: [Double] = []
        var perGwei: [Double] = []
        for index in 0...Self.last {
            let volume = try ExactDecimal(rounding: Self.volume(index), rule: .halfEven)
            let first = try cost(volume, low).approximation
            let slope = (try cost(volume, high).approximation - first) / 100
            perGwei.append(slope)
            fixed.append(first - slope)
        }
        self.fixed = fixed
        self.perGwei = perGwei
    }

    private static var last: Int { doublings.count * perDoubling - perDoubling }

    private static func volume(_ index: Int) -> Double {
        let (whole, part) = index.quotientAndRemainder(dividingBy: perDoubling)
        let step = Elementary.power(2, Double(part) / Double(perDoubling))
        return step * Elementary.power(2, Double(whole + doublings.lowerBound))
    }

    /// USD a month of all that moves with the volume.
    func cost(volume: Double, gwei: Double) -> Double {
        guard volume > 0 else { return 0 }
        // Growth can take a volume beyond all numbers.
        let volume = min(volume, Self.most)
        let place = (Elementary.log(volume) / Self.logOf2 - Double(Self.doublings.lowerBound))
        let index = min(max(Int(place * Double(Self.perDoubling)), 0), Self.last - 1)
        let (low, high) = (Self.volume(index), Self.volume(index + 1))
        let share = (volume - low) / (high - low)
        func between(_ values: [Double]) -> Double {
            // Below the first it goes to zero with the volume.
            if volume < low { return values[0] * volume / low }
            return values[index] + share * (values[index + 1] - values[index])
        }
        return between(fixed) + between(perGwei) * gwei
    }

    /// Times the volume of the scenario, of what no platform sees.
    private static let most = 0x1p200
    private static let logOf2 = Elementary.log(2)
}
