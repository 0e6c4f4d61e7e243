// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Planning
import Quantities

/// Quantities that options of the command line take.
enum OptionText {
    /// Throws `ValidationError`, which names the option.
    static func read<Quantity: ParsableQuantity>(
        _ text: String, of option: String, as type: Quantity.Type = Quantity.self
    ) throws -> Quantity {
        do {
            return try Quantity(parsing: text)
        } catch {
            throw ValidationError("\(option): \(error)")
        }
    }

    /// The `--budget` of a search. Throws `ValidationError` where it is none or not above zero.
    static func work(_ text: String) throws -> WorkBudget {
        let time = try read(text, of: "--budget", as: SimTime.self)
        guard time > .zero else {
            throw ValidationError("--budget is \(time); it must be above zero.")
        }
        return WorkBudget(about: time)
    }

    /// A number above zero.
    static func positive(_ text: String, of option: String) throws -> Double {
        let value = try read(text, of: option, as: ExactDecimal.self).approximation
        guard value > 0 else {
            throw ValidationError("\(option) is \(text); it must be above zero.")
        }
        return value
    }

    /// Throws where a whole number is out of its range.
    static func check(_ value: Int, of option: String, in allowed: ClosedRange<Int>) throws {
        guard allowed.contains(value) else {
            throw ValidationError(
                "\(option) is \(value); it must be from \(allowed.lowerBound) to"
                    + " \(allowed.upperBound).")
        }
    }

    /// The `--precision` of a search.
    static func precision(_ text: String) throws -> Ratio {
        let ratio = try read(text, of: "--precision", as: Ratio.self)
        guard (0.001...1).contains(ratio.fraction) else {
            throw ValidationError("--precision is \(ratio); it must be from 0.1% to 100%.")
        }
        return ratio
    }

    /// The component and the time of `db=6w`.
    static func leadTime(_ text: String) throws -> (name: String, time: SimTime) {
        guard let equals = text.firstIndex(of: "=") else {
            throw ValidationError(
                "--lead-time is '\(text)'; write a component and a time, such as db=6w.")
        }
        let time = try read(
            String(text[text.index(after: equals)...]), of: "--lead-time", as: SimTime.self)
        guard time >= .zero, time <= .days(3_650) else {
            throw ValidationError("--lead-time is \(text); it must be from 0d to 3650d.")
        }
        return (String(text[..<equals]), time)
    }
}
