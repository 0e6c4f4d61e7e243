// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities

/// A file that was observed elsewhere, and at which load.
public struct CalibrationEvidence: Sendable {
    /// As it is named in reports.
    public let name: String
    public let file: ObservedFile
    /// Such as `200/s` or `50 users`; absent where the file says it.
    public let level: String?
    /// Whether it is predicted and not fitted.
    public let isHeldOut: Bool

    public init(name: String, file: ObservedFile, level: String? = nil, isHeldOut: Bool = false) {
        self.name = name
        self.file = file
        self.level = level
        self.isHeldOut = isHeldOut
    }
}

/// Something of the evidence that is not used.
public struct UnusedEvidence: Sendable, Equatable {
    public let file: String
    public let name: String
    public let reason: Reason

    public enum Reason: String, Sendable, CaseIterable {
        case unknownName = "no such name in the scenario"
        case idle = "it is 0 all the time"
        case noSpeed = "it tells no latency and no rate"
        case otherQuantile = "only p50, p90, p95 and p99 are modelled"
        case noValues = "it has no values at that load"
    }
}

/// Makes load levels of files.
struct LevelReader {
    /// What every engine tells.
    static let ranks: [Ratio] = [.percent(50), .percent(90), .percent(95), .percent(99)]
    /// Where the load moves, levels are made of so many points at least.
    private static let leastPoints = 6
    private static let mostGroups = 4

    let kind: TestLevel.Kind
    private(set) var names: EvidenceNames
    private(set) var levels: [ObservedLevel] = []
    private(set) var unused: [UnusedEvidence] = []

    init(
        _ model: Model, resources: [ResourceID], names: [String]
    ) throws(CalibrationError) {
        kind = try model.levelKind()
        self.names = try EvidenceNames(model, resources: resources, texts: names)
    }

    mutating func read(_ evidence: [CalibrationEvidence]) throws(CalibrationError) {
        for one in evidence {
            switch one.file.content {
            case .loadTest(let test): try read(test, one)
            case .series(let series): try read(series, one)
            case .errors, .gas, .bill, .usage, .serviceLevels, .rates, .billMap, .events:
                throw .noLoadTest(file: one.name, kind: one.file.kind.rawValue)
            }
        }
        let figures = levels.filter { !$0.isHeldOut }.reduce(0) { $0 + $1.figures.count }
        try names.check(needsMatch: figures == 0)
    }

    private func given(_ one: CalibrationEvidence) throws(CalibrationError) -> TestLevel? {
        guard let text = one.level else { return nil }
        guard let level = TestLevel(parsing: text), level.kind == kind else {
            throw .badLevel(file: one.name, text: text, needed: kind.example)
        }
        return level
    }

    // MARK: Load tests

    private mutating func read(
        _ test: LoadTest, _ one: CalibrationEvidence
    ) throws(CalibrationError) {
        var matched: [(id: OperationID?, statistics: RequestStatistics)] = []
        for request in test.requests {
            if let id = names.operation(of: request.name) {
                matched.append((id, request))
            } else {
                unused.append(
                    UnusedEvidence(file: one.name, name: request.name, reason: .unknownName))
            }
        }
        // All together tell no more than their parts do.
        if matched.isEmpty { matched = [(nil, test.overall)] }
        let level = try given(one) ?? tested(test, matched.map(\.statistics))
        guard let level else { throw .noLevel(file: one.name, needed: kind.example) }
        var figures: [ObservedFigure] = []
        for each in matched { figures += self.figures(each.id, each.statistics, one) }
        if figures.isEmpty {
            unused.append(UnusedEvidence(file: one.name, name: "", reason: .noSpeed))
        }
        levels.append(
            ObservedLevel(
                level: level, isMeasured: kind == .rate && one.level == nil,
                duration: duration(test.overall), figures: figures, isHeldOut: one.isHeldOut))
    }

    /// At which load the test says that it was.
    private func tested(_ test: LoadTest, _ matched: [RequestStatistics]) -> TestLevel? {
        switch kind {
        case .users: return test.users.flatMap { $0 > 0 ? .users($0) : nil }
        case .rate:
            let rates = matched.compactMap(\.rate)
            let total = rates.reduce(Rate.zero, +)
            return rates.count == matched.count && total > .zero ? .rate(total) : nil
        }
    }

    private func duration(_ overall: RequestStatistics) -> SimTime? {
        guard let count = overall.count, let rate = overall.rate, rate > .zero, count > 0 else {
            return nil
        }
        let seconds = Double(count) / rate.perSecond
        return seconds < 1e9 ? SimTime(roundingSeconds: seconds) : nil
    }

    private mutating func figures(
        _ id: OperationID?, _ statistics: RequestStatistics, _ one: CalibrationEvidence
    ) -> [ObservedFigure] {
        var figures: [ObservedFigure] = []
        if kind == .users, let rate = statistics.rate, rate > .zero {
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .throughput(id), value: rate.perSecond, scatter: 0))
        }
        if let mean = statistics.mean, mean > .zero {
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .mean(id), value: mean.seconds, scatter: 0))
        }
        var isOther = false
        for quantile in statistics.quantiles where quantile.time > .zero {
            guard Self.ranks.contains(quantile.rank) else {
                isOther = true
                continue
            }
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .quantile(id, quantile.rank),
                    value: quantile.time.seconds,
                    scatter: one.file.kind == .locustStatistics
                        ? Self.rounding(quantile.time) : 0))
        }
        if isOther {
            let name = statistics.name.isEmpty ? "other percentiles" : statistics.name
            unused.append(UnusedEvidence(file: one.name, name: name, reason: .otherQuantile))
        }
        return figures
    }

    /// Locust rounds percentiles to whole ms of two digits: a uniform error of that width.
    private static func rounding(_ time: SimTime) -> Double {
        var width = 1.0
        while time.milliseconds / width >= 100 { width *= 10 }
        return width / time.milliseconds / 12.0.squareRoot()
    }

    // MARK: Series

    private mutating func read(
        _ series: [TimeSeries], _ one: CalibrationEvidence
    ) throws(CalibrationError) {
        var watched: [WatchedSeries] = []
        var load: TimeSeries?
        for each in series {
            switch names.series(of: each.name) {
            case .resource(let id):
                try check(each, in: one.name)
                watched.append(WatchedSeries(resource: id, series: each))
            case .load(let kind) where kind == self.kind: load = load ?? each
            case .load, .operation, nil:
                unused.append(
                    UnusedEvidence(file: one.name, name: each.name, reason: .unknownName))
            }
        }
        if watched.isEmpty { return }
        let groups: [LoadGroup]
        if let level = try given(one) {
            groups = [LoadGroup(level: level, loads: nil)]
        } else if let load {
            groups = LoadGroup.groups(
                of: load, kind, most: Self.mostGroups, leastPoints: Self.leastPoints)
        } else {
            throw .noLevel(file: one.name, needed: kind.example)
        }
        for group in groups {
            var figures: [ObservedFigure] = []
            for each in watched {
                guard let mean = group.mean(of: each.series) else {
                    unused.append(
                        UnusedEvidence(file: one.name, name: each.series.name, reason: .noValues))
                    continue
                }
                guard mean.value > 0 else {
                    unused.append(
                        UnusedEvidence(file: one.name, name: each.series.name, reason: .idle))
                    continue
                }
                figures.append(
                    ObservedFigure(
                        file: one.name, metric: .utilization(each.resource), value: mean.value,
                        scatter: mean.scatter))
            }
            levels.append(
                ObservedLevel(
                    level: group.level, isMeasured: kind == .rate && group.loads != nil,
                    duration: group.duration(watched[0].series), figures: figures,
                    isHeldOut: one.isHeldOut))
        }
    }

    private struct WatchedSeries {
        let resource: ResourceID
        let series: TimeSeries
    }

    private func check(_ series: TimeSeries, in file: String) throws(CalibrationError) {
        guard let wrong = series.values.first(where: { $0 < 0 || $0 > 1 }) else { return }
        throw .badUtilization(
            file: file, series: series.name, value: "\(wrong)",
            reason: wrong < 0
                ? "and no utilization is negative"
                : "and a utilization is a share from 0 to 1; divide percentages by 100, and cores"
                    + " that are used by those there are")
    }
}
