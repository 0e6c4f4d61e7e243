// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Quantities

/// The answer to one command, in a form that every format can render.
public struct Report: Sendable, Equatable {
    public let identity: Identity
    /// Absent where the command decides nothing.
    public let verdict: Verdict?
    /// The decision, in one sentence or two.
    public let headline: String
    public let notes: [String]
    public let tables: [Table]
    /// What can be drawn of it, in the order in which people ask; the numbers are in the tables.
    public let charts: [NamedChart]

    /// A partial run is said in front of headline and notes.
    public init(
        identity: Identity, verdict: Verdict?, headline: String, notes: [String], tables: [Table],
        charts: [NamedChart] = []
    ) {
        self.identity = identity
        self.verdict = verdict
        let partial = identity.partial
        self.headline = [partial?.words, headline].compactMap { $0 }.joined(separator: " ")
        self.notes = [partial?.note].compactMap { $0 } + notes
        self.tables = tables
        self.charts = charts
    }

    /// The table of that id, or nil where the report has none.
    public func table(_ id: String) -> Table? {
        tables.first { $0.id == id }
    }

    /// What decided and with which confidence; the process exit code follows from it.
    public enum Verdict: String, Sendable, CaseIterable {
        case met
        case breached
        case cannotTell = "cannot tell"
        case saturated
        case failed
    }
}

/// What made a report, so that the same bytes can be made again.
public struct Identity: Sendable, Equatable {
    public let version: String
    public let command: String
    public let scenario: String?
    public let digest: String?
    /// The date of the price book, as written.
    public let pricesAsOf: String?
    public let seed: UInt64?
    public let replications: Int?
    /// Present where a signal ended the run before it had all its replications.
    public let partial: PartialRun?
    /// On which older prices are flagged; absent where nobody says what day it is.
    public let today: CalendarDay?

    public init(
        version: String, command: String, scenario: String? = nil, digest: String? = nil,
        pricesAsOf: String? = nil, seed: UInt64? = nil, replications: Int? = nil,
        partial: PartialRun? = nil, today: CalendarDay? = nil
    ) {
        self.version = version
        self.command = command
        self.scenario = scenario
        self.digest = digest
        self.pricesAsOf = pricesAsOf
        self.seed = seed
        self.replications = replications
        self.partial = partial
        self.today = today
    }

    /// One line that names everything which the answer depends on.
    public var footer: String {
        var parts = ["plimsoll \(version)"]
        if let scenario {
            parts.append("scenario \(scenario)" + (digest.map { " (\($0))" } ?? ""))
        }
        if let pricesAsOf { parts.append("prices of \(pricesAsOf)") }
        if let seed { parts.append("seed \(seed)") }
        if let replications {
            parts.append(replications == 1 ? "1 replication" : "\(replications) replications")
        }
        return parts.joined(separator: ", ")
    }
}
