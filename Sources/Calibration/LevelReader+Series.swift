// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities

/// What was seen of a resource over time.
struct WatchedSeries {
    let file: String
    let resource: ResourceID
    let series: TimeSeries

    /// Whether both have values of the same times, all alike, and not for standing still.
    func overlaps(_ other: WatchedSeries) -> Bool {
        guard resource == other.resource else { return false }
        var values: [Double: Double] = [:]
        for point in other.series.points { values[point.seconds] = point.value }
        let common = series.points.compactMap { point in
            point.value.flatMap { own in values[point.seconds].map { (own, $0) } }
        }
        return common.allSatisfy { $0.0 == $0.1 } && common.contains { $0.0 != common[0].0 }
    }
}

extension LevelReader {
    /// Where the load moves, levels are made of so many points at least.
    private static let leastPoints = 6
    private static let mostGroups = 4

    mutating func read(
        _ series: [TimeSeries], _ one: CalibrationEvidence
    ) throws(CalibrationError) {
        var found: [(resource: ResourceID, series: [TimeSeries])] = []
        var loads: [TimeSeries] = []
        for each in series {
            switch names.series(of: each.name) {
            case .resource(let id):
                try check(each, in: one)
                if let place = found.firstIndex(where: { $0.resource == id }) {
                    found[place].series.append(each)
                } else {
                    found.append((id, [each]))
                }
            case .load(let kind) where kind == self.kind: loads.append(each)
            case .load: leaveOut(each.name, of: one, because: .otherLoad)
            case .operation, nil: leaveOut(each.name, of: one, because: .unknownName)
            }
        }
        if found.isEmpty {
            for load in loads { leaveOut(load.name, of: one, because: .alone) }
            return
        }
        let groups = try groups(loads, one)
        let watched = try found.map { (resource, series) throws(CalibrationError) in
            try self.watched(resource, series, one)
        }
        for each in watched { tellGaps(each.series, groups, one) }
        for group in groups { read(group, watched, one) }
    }

    /// The mean of all series of a resource, such as of its pods, where they have the same times.
    private mutating func watched(
        _ resource: ResourceID, _ series: [TimeSeries], _ one: CalibrationEvidence
    ) throws(CalibrationError) -> WatchedSeries {
        guard let whole = series.combined(.mean) else {
            throw .differentTimes(
                file: one.name, series: series.map(\.name), resource: model.name(of: resource))
        }
        let new = WatchedSeries(file: one.name, resource: resource, series: whole)
        if let other = watched.first(where: { $0.file != new.file && $0.overlaps(new) }) {
            throw .toldTwice(file: one.name, other: other.file)
        }
        watched.append(new)
        return new
    }

    // MARK: The load

    private mutating func groups(
        _ loads: [TimeSeries], _ one: CalibrationEvidence
    ) throws(CalibrationError) -> [LoadGroup] {
        if let level = try given(one) { return [LoadGroup(level: level, loads: nil)] }
        for load in loads {
            try checkCounter(load, in: one)
            if let wrong = load.values.first(where: { $0 < 0 }) {
                throw .badLoad(file: one.name, series: load.name, value: "\(wrong)")
            }
            // Before they are added, so that the sum is finite.
            try check(load.values.max() ?? 0, kind, of: load.name, in: one)
        }
        guard !loads.isEmpty else { throw .noLevel(file: one.name, needed: kind.example) }
        guard let load = loads.combined(.sum) else {
            throw .severalLoads(
                file: one.name, series: loads.map(\.name), needed: kind.example)
        }
        try check(load.values.max() ?? 0, kind, of: load.name, in: one)
        if load.points.contains(where: { $0.value.map { $0 < TestLevel.Kind.least } ?? true }) {
            leaveOut(load.name, of: one, because: .noLoad)
        }
        return LoadGroup.groups(
            of: load, kind, most: Self.mostGroups, leastPoints: Self.leastPoints)
    }

    // MARK: The figures

    /// Says where a value is of no use, for want of itself or of a load.
    private mutating func tellGaps(
        _ series: TimeSeries, _ groups: [LoadGroup], _ one: CalibrationEvidence
    ) {
        if series.points.contains(where: { $0.value == nil }) {
            leaveOut(series.name, of: one, because: .gaps)
        }
        let times = groups.compactMap(\.loads)
        let isLost = series.points.contains { point in
            point.value != nil && times.allSatisfy { $0[point.seconds] == nil }
        }
        if !times.isEmpty, isLost { leaveOut(series.name, of: one, because: .otherTimes) }
    }

    private mutating func read(
        _ group: LoadGroup, _ watched: [WatchedSeries], _ one: CalibrationEvidence
    ) {
        var figures: [ObservedFigure] = []
        for each in watched {
            guard let mean = group.mean(of: each.series) else {
                leaveOut(each.series.name, of: one, because: .noValues)
                continue
            }
            guard mean.value > 0 else {
                leaveOut(each.series.name, of: one, because: .idle)
                continue
            }
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .utilization(each.resource), value: mean.value,
                    scatter: mean.scatter,
                    duration: group.duration(each.series, points: mean.count)))
        }
        levels.append(
            ObservedLevel(
                level: group.level, isMeasured: kind == .rate && group.loads != nil,
                duration: figures.compactMap(\.duration).max(), figures: figures,
                isHeldOut: one.isHeldOut, origin: group.loads == nil ? .toldSeries : .series))
    }

    // MARK: Checks

    private func check(
        _ series: TimeSeries, in one: CalibrationEvidence
    ) throws(CalibrationError) {
        try checkCounter(series, in: one)
        guard let wrong = series.values.first(where: { $0 < 0 || $0 > 1 }) else { return }
        throw .badUtilization(
            file: one.name, series: series.name, value: "\(wrong)",
            reason: wrong < 0
                ? "and no utilization is negative"
                : "and a utilization is a share from 0 to 1; divide percentages by 100, and cores"
                    + " that are used by those there are")
    }

    /// A counter of Prometheus is called `_total`, and what is computed of it has no name
    /// (Prometheus, "Metric and label naming").
    private func checkCounter(
        _ series: TimeSeries, in one: CalibrationEvidence
    ) throws(CalibrationError) {
        let name = series.name.prefix { $0 != "{" }
        guard one.file.kind == .prometheus, name.hasSuffix("_total") else { return }
        throw .counter(file: one.name, series: series.name)
    }
}
