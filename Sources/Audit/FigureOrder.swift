// SPDX-License-Identifier: GPL-3.0-or-later

/// Figures in an order in which each comes after those that it derives from.
struct FigureOrder {
    let order: [Int]

    /// Figures that derive from themselves, by way of others.
    struct Cycle: Error {
        /// Each takes the next, and the last the first.
        let figures: [Int]
    }

    /// Depth first, without recursion, so that a chain may be as long as the file.
    ///
    /// - Parameter sources: of each figure; none where it is given.
    init(_ sources: [[Int]]) throws(Cycle) {
        enum Mark { case new, open, done }
        var marks = Array(repeating: Mark.new, count: sources.count)
        var order: [Int] = []
        for start in sources.indices where marks[start] == .new {
            var path = [(figure: start, next: 0)]
            marks[start] = .open
            while let (figure, next) = path.last {
                guard next < sources[figure].count else {
                    marks[figure] = .done
                    order.append(figure)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let source = sources[figure][next]
                switch marks[source] {
                case .done: break
                case .new:
                    marks[source] = .open
                    path.append((source, 0))
                case .open:
                    let first = path.firstIndex { $0.figure == source } ?? 0
                    throw Cycle(figures: path[first...].map(\.figure))
                }
            }
        }
        self.order = order
    }
}
