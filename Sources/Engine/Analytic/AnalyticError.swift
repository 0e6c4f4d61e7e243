// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Why a closed form has no answer.
public enum AnalyticError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Work arrives at least as fast as it can be served, so there is no stationary state.
    /// `station` is the index in a network, absent for a single station.
    case unstable(utilization: Double, station: Int?)
    /// A parameter is outside the range in which the formula holds.
    case outOfDomain(parameter: String, value: Double, allowed: String)
    /// Customers that reach this station of an open network can never leave it.
    case neverLeaves(station: Int)
    /// Two parameters that go station by station differ in length.
    case unequalLengths(parameter: String, count: Int, needed: Int)

    public var description: String {
        switch self {
        case .unstable(let utilization, let station):
            "utilization \(roundedForReading(utilization))"
                + (station.map { " of station \($0)" } ?? "")
                + " leaves no stationary state; it must be below 1"
        case .outOfDomain(let parameter, let value, let allowed):
            "\(parameter) is \(value); it must be \(allowed)"
        case .neverLeaves(let station):
            "no route leads out of the network from station \(station); lower its routing"
        case .unequalLengths(let parameter, let count, let needed):
            "\(parameter) has \(count) entries; it must have \(needed), one a station"
        }
    }

    private func roundedForReading(_ value: Double) -> Double {
        value < 1e9 ? (value * 1e6).rounded() / 1e6 : value
    }
}

/// The ranges that all closed forms share: wide enough for any platform, narrow enough that no
/// product or quotient of two parameters overflows.
enum AnalyticDomain {
    static let smallest = 1e-60
    static let largest = 1e60
    /// Most servers, customers or places: the recursions take as many steps.
    static let largestCount = 10_000_000

    static func positive(_ value: Double, _ parameter: String) throws(AnalyticError) {
        guard value >= smallest, value <= largest else {
            throw .outOfDomain(
                parameter: parameter, value: value, allowed: "above 0, from 1e-60 to 1e60")
        }
    }

    static func notNegative(_ value: Double, _ parameter: String) throws(AnalyticError) {
        guard value == 0 || (value >= smallest && value <= largest) else {
            throw .outOfDomain(
                parameter: parameter, value: value, allowed: "0, or from 1e-60 to 1e60")
        }
    }

    static func count(
        _ value: Int, _ parameter: String, least: Int = 1
    ) throws(AnalyticError) {
        guard value >= least, value <= largestCount else {
            throw .outOfDomain(
                parameter: parameter, value: Double(value),
                allowed: "from \(least) to \(largestCount)")
        }
    }

    static func stable(_ utilization: Double, station: Int? = nil) throws(AnalyticError) {
        guard utilization < 1 else {
            throw .unstable(utilization: utilization, station: station)
        }
    }
}
