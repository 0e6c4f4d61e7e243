// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

// Alerts are judged window by window.
extension Summary {
    var alerts: [AlertMeasurement] {
        program.model.alerts.map { alert in
            let episodes = runs.map { Self.episodes(of: alert, $0.timeline, program) }
            let spans = runs.map { run -> Double in
                guard let first = run.timeline.first, let last = run.timeline.last else { return 0 }
                return last.end.seconds - first.start.seconds
            }
            let fired = episodes.count { !$0.isEmpty }
            return AlertMeasurement(
                alert: alert, fired: .fraction(Double(fired) / Double(max(runs.count, 1))),
                times: sampled(episodes.map { Double($0.count) }),
                firing: sampled(
                    zip(episodes, spans).map { episodes, span in
                        let time = episodes.reduce(0.0) { $0 + $1.end.seconds - $1.start.seconds }
                        return span > 0 ? time / span : 0
                    }), first: episodes.lazy.compactMap { $0.first?.start }.first)
        }
    }

    /// The events of the first replication, with its alerts.
    var eventsWithAlerts: [PlatformEvent] {
        guard let run = runs.first else { return [] }
        var events = run.happenings
        for alert in program.model.alerts {
            for episode in Self.episodes(of: alert, run.timeline, program) {
                events.append(
                    PlatformEvent(
                        time: episode.start, component: nil, change: .alertFires(alert.severity),
                        cause: .alert(alert.name)))
                guard episode.isOver else { continue }
                events.append(
                    PlatformEvent(
                        time: episode.end, component: nil, change: .alertEnds,
                        cause: .alert(alert.name)))
            }
        }
        return events.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }.map(\.element)
    }

    private struct Episode {
        let start: SimTime
        let end: SimTime
        let isOver: Bool
    }

    /// From the end of the window with which the condition has held long enough, to the end of the
    /// first in which it does not.
    private static func episodes(
        of alert: Alert, _ windows: [TimelineWindow], _ program: Program
    ) -> [Episode] {
        var episodes: [Episode] = []
        var since: SimTime?
        var start: SimTime?
        for window in windows {
            guard holds(alert.condition, window, program) else {
                if let began = start {
                    episodes.append(Episode(start: began, end: window.end, isOver: true))
                }
                since = nil
                start = nil
                continue
            }
            let began = since ?? window.start
            since = began
            let held = window.end.nanoseconds - began.nanoseconds
            if start == nil, held >= alert.hold.nanoseconds { start = window.end }
        }
        if let start, let end = windows.last?.end {
            episodes.append(Episode(start: start, end: end, isOver: false))
        }
        return episodes
    }

    private static func holds(
        _ condition: Alert.Condition, _ window: TimelineWindow, _ program: Program
    ) -> Bool {
        switch condition {
        case .latency(let rank, let limit):
            let latency = rank == .p50 ? window.median : window.p95
            return latency.map { $0 > limit.seconds } ?? false
        case .errors(let limit):
            let ended = window.completed + window.failed
            return ended > 0 && window.failed / ended > limit.fraction
        case .hitRate(let cache, let limit):
            guard let index = program.cacheComponents.firstIndex(of: cache),
                let rate = window.hitRate[index]
            else { return false }
            return rate < limit.fraction
        case .replicationLag(let id, let limit):
            let databases = program.jobs.compactMap(\.database)
            guard let index = databases.firstIndex(of: id), let lag = window.lag[index] else {
                return false
            }
            return lag > limit.seconds
        case .utilization(let id, let limit):
            guard let index = program.resources.firstIndex(where: { $0.id == id }) else {
                return false
            }
            return window.utilization[index] > limit.fraction
        }
    }
}
