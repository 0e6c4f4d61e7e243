// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// In which order a station or pod serves, who joins it, and how long they wait for it.
public struct Discipline: Sendable {
    /// The classes of priority; 1 is served first.
    public static let priorities = 1...16
    public static let mostJoining = 1_000

    public let order: Order
    /// How long one waits before leaving the queue, which fails the request; absent for ever. Who
    /// was served once, and then preempted, stays.
    public let patience: Distribution?
    /// The probability of joining by the number found waiting or in service, from 0; the last holds
    /// beyond. Who does not join fails. Empty where all join.
    public let joining: [Ratio]
    /// Who is turned away while there is much to do; empty for nobody.
    public let shedding: [Shedding]

    public enum Order: Hashable, Sendable {
        /// First come, first served.
        case arrival
        /// All are served at once, n customers at rate min(1, servers / n) each; with a limit at
        /// most so many, and the others wait, first come, first served.
        case sharing(limit: Int?)
        /// The highest priority first, without interrupting a service; FCFS within a class.
        case priority
        /// The same, but a higher priority takes the server of a lower one, which goes on later
        /// where it was interrupted (preemptive resume).
        case preemption
    }

    /// First come, first served, by customers who all join and never give up.
    public static let plain = Discipline(order: .arrival, patience: nil, joining: [])

    public init(
        order: Order, patience: Distribution?, joining: [Ratio], shedding: [Shedding] = []
    ) {
        self.order = order
        self.patience = patience
        self.joining = joining
        self.shedding = shedding
    }

    public var isPlain: Bool {
        order == .arrival && patience == nil && joining.isEmpty && shedding.isEmpty
    }

    /// Whether servers serve several at once.
    public var isShared: Bool {
        switch order {
        case .sharing: true
        case .arrival, .priority, .preemption: false
        }
    }

    /// Whether those who would make the queue grow without end leave it or do not join.
    public var shedsLoad: Bool {
        patience != nil || joining.last == .zero
            || shedding.contains { $0.priority == Self.priorities.lowerBound }
    }
}

/// Operations of a priority, and of all lower ones (greater numbers), are turned away while as many
/// wait, or as many servers are busy, as here.
public struct Shedding: Sendable, Hashable {
    public static let mostWaiting = 100_000_000

    public let priority: Int
    /// At least one of the two is given, and either suffices.
    public let waiting: Int?
    public let busy: Ratio?

    public init(priority: Int, waiting: Int?, busy: Ratio?) {
        self.priority = priority
        self.waiting = waiting
        self.busy = busy
    }
}
