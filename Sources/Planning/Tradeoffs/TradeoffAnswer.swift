// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Statistics

/// What an option costs, what it does, and what to think of it.
public struct TradeoffAnswer: Sendable {
    public let option: TradeoffOption
    /// With the platform as it is; absent where there is no such platform.
    public let comparison: Comparison?
    /// USD a month; absent where nothing is billed.
    public let cost: Difference?
    /// The p95 that the option is about; absent where a side answered nothing.
    public let latency: Difference?
    /// USD a month for each millisecond that the faster of both saves; absent where no difference
    /// in latency shows.
    public let millisecond: PairedQuotient?
    public let verdict: Verdict

    public enum Verdict: Sendable {
        /// Nothing else is cheaper and no slower, or faster and no dearer.
        case frontier
        /// By that option.
        case dominated(by: String)
        case rejected([Reason])
    }

    public enum Reason: Sendable {
        case refused(OptionRefusal)
        case saturated(Saturation)
        case lost([LevelChange])
        case dearerAndNotFaster, slowerAndNotCheaper
        /// Neither cost nor latency show a difference.
        case idle
        /// Nothing is billed, and the latency that it is about was not measured.
        case noFigure
    }

    /// Commitments that the option adds, and how they are used.
    public var commitments: [CommitmentUse] {
        guard let comparison else { return [] }
        let known = Set(comparison.base.bill.commitments.map(\.name))
        return comparison.candidate.bill.commitments.filter { !known.contains($0.name) }
    }

    public var gained: [LevelChange] { levels(.gained) }
    public var lost: [LevelChange] { levels(.lost) }

    private func levels(_ kind: LevelChange.Kind) -> [LevelChange] {
        (comparison?.levels ?? []).filter { $0.kind == kind }
    }
}

/// Rejects what is no choice, and finds among the rest what nothing else is better than.
struct TradeoffRanking {
    private let options: [WeighedOption]
    private let reasons: [[TradeoffAnswer.Reason]]

    init(_ options: [WeighedOption], base: Assessment) {
        self.options = options
        reasons = options.map { Self.reasons($0, base) }
    }

    /// On the frontier first, then dominated, then rejected; the cheapest first.
    var answers: [TradeoffAnswer] {
        let all = options.indices.map(answer)
        return all.enumerated().sorted { first, second in
            let (a, b) = (Self.rank(first.element), Self.rank(second.element))
            return a == b ? first.offset < second.offset : a.lexicographicallyPrecedes(b)
        }.map(\.element)
    }

    private static func rank(_ answer: TradeoffAnswer) -> [Double] {
        let cost = answer.cost?.mean ?? 0
        return switch answer.verdict {
        case .frontier: [0, cost]
        case .dominated: [1, cost]
        case .rejected: [2, cost]
        }
    }

    private func answer(_ index: Int) -> TradeoffAnswer {
        let own = options[index]
        let verdict: TradeoffAnswer.Verdict =
            if !reasons[index].isEmpty {
                .rejected(reasons[index])
            } else if let better = dominator(of: index) {
                .dominated(by: options[better].option.name)
            } else {
                .frontier
            }
        return TradeoffAnswer(
            option: own.option, comparison: own.comparison, cost: own.cost?.difference,
            latency: own.latency?.difference, millisecond: own.millisecond, verdict: verdict)
    }

    /// The first that is surely better in one and not surely worse in the other, and gains as many
    /// service levels. What is agreed with providers goes with any of them, and is no alternative.
    private func dominator(of index: Int) -> Int? {
        let own = options[index]
        if own.option.isOfBill { return nil }
        return options.indices.first { other in
            other != index && reasons[other].isEmpty && !options[other].option.isOfBill
                && options[other].option.subject == own.option.subject
                && options[other].gains >= own.gains
                && Self.dominates(options[other], own)
        }
    }

    private static func dominates(_ one: WeighedOption, _ other: WeighedOption) -> Bool {
        let cost = Lesser(one.cost?.values ?? [], other.cost?.values ?? [])
        let latency = Lesser(one.latency?.values ?? [], other.latency?.values ?? [])
        return switch (cost, latency) {
        case (.first, .first), (.first, .neither), (.neither, .first): true
        case (.second, _), (_, .second), (.neither, .neither): false
        }
    }

    private static func reasons(
        _ option: WeighedOption, _ base: Assessment
    ) -> [TradeoffAnswer.Reason] {
        if let refusal = option.refusal { return [.refused(refusal)] }
        guard let comparison = option.comparison else { return [] }
        var found: [TradeoffAnswer.Reason] = []
        if base.measurements.saturation == nil,
            let saturation = comparison.candidate.measurements.saturation
        {
            found.append(.saturated(saturation))
        }
        let lost = comparison.levels.filter { $0.kind == .lost }
        if !lost.isEmpty { found.append(.lost(lost)) }
        if !found.isEmpty || option.gains > 0 { return found }
        if option.cost == nil, option.latency == nil { return [.noFigure] }
        let cost = Lesser(option.cost?.values ?? [], option.zeros)
        let latency = Lesser(option.latency?.values ?? [], option.zeros)
        switch (cost, latency) {
        case (.second, .second), (.second, .neither): return [.dearerAndNotFaster]
        case (.neither, .second): return [.slowerAndNotCheaper]
        case (.neither, .neither): return [.idle]
        case (.first, _), (_, .first): return []
        }
    }
}

extension WeighedOption {
    /// Service levels that it gains.
    fileprivate var gains: Int { (comparison?.levels ?? []).count { $0.kind == .gained } }

    /// The platform as it is, beside itself.
    fileprivate var zeros: [Double] {
        Array(repeating: 0, count: max(cost?.values.count ?? 0, latency?.values.count ?? 0))
    }
}
