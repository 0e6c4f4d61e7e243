// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How much load there was while something was measured.
public enum TestLevel: Hashable, Sendable, CustomStringConvertible {
    case rate(Rate)
    case users(Int)

    /// Reads `200/s`, or `50` or `50 users`.
    public init?(parsing text: String) {
        let words = text.split(separator: " ")
        if let first = words.first, let users = Int(first), users > 0,
            words.count == 1 || words.count == 2 && ["user", "users"].contains(words[1])
        {
            self = .users(users)
        } else if let rate = try? Rate(parsing: text), rate > .zero {
            self = .rate(rate)
        } else {
            return nil
        }
    }

    public var kind: Kind {
        switch self {
        case .rate: .rate
        case .users: .users
        }
    }

    /// Requests a second, or users.
    public var amount: Double {
        switch self {
        case .rate(let rate): rate.perSecond
        case .users(let users): Double(users)
        }
    }

    public var description: String {
        switch self {
        case .rate(let rate):
            "\(Rate.perSecond((rate.perSecond * 100).rounded() / 100))"
        case .users(let users): users == 1 ? "1 user" : "\(users) users"
        }
    }

    public enum Kind: Sendable {
        case rate, users

        /// Such a level, for a remedy.
        var example: String {
            switch self {
            case .rate: "200/s"
            case .users: "50"
            }
        }

        /// More than anybody has: what is beyond is in another unit, and its sums may be infinite.
        var most: Double {
            switch self {
            case .rate: 1e12
            case .users: 1e9
            }
        }

        /// One in thirty years: what is less is no load, and nothing is divided by it.
        static let least = 1e-9

        /// So many of them, which is finite and not negative.
        func level(_ amount: Double) -> TestLevel {
            switch self {
            case .rate: .rate(.perSecond(amount))
            case .users: .users(max(1, Int(exactly: min(amount, most).rounded()) ?? 1))
            }
        }

        /// Such as `3.5/s`, of any size.
        func text(_ amount: Double) -> String {
            switch self {
            case .rate: "\(amount)/s"
            case .users: "\(amount) users"
            }
        }
    }
}

extension Model {
    /// How the load of this model is counted; throws where that is no single number.
    func levelKind() throws(CalibrationError) -> TestLevel.Kind {
        let open = sources.count { source in
            switch source.demand {
            case .open: true
            case .closed: false
            }
        }
        guard open == 0 || open == sources.count else { throw .mixedTraffic }
        return open == 0 ? .users : .rate
    }

    /// The share of each operation in the requests of all sources, those without any left out.
    func mix() -> [(operation: OperationID, share: Double)] {
        var amounts = operations.map { _ in 0.0 }
        for source in sources {
            for part in source.mix {
                amounts[part.operation.index] += source.amount * part.share.fraction
            }
        }
        let total = amounts.reduce(0, +)
        return amounts.enumerated().filter { $0.element > 0 }.map {
            (OperationID($0.offset), $0.element / total)
        }
    }

    /// The same model under that load, which stands still but for bursts and traces; its sources
    /// keep their shares of it. Nil where that is no model.
    func at(_ level: TestLevel) -> Model? {
        let amounts = sources.map(\.amount)
        let total = amounts.reduce(0, +)
        guard total > 0 else { return nil }
        let factor = level.amount / total
        guard sources.allSatisfy(\.canStand) else { return try? with(load: factor) }
        let levels = sources.map { source -> Double in
            switch source.demand {
            case .open(let open): open.rate.perSecond * factor
            case .closed(let closed): (Double(closed.users) * factor).rounded()
            }
        }
        return try? with(steady: levels)
    }
}

extension TrafficSource {
    /// Requests a second, or users.
    fileprivate var amount: Double {
        switch demand {
        case .open(let open): open.rate.perSecond * open.batch.mean
        case .closed(let closed): Double(closed.users)
        }
    }

    fileprivate var canStand: Bool {
        switch demand {
        case .closed: true
        case .open(let open):
            switch open.law {
            case .bursts, .trace: false
            case .poisson, .deterministic, .renewal: true
            }
        }
    }
}
