// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a unit is worth in base units, and what it measures.
public struct AuditUnit: Sendable, Hashable {
    /// Above zero.
    let size: Rational
    let dimension: Dimension

    static let one = AuditUnit(size: .one, dimension: .none)
}

/// The units that figures and formulas may have.
///
/// `gwei` is a price of gas, 10^-9 ETH each; a year has 365 days; how many hours a month has is the
/// reader's choice. Counts are plain numbers, whatever is counted.
public struct UnitSystem: Sendable {
    private var units: [String: AuditUnit]

    /// A month of 30 days.
    public static let usualHoursPerMonth = 720
    public static let hoursPerMonth = 600...800

    /// - Precondition: the hours are in `hoursPerMonth`.
    public init(hoursPerMonth: Int = usualHoursPerMonth) {
        precondition(Self.hoursPerMonth.contains(hoursPerMonth), "hours that a month may have")
        units = Self.table
        units["month"] = AuditUnit(
            size: Rational(UInt64(hoursPerMonth) * 3_600), dimension: Dimension(.second))
    }

    /// Adds a unit of the file's own; false where the name is taken.
    mutating func add(_ name: String, _ unit: AuditUnit) -> Bool {
        guard units[name] == nil else { return false }
        units[name] = unit
        return true
    }

    /// `USD/GB-h`, `1/day`, `%/month`, `req/s`: factors joined by `-` or `*`, then `/` and what
    /// they are per. No text is 1.
    ///
    /// - Throws: `UnitFault` with the part that is none.
    func unit(_ text: some StringProtocol) throws(UnitFault) -> AuditUnit {
        if text.isEmpty { return .one }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        var size: Rational? = .one
        var dimension = Dimension.none
        for (index, part) in parts.enumerated() {
            for name in part.split(omittingEmptySubsequences: false, whereSeparator: isProduct) {
                let unit = try named(name, isFirst: index == 0)
                size = size.flatMap { index == 0 ? $0 * unit.size : $0 / unit.size }
                dimension = index == 0 ? dimension * unit.dimension : dimension / unit.dimension
            }
        }
        guard let size else { throw UnitFault(name: String(text), reason: .tooLarge) }
        return AuditUnit(size: size, dimension: dimension)
    }

    private func isProduct(_ character: Character) -> Bool { character == "-" || character == "*" }

    private func named(
        _ name: some StringProtocol, isFirst: Bool
    ) throws(UnitFault) -> AuditUnit {
        if name == "1", isFirst { return .one }
        guard let unit = units[String(name)] else {
            throw UnitFault(name: String(name), reason: .unknown(all: units.keys.sorted()))
        }
        return unit
    }

    private static let table: [String: AuditUnit] = {
        var table: [String: AuditUnit] = [:]
        func add(_ names: String, _ size: Rational?, _ dimension: Dimension = .none) {
            guard let size else { return }
            for name in names.split(separator: " ") {
                table[String(name)] = AuditUnit(size: size, dimension: dimension)
            }
        }
        func over(_ top: UInt64, _ bottom: UInt64) -> Rational? {
            Rational(Natural(top), over: Natural(bottom))
        }
        let second = Dimension(.second)
        add("s", .one, second)
        add("ms", over(1, 1_000), second)
        add("min", Rational(60), second)
        add("h", Rational(3_600), second)
        add("day", Rational(86_400), second)
        add("week", Rational(604_800), second)
        add("year", Rational(31_536_000), second)
        add("USD", .one, Dimension(.dollar))
        add("ETH", .one, Dimension(.ether))
        add("gas", .one, Dimension(.gas))
        add("gwei", over(1, 1_000_000_000), Dimension(.ether) / Dimension(.gas))
        let byte = Dimension(.byte)
        add("B", .one, byte)
        add("KB", Rational(1_000), byte)
        add("MB", Rational(1_000_000), byte)
        add("GB", Rational(1_000_000_000), byte)
        add("TB", Rational(1_000_000_000_000), byte)
        add("Gbps", Rational(125_000_000), byte / second)
        add("%", over(1, 100))
        add(
            "x block call connection core event holder http instance item key message node op"
                + " pod provider query region replica req request row tx user", .one)
        return table
    }()
}

/// What is no unit, and why.
struct UnitFault: Error, Equatable {
    enum Reason: Equatable {
        case unknown(all: [String])
        case tooLarge
    }

    let name: String
    let reason: Reason
}
