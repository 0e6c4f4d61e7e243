// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Why it cannot be told whether a move or a batch pays.
public enum BreakevenError: Error, Equatable, Sendable, CustomStringConvertible {
    case whichChain
    case noPrice(chain: String)
    case nothingPaid(chain: String)
    /// An amount beyond what can be held: what it is of, and what makes it less.
    case tooLarge(place: String, QuantityError, Cause)

    /// What moves an amount.
    public enum Cause: Sendable, Hashable {
        case fees
        case growth
        case terms
    }

    public var description: String {
        switch self {
        case .whichChain:
            "it is not said which chain is left; name a component of kind chain in migration.chain"
        case .noPrice(let chain):
            "nobody says what gas costs on '\(chain)'; add 'gas price' or 'blocks' to"
                + " components.\(chain)"
        case .nothingPaid(let chain):
            "the platform pays for no transaction on '\(chain)': their users do; nothing is saved"
                + " by going elsewhere"
        case .tooLarge(let place, let error, let cause):
            "\(place): \(error); \(cause.remedy)"
        }
    }

    /// What is computed, with its place where it is too large; a place that is known already stays.
    static func placed<Value>(
        _ place: @autoclosure () -> String, _ cause: Cause, _ compute: () throws -> Value
    ) throws -> Value {
        do { return try compute() } catch let error as QuantityError {
            throw BreakevenError.tooLarge(place: place(), error, cause)
        } catch CashFlowError.arithmetic(let error) {
            throw BreakevenError.tooLarge(place: place(), error, cause)
        }
    }
}

extension BreakevenError.Cause {
    fileprivate var remedy: String {
        switch self {
        case .fees: "lower the base fee, the price of ether, the gas or the volume"
        case .growth: "let migration.growth be less, or name fewer migration.months"
        case .terms: "lower migration.effort and migration.one-off"
        }
    }
}
