// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `shape`: how the rate or the users of a source move through the day and the week, or on
/// and off, in shares of what the source states.
struct ShapeReader {
    /// The time of the week at which the run starts.
    let start: WeekTime

    private static let hour = SimTime.hours(1).nanoseconds
    private static let day = WeekTime.day.nanoseconds

    func read(_ field: Field) -> LoadCycle? {
        guard let map = field.map(["daily", "weekly", "on", "off"]) else { return nil }
        if map.has("on") || map.has("off") { return onAndOff(map) }
        guard map.has("daily") || map.has("weekly") else {
            field.note(
                "the shape is empty",
                "give it 'daily' (24 percentages), 'weekly' (7), or 'on' and 'off' (durations)")
            return nil
        }
        let daily = map["daily"].or(Day.even, daily)
        let weekly = map["weekly"].optional {
            shares($0, 7, "a list of 7 percentages, Monday first")
        }
        guard let daily, let weekly else { return nil }
        return cycle(daily, weekly?.map(\.fraction))
    }

    // MARK: On and off

    private func onAndOff(_ map: MapReader) -> LoadCycle? {
        for key in ["daily", "weekly"] {
            guard let other = map[key] else { continue }
            other.note(
                at: other.keyPlace, "the shape has 'on' and 'off', and '\(key)'",
                "leave one of them out", value: key)
            return nil
        }
        guard let on = map["on"], let off = map["off"] else {
            map.whole.note("'on' and 'off' go together", "give both, such as {on: 30s, off: 5m}")
            return nil
        }
        let onTime = on.quantity(SimTime.self)
        let offTime = off.quantity(SimTime.self)
        guard let onTime, let offTime else { return nil }
        return LoadCycle(pieces: [
            LoadCycle.Piece(duration: onTime, from: .one, to: .one),
            LoadCycle.Piece(duration: offTime, from: .zero, to: .zero),
        ])
    }

    // MARK: Day and week

    /// Shares at 24 hours, the first of them `phase` after midnight; straight in between.
    private struct Day {
        let phase: Int64
        let shares: [Double]

        static let even = Day(phase: 0, shares: Array(repeating: 1, count: 24))

        func share(at time: Int64) -> Double {
            let sinceFirst = (time - phase + ShapeReader.day) % ShapeReader.day
            let hour = Int(sinceFirst / ShapeReader.hour)
            let rest = Double(sinceFirst % ShapeReader.hour) / Double(ShapeReader.hour)
            let (here, next) = (shares[hour], shares[(hour + 1) % 24])
            return here + (next - here) * rest
        }
    }

    /// 24 shares, or the low and high of a wave.
    private func daily(_ field: Field) -> Day? {
        guard case .map = field.node.value else {
            let expected = "24 percentages, from 00:00 on, or {low: 40%, peak at: 14:00}"
            return shares(field, 24, expected).map { Day(phase: 0, shares: $0.map(\.fraction)) }
        }
        guard let map = field.map(["low", "high", "peak at"]) else { return nil }
        let low = map.required("low")?.quantity(Ratio.self)
        let high = map["high"].or(.one) { $0.quantity(Ratio.self) }
        let peak = map.required("peak at").flatMap(timeOfDay)
        guard let low, let high, let peak else { return nil }
        guard low <= high else {
            field.note("'low' is \(low) and 'high' \(high)", "make 'low' at most 'high'")
            return nil
        }
        return Self.wave(low: low.fraction, high: high.fraction, peak: peak.nanoseconds)
    }

    private func timeOfDay(_ field: Field) -> SimTime? {
        guard let time = field.quantity(WeekTime.self) else { return nil }
        guard !time.hasDay else {
            field.note("a daily shape has the same peak each day", "leave out the day")
            return nil
        }
        return time.sinceMonday
    }

    /// low + (high - low)(1 + cos(2π(t - peak)/24h))/2 at the hours before and after the peak.
    private static func wave(low: Double, high: Double, peak: Int64) -> Day {
        let (two, three, six) = ((2.0).squareRoot(), (3.0).squareRoot(), (6.0).squareRoot())
        // Of 0, 15, … 90 degrees.
        let quarter = [1, (six + two) / 4, three / 2, two / 2, 0.5, (six - two) / 4, 0]
        let cosines = (0..<24).map { hour -> Double in
            let half = hour <= 12 ? hour : 24 - hour
            return half <= 6 ? quarter[half] : -quarter[12 - half]
        }
        // The first of the 24 hours is that after midnight.
        let (phase, before) = (peak % hour, Int(peak / hour))
        return Day(
            phase: phase,
            shares: (0..<24).map { index in
                low + (high - low) * (1 + cosines[(index - before + 24) % 24]) / 2
            })
    }

    /// One round from the start of the run on: pieces end at the hours of the shares and, where
    /// days differ, at midnight.
    private func cycle(_ daily: Day, _ weekly: [Double]?) -> LoadCycle {
        let period = weekly == nil ? Self.day : WeekTime.week.nanoseconds
        let start = start.sinceMonday.nanoseconds % period
        let hours = period / Self.hour
        var breaks: Set<Int64> = [start]
        for hour in 0..<hours {
            breaks.insert(hour * Self.hour + daily.phase)
            if weekly != nil, hour % 24 == 0 { breaks.insert(hour * Self.hour) }
        }
        let ordered = breaks.map { ($0 - start + period) % period }.sorted() + [period]
        let pieces = zip(ordered, ordered.dropFirst()).map { begin, end -> LoadCycle.Piece in
            let first = (start + begin) % period
            let ofDay = weekly.map { $0[Int(first / Self.day)] } ?? 1
            return LoadCycle.Piece(
                duration: .nanoseconds(end - begin),
                from: .fraction(daily.share(at: first % Self.day) * ofDay),
                to: .fraction(daily.share(at: (first + end - begin) % Self.day) * ofDay))
        }
        return LoadCycle(pieces: Self.joined(pieces))
    }

    /// The same with neighbours that stand still at one level as one piece.
    private static func joined(_ pieces: [LoadCycle.Piece]) -> [LoadCycle.Piece] {
        var joined: [LoadCycle.Piece] = []
        for piece in pieces {
            if let last = joined.last, last.from == last.to, piece.from == piece.to,
                last.to == piece.from
            {
                joined[joined.count - 1] = LoadCycle.Piece(
                    duration: last.duration + piece.duration, from: last.from, to: last.to)
            } else {
                joined.append(piece)
            }
        }
        return joined
    }

    /// So many percentages.
    private func shares(_ field: Field, _ count: Int, _ expected: String) -> [Ratio]? {
        guard let shares = all(field.items(expected)?.map { $0.quantity(Ratio.self) }) else {
            return nil
        }
        guard shares.count == count else {
            field.note("these are \(shares.count) shares", "write \(expected)")
            return nil
        }
        return shares
    }
}
