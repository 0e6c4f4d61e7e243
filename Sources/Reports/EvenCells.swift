// SPDX-License-Identifier: GPL-3.0-or-later
import Planning

/// Where a move pays, in cells: a number is one from which on it does.
struct EvenCells {
    // MARK: The answer

    func cell<Value>(
        _ point: EvenPoint<Value>, _ number: (Value) throws -> Double
    ) rethrows -> Cell {
        switch point {
        case .from(let value): .value(try number(value), .number)
        case .upTo(let value): .text("up to " + text(try number(value)))
        case .within(let ranges): .text(try words(ranges) { text(try number($0)) })
        case .always: .word("any", .good)
        case .never: .word("none", .bad)
        }
    }

    /// Such as `up to 3, 10 to 20, from 50 on`.
    func words<Value>(
        _ ranges: [EvenRange<Value>], _ text: (Value) throws -> String
    ) rethrows -> String {
        try ranges.map { range in
            switch (range.from, range.upTo) {
            case (let from?, let upTo?): "\(try text(from)) to \(try text(upTo))"
            case (let from?, nil): "from \(try text(from)) on"
            case (nil, let upTo?): "up to \(try text(upTo))"
            case (nil, nil): "any"
            }
        }.joined(separator: ", ")
    }

    private func text(_ value: Double) -> String { Figures.text(value, .number).main }

    // MARK: Its cases

    /// P10, P50 and P90.
    func cells(_ band: MigrationPaths.Band?, below: String, beyond: String) -> [Cell]? {
        band.map { band in
            [band.low, band.mid, band.high].map { level in
                switch level {
                case .below: .word(below, .bad)
                case .number(let value): .value(value, .number)
                case .beyond: .word(beyond, .bad)
                }
            }
        }
    }

    func cells(_ even: MigrationPaths.EvenBand?) -> [Cell]? {
        even.map { even in
            [even.band.low, even.band.mid, even.band.high].map { level in
                switch (even.side, level) {
                case (.from, .number(let value)): .value(value, .number)
                case (.upTo, .number(let value)): .text("up to " + text(value))
                case (.from, .below), (.upTo, .beyond): .word("any", .good)
                // It may pay at less, but not from anywhere on.
                case (.from, .beyond): .word("never for good", .bad)
                case (.upTo, .below): .word("none", .bad)
                }
            }
        }
    }

    /// Internal rates of return, of a year.
    func rates(_ band: MigrationPaths.Band?) -> [Cell]? {
        band.map { band in
            [band.low, band.mid, band.high].map { level in
                switch level {
                case .below: .word("none", .bad)
                case .number(let value): Self.cell(yearly: value)
                case .beyond: .text("no outlay")
                }
            }
        }
    }

    /// Rates beyond that say no more than that it pays at once.
    private static let highestRate = 10.0

    static func cell(yearly rate: Double) -> Cell {
        rate > highestRate
            ? .text("above " + Figures.text(highestRate, .ratio).main) : .number(rate, .ratio)
    }
}
