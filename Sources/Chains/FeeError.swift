// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a fee rule has no answer to what it was given.
public enum FeeError: Error, Hashable, Sendable {
    /// The rule divides by it, and it is zero.
    case zero(String)
    case outOfRange(name: String, value: String, allowed: String)
    /// The exact result is wider than a fee or an amount of gas can be.
    case overflow(result: String, most: String)
}

extension FeeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .zero(let name): "\(name) is zero; it must be at least 1"
        case .outOfRange(let name, let value, let allowed):
            "\(name) is \(value); it must be \(allowed)"
        case .overflow(let result, let most): "\(result) exceeds \(most); lower the inputs"
        }
    }
}
