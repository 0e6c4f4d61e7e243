// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension [ObservedLevel] {
    /// Files of one test made one, in an order that is not that of the files.
    ///
    /// Chance did to one file of a test what it did to the others: a load test and series of its
    /// time are one, and so are series at one load. A second load test of a load is another draw of
    /// chance and stands alone, as does what may be of two tests, and what says of a metric what
    /// another file says.
    func joined() -> [ObservedLevel] {
        let parts = inOrder()
        let hosts = parts.map { part in
            parts.indices.filter { parts[$0].isTest(of: part) }
        }
        // The part that each belongs to, which may be itself.
        let homes = parts.indices.map { index -> Int in
            if let host = hosts[index].first { return hosts[index].count == 1 ? host : index }
            return parts.indices.first {
                hosts[$0].isEmpty && parts[$0].isWatched(with: parts[index])
            } ?? index
        }
        var joined: [(place: Int, level: ObservedLevel)] = []
        for home in parts.indices {
            let members = parts.indices.filter { homes[$0] == home }
            let twice = members.filter { index in
                members.contains { $0 != index && parts[$0].shares(aMetricWith: parts[index]) }
            }
            joined += twice.map { ($0, parts[$0]) }
            let own = members.filter { !twice.contains($0) }
            guard let host = own.first(where: { $0 == home }) ?? own.first else { continue }
            let guests = own.filter { $0 != host }.map { parts[$0] }
            joined.append((host, parts[host].with(guests)))
        }
        return joined.sorted { $0.place < $1.place }.map(\.level).numbered()
    }

    /// What is fitted first, by rising load, then by name.
    private func inOrder() -> [ObservedLevel] {
        enumerated().sorted { a, b in
            let (x, y) = (a.element, b.element)
            if x.isHeldOut != y.isHeldOut { return y.isHeldOut }
            return (x.level.amount, x.file, a.offset) < (y.level.amount, y.file, b.offset)
        }.map(\.element)
    }

    private func numbered() -> [ObservedLevel] {
        enumerated().map { index, level in
            var numbered = level
            numbered.repetition = self[..<index].count { "\($0.level)" == "\(level.level)" }
            return numbered
        }
    }
}

extension ObservedLevel {
    /// A load that was told is that of a test where it differs by no more than chance and rounding.
    private static let sameLoad = 0.02
    /// Scrapes before and after a test may be among its series.
    private static let sameLength = 1.1

    fileprivate var file: String { figures.first?.file ?? "" }

    /// Whether series at a load that somebody told are of this test.
    fileprivate func isTest(of series: ObservedLevel) -> Bool {
        guard origin == .test, series.origin == .toldSeries, isHeldOut == series.isHeldOut else {
            return false
        }
        if let duration, let watched = series.duration,
            watched.seconds > duration.seconds * Self.sameLength
        {
            return false
        }
        let leeway = isMeasured ? Self.sameLoad * level.amount : 0
        return (level.amount - series.level.amount).magnitude <= leeway
    }

    /// Whether both are series at the same load that somebody told.
    fileprivate func isWatched(with other: ObservedLevel) -> Bool {
        origin == .toldSeries && other.origin == .toldSeries && isHeldOut == other.isHeldOut
            && level == other.level
    }

    fileprivate func shares(aMetricWith other: ObservedLevel) -> Bool {
        figures.contains { figure in other.figures.contains { $0.metric == figure.metric } }
    }

    /// At the load and of the length of this one; each figure keeps how long it was watched.
    fileprivate func with(_ guests: [ObservedLevel]) -> ObservedLevel {
        ObservedLevel(
            level: level, isMeasured: isMeasured,
            duration: origin == .test && duration != nil
                ? duration : (guests + [self]).compactMap(\.duration).max(),
            figures: figures + guests.flatMap(\.figures), isHeldOut: isHeldOut, origin: origin)
    }
}
