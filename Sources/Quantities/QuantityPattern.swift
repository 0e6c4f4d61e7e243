// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes the regular expressions of quantities, from the unit tables by which they are read.
public enum QuantityPattern {
    static let number = "[0-9]+(\\.[0-9]+)?"
    private static let spaces = "[ \\t]*"

    /// A whole number in plain digits, as `Count` reads it.
    public static func whole(allowsNegative: Bool) -> String {
        text([(allowsNegative ? "-?" : "") + "[0-9]+(\\.0+)?"])
    }

    /// A plain decimal, as `ExactDecimal` is read.
    public static func decimal(allowsNegative: Bool) -> String {
        text([(allowsNegative ? "-?" : "") + number])
    }

    /// Parts in their order; spaces may stand between them and around them.
    static func text(_ parts: [String]) -> String {
        "^" + spaces + parts.joined(separator: spaces) + spaces + "$"
    }

    /// Numbers with units, each unit at most once, from the largest to the smallest.
    static func sequence(_ table: UnitTable<UInt128>) -> String {
        "^" + spaces + parts(table, spaces: spaces) + "$"
    }

    /// The same in one word.
    static func word(_ table: UnitTable<UInt128>) -> String { parts(table, spaces: "") }

    private static func parts(_ table: UnitTable<UInt128>, spaces: String) -> String {
        var groups: [(size: UInt128, symbols: [String])] = []
        for unit in table.units {
            if let index = groups.firstIndex(where: { $0.size == unit.meaning }) {
                groups[index].symbols.append(unit.symbol)
            } else {
                groups.append((unit.meaning, [unit.symbol]))
            }
        }
        let parts = groups.sorted { $0.size > $1.size }.map { group in
            "(" + number + spaces + any(group.symbols) + spaces + ")?"
        }
        return "(?=[0-9])" + parts.joined()
    }

    static func any(_ symbols: [String]) -> String { "(" + symbols.joined(separator: "|") + ")" }
}

extension UnitTable {
    /// Any of the units.
    var pattern: String { QuantityPattern.any(units.map(\.symbol)) }
}
