// SPDX-License-Identifier: GPL-3.0-or-later

/// The laws of service time that the files name.
enum ServiceLaw: Sendable, Equatable {
    case deterministic
    case exponential
    case erlang(phases: Int)
    case hyperexponentialBalanced(scv: Double)

    static let names = ["deterministic", "erlang", "exponential", "hyperexponential-balanced"]

    /// Nil where the law of that name does not have that squared coefficient of variation.
    init?(name: String, scv: Double) {
        switch name {
        case "deterministic" where scv == 0: self = .deterministic
        case "exponential" where scv == 1: self = .exponential
        case "erlang" where scv >= 1e-6 && scv <= 1:
            let phases = (1 / scv).rounded()
            guard abs(phases * scv - 1) <= 1e-9 else { return nil }
            self = .erlang(phases: Int(phases))
        case "hyperexponential-balanced" where scv >= 1: self = .hyperexponentialBalanced(scv: scv)
        default: return nil
        }
    }

    var scv: Double {
        switch self {
        case .deterministic: 0
        case .exponential: 1
        case .erlang(let phases): 1 / Double(phases)
        case .hyperexponentialBalanced(let scv): scv
        }
    }
}
