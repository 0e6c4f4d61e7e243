// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Finds which parameters the evidence cannot tell apart, and what it tells of them together.
///
/// Directions in which no figure moves are any mixture of each other, so none is read alone: what
/// counts is Σ v vᵀ of them all. Parameters that it connects are confused with each other.
struct ConfusionFinder {
    /// Parameters are connected where their part of Σ v vᵀ is more than this over how many there
    /// are, of what it can be: of n that have a known sum alike, each is 1/(n - 1) with each other.
    private static let leastTie = 0.5
    /// What is known of parameters together lies so little in directions that are not told, and
    /// moves the figures by so little of what one of them alone does.
    private static let mostPart = 0.1
    /// A parameter is moved by such a share to see whether the figures stay where they are.
    private static let trial = 0.5

    let parameters: [FreeParameter]
    /// The logarithms of their values.
    let place: [Double]
    let uncertainty: Uncertainty
    /// Parameters that have no interval alone, those at a bound not among them.
    let untold: [Int]
    /// By how much the figures move, in squared standard errors, where the logarithms are others;
    /// nil where there is no answer.
    let change: ([Double]) -> Double?

    /// What is known of parameters.
    private struct Finding {
        let relation: Confusion.Relation
        let gradient: [Double]
    }

    /// At least two each, rising.
    var groups: [[Int]] {
        let shared = uncertainty.lostProjector
        let least = Self.leastTie / Double(max(untold.count, 1))
        var groups: [[Int]] = []
        var rest = untold
        while !rest.isEmpty, !shared.isEmpty {
            var group = [rest.removeFirst()]
            var next = 0
            while next < group.count {
                let i = group[next]
                let tied = rest.filter { j in
                    shared[i][j].magnitude > least * (shared[i][i] * shared[j][j]).squareRoot()
                }
                group += tied
                rest.removeAll { tied.contains($0) }
                next += 1
            }
            if group.count > 1 { groups.append(group.sorted()) }
        }
        return groups
    }

    var confusions: [Confusion] { groups.map { confusion($0, known(of: $0)) } }

    /// Of x' = x e^v, with small v: a sum has the gradient x/Σx, a product that of ones, a ratio
    /// (1, -1). Near by, several may do; further away, only what is so.
    private func known(of group: [Int]) -> Finding? {
        var findings: [Finding] = []
        if Set(group.map { parameters[$0].unit }).count == 1 {
            let sum = group.reduce(0) { $0 + value($1) }
            findings.append(finding(.sum, group) { value($0) / sum })
        }
        findings.append(finding(.product, group) { _ in 1 })
        if group.count == 2 { findings.append(finding(.ratio, group) { $0 == group[0] ? 1 : -1 }) }
        return findings.filter {
            uncertainty.lostPart($0.gradient) < Self.mostPart && !uncertainty.isLost($0.gradient)
        }.map { (finding: $0, moved: trialPart($0.relation, group)) }
            .filter { $0.moved < Self.mostPart }
            .min { $0.moved < $1.moved }?.finding
    }

    private func value(_ index: Int) -> Double { Elementary.exp(place[index]) }

    private func finding(
        _ relation: Confusion.Relation, _ group: [Int], _ part: (Int) -> Double
    ) -> Finding {
        Finding(
            relation: relation, gradient: place.indices.map { group.contains($0) ? part($0) : 0 })
    }

    /// How much the figures move while the relation stays as it is, over how much they move with
    /// the first parameter alone: the most of all pairs with it.
    private func trialPart(_ relation: Confusion.Relation, _ group: [Int]) -> Double {
        let parts = group.dropFirst().map { other in
            [Self.trial, -Self.trial].compactMap { step -> Double? in
                let both = moved(relation, group[0], other, by: step)
                var alone = place
                alone[group[0]] = both[group[0]]
                guard let kept = change(both), let broken = change(alone), broken > 0 else {
                    return nil
                }
                return (kept / broken).squareRoot()
            }.min() ?? .infinity
        }
        return parts.max() ?? .infinity
    }

    private func moved(
        _ relation: Confusion.Relation, _ first: Int, _ other: Int, by step: Double
    ) -> [Double] {
        var there = place
        switch relation {
        case .sum:
            let moved = step * min(value(first), value(other))
            there[first] = Elementary.log(value(first) + moved)
            there[other] = Elementary.log(value(other) - moved)
        case .product:
            there[first] += step
            there[other] -= step
        case .ratio:
            there[first] += step
            there[other] += step
        case .combination: break
        }
        return there
    }

    private func confusion(_ group: [Int], _ known: Finding?) -> Confusion {
        let members = group.map { parameters[$0] }
        let values = group.map { value($0) }
        let (together, unit): (Double, FreeParameter.Unit?) =
            switch known?.relation {
            case .sum: (values.reduce(0, +), members[0].unit)
            case .product: (values.reduce(1, *), Self.product(members.map(\.unit)))
            case .ratio: (values[0] / values[1], Self.ratio(members[0].unit, members[1].unit))
            case .combination, nil: (0, nil)
            }
        return Confusion(
            keys: members.map(\.key), relation: known?.relation ?? .combination,
            value: unit == nil ? nil : together, unit: unit,
            interval: unit == nil
                ? nil : known.flatMap { uncertainty.interval(together, $0.gradient) })
    }

    // MARK: Units

    /// Nil where no number of a name has it, as seconds times seconds.
    static func product(_ units: [FreeParameter.Unit]) -> FreeParameter.Unit? {
        let named = units.filter { !$0.isPlain }
        switch named.count {
        case 0: return units.allSatisfy { $0 == .share } ? .share : .number
        case 1: return named[0]
        case 2: return Set(named) == [.time, .rate] ? .number : nil
        default: return nil
        }
    }

    static func ratio(_ above: FreeParameter.Unit, _ below: FreeParameter.Unit)
        -> FreeParameter.Unit?
    {
        if above == below { return .number }
        if below.isPlain { return above.isPlain ? .number : above }
        return nil
    }
}

extension FreeParameter.Unit {
    /// Whether it counts without a unit of its own.
    fileprivate var isPlain: Bool {
        switch self {
        case .share, .number: true
        case .time, .rate: false
        }
    }
}
