// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
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
}
