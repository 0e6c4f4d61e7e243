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
}

/// Whether a load is surely carried within all service levels, at a confidence.
struct LoadVerdict {
    let judgement: Judgement
    /// What surely breaks.
    let breaks: [LoadBreak]

    init(_ assessment: Assessment, confidence: Ratio) {
        let (model, measurements) = (assessment.model, assessment.measurements)
        var breaks: [LoadBreak] = []
        var parts: [Judgement] = []
        for (index, level) in assessment.levels.enumerated() {
            let judgement = Self.judge(level, measurements, confidence)
            if judgement == .breached { breaks.append(.level(index)) }
            parts.append(judgement)
        }
        let isOpen = model.sources.contains { if case .open = $0.demand { true } else { false } }
        let shedding = ShedLoad(model: model)
        for resource in measurements.resources where isOpen && !shedding.isShed(at: resource.id) {
            // An interval that reaches zero does not tell a full platform from an overloaded one.
            let interval = resource.headroom.interval(confidence: confidence)
            let judgement = Judgement(
                Figure(value: resource.headroom.value, interval: interval),
                limit: Self.leastHeadroom, isFloor: true)
            if judgement == .breached { breaks.append(.saturation(resource.id)) }
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

    private static func judge(
        _ level: ServiceLevel, _ measurements: Measurements, _ confidence: Ratio
    ) -> Judgement {
        guard let figure = level.objective.simulated(measurements) else {
            // A cost has the interval of its bill; of what nobody asked for nothing breaks.
            return level.measured == nil ? .met : level.judgement
        }
        return Judgement(
            Figure(value: figure.value, interval: figure.interval(confidence)),
            limit: level.limit, isFloor: level.isFloor)
    }
}
