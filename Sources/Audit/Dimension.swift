// SPDX-License-Identifier: GPL-3.0-or-later

/// What a number measures: powers of the base units. Counts, of requests or of pods, are plain
/// numbers.
public struct Dimension: Sendable, Hashable {
    enum Base: Int, CaseIterable, Sendable {
        case second, dollar, ether, gas, byte

        var symbol: String {
            switch self {
            case .second: "s"
            case .dollar: "USD"
            case .ether: "ETH"
            case .gas: "gas"
            case .byte: "B"
            }
        }
    }

    /// A power for each base.
    private var powers: [Int]

    static let none = Dimension(powers: Array(repeating: 0, count: Base.allCases.count))

    private init(powers: [Int]) { self.powers = powers }

    init(_ base: Base) {
        self = .none
        powers[base.rawValue] = 1
    }

    var isNone: Bool { self == .none }

    /// Whether its powers are such that they can be multiplied by an exponent of a formula.
    var isBounded: Bool { powers.allSatisfy { $0.magnitude <= 1_000_000 } }

    static func * (a: Dimension, b: Dimension) -> Dimension {
        Dimension(powers: zip(a.powers, b.powers).map { $0 + $1 })
    }

    static func / (a: Dimension, b: Dimension) -> Dimension {
        Dimension(powers: zip(a.powers, b.powers).map { $0 - $1 })
    }

    func power(_ exponent: Int) -> Dimension {
        Dimension(powers: powers.map { $0 * exponent })
    }
}

extension Dimension: CustomStringConvertible {
    /// USD/s, B s, or "a plain number".
    public var description: String {
        if isNone { return "a plain number" }
        let parts = zip(Base.allCases, powers).filter { $0.1 != 0 }
        let above = parts.filter { $0.1 > 0 }.map { text($0.0, $0.1) }
        let below = parts.filter { $0.1 < 0 }.map { "/" + text($0.0, -$0.1) }
        return (above.isEmpty ? "1" : above.joined(separator: " ")) + below.joined()
    }

    private func text(_ base: Base, _ power: Int) -> String {
        base.symbol + (power == 1 ? "" : "^\(power)")
    }
}
