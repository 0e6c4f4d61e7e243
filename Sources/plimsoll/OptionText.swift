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
}
