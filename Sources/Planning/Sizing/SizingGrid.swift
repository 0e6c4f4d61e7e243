// SPDX-License-Identifier: GPL-3.0-or-later

/// All configurations that knobs make, numbered with the last knob running fastest.
public struct SizingGrid: Sendable {
    public static let most = 20_000

    public let knobs: [Knob]
    public let count: Int
    /// The position of each knob, configuration by configuration.
    private let table: [Int]

    /// - Precondition: a knob at least.
    public init(_ knobs: [Knob]) throws(KnobError) {
        precondition(!knobs.isEmpty, "something to size")
        for (index, knob) in knobs.enumerated() {
            guard let other = knobs[..<index].first(where: knob.overlaps) else { continue }
            throw .sameKey(
                other.text, knob.text,
                key: knob.key.count < other.key.count ? knob.key : other.key)
        }
        let count = knobs.reduce(1.0) { $0 * Double($1.values.count) }
        guard count <= Double(Self.most) else { throw .tooManyConfigurations(count) }
        self.knobs = knobs
        self.count = Int(count)
        var table = [Int](repeating: 0, count: Int(count) * knobs.count)
        for index in 0..<Int(count) {
            var rest = index
            for knob in knobs.indices.reversed() {
                table[index * knobs.count + knob] = rest % knobs[knob].values.count
                rest /= knobs[knob].values.count
            }
        }
        self.table = table
    }

    /// The position of each knob.
    func positions(_ index: Int) -> ArraySlice<Int> {
        table[index * knobs.count..<(index + 1) * knobs.count]
    }

    /// As `--set` takes them.
    public func sets(_ index: Int) -> [String] {
        zip(knobs, positions(index)).map { "\($0.key)=\($0.values[$1])" }
    }

    /// Whether one has no more of anything than the other, and the same of what has no order.
    func isBelow(_ index: Int, _ other: Int) -> Bool {
        let (own, others) = (index * knobs.count, other * knobs.count)
        return knobs.indices.allSatisfy { knob in
            let (a, b) = (table[own + knob], table[others + knob])
            return knobs[knob].isMonotone ? a <= b : a == b
        }
    }

    /// Those of them that no other has as much of everything as, in their order.
    func mostCapable(_ indices: [Int]) -> [Int] {
        // Who is below another has the smaller sum of positions.
        let sums = indices.map { positions($0).reduce(0, +) }
        var found: [Int] = []
        for place in indices.indices.sorted(by: { (-sums[$0], $0) < (-sums[$1], $1) }) {
            let index = indices[place]
            if !found.contains(where: { isBelow(index, $0) }) { found.append(index) }
        }
        return found.sorted()
    }
}
