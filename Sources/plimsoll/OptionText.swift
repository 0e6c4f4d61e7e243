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
