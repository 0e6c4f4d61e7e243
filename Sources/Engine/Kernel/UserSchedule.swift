// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// When each user of a closed source is active: user i while the number of users exceeds i.
struct UserSchedule {
    private struct Segment {
        let start: Double
        let end: Double
        let from: Double
        let to: Double
    }

    private let segments: [Segment]
    /// The most users there are at any time.
    let most: Int

    init(_ demand: ClosedDemand) {
        var built: [Segment] = []
        var time = 0.0
        var users = Double(demand.users)
        for stage in demand.stages {
            let length = Double(stage.duration.nanoseconds)
            let target = Double(stage.target)
            if length > 0 {
                built.append(Segment(start: time, end: time + length, from: users, to: target))
            }
            time += length
            users = target
        }
        built.append(Segment(start: time, end: .infinity, from: users, to: users))
        segments = built
        most = ([demand.users] + demand.stages.map(\.target)).max() ?? 0
    }

    /// The first time not before `now` at which that user is active, in ns; nil where no run
    /// reaches it.
    func activation(of user: Int, notBefore now: Int64) -> Int64? {
        let level = Double(user)
        let now = Double(now)
        for segment in segments where segment.end > now {
            let begin = max(segment.start, now)
            if users(in: segment, at: begin) > level { return Self.moment(begin) }
            guard segment.to > level, segment.to > segment.from else { continue }
            let share = (level - segment.from) / (segment.to - segment.from)
            let crossing = segment.start + share * (segment.end - segment.start)
            // One ns on, so that the number of users is above the level and not at it.
            return Self.moment(max(crossing, begin)).map { $0 + 1 }
        }
        return nil
    }

    /// A time on the clock; nil for one that no run reaches.
    private static func moment(_ time: Double) -> Int64? {
        time < Double(farFuture) ? Int64(time) : nil
    }

    /// Whether that user is active now.
    func isActive(_ user: Int, at now: Int64) -> Bool {
        let now = Double(now)
        guard let segment = segments.first(where: { $0.end > now }) else { return false }
        return users(in: segment, at: now) > Double(user)
    }

    private func users(in segment: Segment, at time: Double) -> Double {
        guard segment.end.isFinite else { return segment.to }
        let share = (time - segment.start) / (segment.end - segment.start)
        return segment.from + (segment.to - segment.from) * share
    }
}
