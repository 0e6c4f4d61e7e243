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
    /// After which the segments begin anew, in ns; 0 where they never do.
    private let period: Int64
    /// The most users there are at any time.
    let most: Int

    init(_ demand: ClosedDemand) {
        most = demand.mostUsers
        period = demand.cycle?.period.nanoseconds ?? 0
        let users = Double(demand.users)
        segments = demand.cycle.map { Self.segments(users, $0) } ?? Self.segments(demand)
    }

    /// The ramps, and for ever what comes after them.
    private static func segments(_ demand: ClosedDemand) -> [Segment] {
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
        return built
    }

    /// One round of a cycle.
    private static func segments(_ users: Double, _ cycle: LoadCycle) -> [Segment] {
        var built: [Segment] = []
        var time = 0.0
        for piece in cycle.pieces {
            let length = Double(piece.duration.nanoseconds)
            built.append(
                Segment(
                    start: time, end: time + length, from: users * piece.from.fraction,
                    to: users * piece.to.fraction))
            time += length
        }
        return built
    }

    /// The first time not before `now` at which that user is active, in ns; nil where no run
    /// reaches it.
    func activation(of user: Int, notBefore now: Int64) -> Int64? {
        var round = beginning(of: now)
        if let time = activation(of: user, notBefore: now, round: round) { return time }
        guard period > 0 else { return nil }
        // The rest of this round, and a whole one: who is not active then never is.
        round += Double(period)
        return activation(of: user, notBefore: now, round: round)
    }

    /// The same in the round of the segments that begins then.
    private func activation(of user: Int, notBefore now: Int64, round: Double) -> Int64? {
        let level = Double(user)
        let now = Double(now) - round
        for segment in segments[first(endingAfter: now)...] {
            let begin = max(segment.start, now)
            if users(in: segment, at: begin) > level { return Self.moment(round + begin) }
            guard segment.to > level, segment.to > segment.from else { continue }
            let share = (level - segment.from) / (segment.to - segment.from)
            let crossing = segment.start + share * (segment.end - segment.start)
            // One ns on, so that the number of users is above the level and not at it.
            return Self.moment(round + max(crossing, begin)).map { $0 + 1 }
        }
        return nil
    }

    /// When the round of that time began.
    private func beginning(of now: Int64) -> Double {
        period > 0 ? Double(now - now % period) : 0
    }

    /// A time on the clock; nil for one that no run reaches.
    private static func moment(_ time: Double) -> Int64? {
        time < Double(farFuture) ? Int64(time) : nil
    }

    /// Whether that user is active now.
    func isActive(_ user: Int, at now: Int64) -> Bool {
        let now = Double(now) - beginning(of: now)
        let place = first(endingAfter: now)
        return place < segments.count && users(in: segments[place], at: now) > Double(user)
    }

    /// The first segment that ends after a time, by halving: a shape may have many.
    private func first(endingAfter time: Double) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].end > time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func users(in segment: Segment, at time: Double) -> Double {
        guard segment.end.isFinite else { return segment.to }
        let share = (time - segment.start) / (segment.end - segment.start)
        return segment.from + (segment.to - segment.from) * share
    }
}
