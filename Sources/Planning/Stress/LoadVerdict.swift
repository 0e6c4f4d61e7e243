// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What keeps a platform from carrying a load.
public enum LoadBreak: Sendable, Equatable {
    /// The service level of that index in the model.
    case level(Int)
    /// A queue that grows without end.
    case saturation(ResourceID)
    /// Transactions or batches that find no place in blocks, and wait in ever greater numbers.
    case blocks(LimitID)
}

/// Whether a load is surely carried within all service levels.
///
/// It errs with a given probability at most, however many levels and resources there are: a load
/// holds where each of them surely does, so that one that breaks would have to be missed; it breaks
/// where one of them does, so that each of k may err with a kth of it (Bonferroni).
struct LoadVerdict {
    let judgement: Judgement
    /// What surely breaks.
    let breaks: [LoadBreak]

    init(_ assessment: Assessment, error: Double) {
        let (model, measurements) = (assessment.model, assessment.measurements)
        let isOpen = model.sources.contains { if case .open = $0.demand { true } else { false } }
        let shedding = ShedLoad(model: model)
        let resources = measurements.resources.filter {
            isOpen && !shedding.isShed(at: $0.id)
        }
        let chains = measurements.limitLoads.filter { isOpen && $0.kind.isOfBlocks }
        let sure = Sure(
            error: error, parts: assessment.levels.count + resources.count + chains.count)
        var breaks: [LoadBreak] = []
        var parts: [Judgement] = []
        for (index, level) in assessment.levels.enumerated() {
            let judgement = Self.judge(level, measurements, sure)
            if judgement == .breached { breaks.append(.level(index)) }
            parts.append(judgement)
        }
        let headrooms =
            resources.map { (LoadBreak.saturation($0.id), $0.headroom) }
            + chains.map { (LoadBreak.blocks($0.id), $0.headroom) }
        for (cause, headroom) in headrooms {
            // An interval that reaches zero does not tell a full platform from an overloaded one.
            let judgement = sure.judge(limit: Self.leastHeadroom, isFloor: true) {
                Figure(value: headroom.value, interval: headroom.interval(confidence: $0))
            }
            if judgement == .breached { breaks.append(cause) }
            parts.append(judgement)
        }
        if let saturation = measurements.saturation, saturation.endedEarly, breaks.isEmpty {
            breaks.append(.saturation(saturation.resource))
            parts.append(.breached)
        }
        judgement = Judgement.all(parts)
        self.breaks = breaks
    }

    /// Above zero by the least.
    private static let leastHeadroom = Double.leastNonzeroMagnitude
    /// Fewer requests that all failed do not tell that all would.
    private static let leastUnanswered: Int64 = 30

    private static func judge(
        _ level: ServiceLevel, _ measurements: Measurements, _ sure: Sure
    ) -> Judgement {
        guard let figure = level.objective.simulated(measurements) else {
            // A cost has the interval of its bill.
            return level.measured == nil ? unmeasured(level, measurements) : level.judgement
        }
        return sure.judge(limit: level.limit, isFloor: level.isFloor) {
            Figure(value: figure.value, interval: figure.interval($0))
        }
    }

    /// Of what nobody asked for nothing breaks; where all who asked failed, nobody was answered in
    /// time.
    private static func unmeasured(
        _ level: ServiceLevel, _ measurements: Measurements
    ) -> Judgement {
        switch level.objective.measure {
        case .latency(let operation, _, _), .meanLatency(let operation, _):
            guard let asked = measurements.measurement(of: operation) else { return .met }
            let lost = (asked.failed ?? 0) + (asked.outcomes?.rejected ?? 0)
            if asked.completed ?? 0 > 0 { return .cannotTell }
            if lost >= leastUnanswered { return .breached }
            return lost > 0 || measurements.overall.completed == 0 ? .cannotTell : .met
        case .costPerTransaction:
            return measurements.overall.completed == 0 ? .cannotTell : .met
        case .errors, .hitRate, .utilization, .replicationLag: return .met
        }
    }
}

/// Judges one of several parts.
private struct Sure {
    /// Of all parts together.
    let error: Double
    let parts: Int

    /// - Parameter figure: at a confidence.
    func judge(limit: Double, isFloor: Bool, _ figure: (Ratio) -> Figure) -> Judgement {
        let narrow = Judgement(figure(.fraction(1 - error)), limit: limit, isFloor: isFloor)
        if narrow != .breached { return narrow }
        let share = error / Double(max(parts, 1))
        return Judgement(figure(.fraction(1 - share)), limit: limit, isFloor: isFloor)
    }
}
