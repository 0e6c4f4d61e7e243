// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Ledger {
    /// One run of the program, and the numbers that its report put first.
    public struct Run: Sendable, Equatable {
        /// Version of the program.
        public let program: String
        /// Name of the scenario, and the digest of its files.
        public let scenario: String
        public let digest: String
        /// Absent where nothing was drawn.
        public let seed: UInt64?
        /// The scenario as one YAML text, for what changed since; absent where nobody will ask.
        public let document: String?
        public let headline: [Figure]

        public struct Figure: Sendable, Equatable {
            public let line: Line
            public let value: Value

            /// Throws where the value does not suit the line's unit.
            public init(_ line: Line, _ value: Value) throws(LedgerError) {
                try line.check(value, "value")
                self.line = line
                self.value = value
            }
        }

        /// Throws where a text is empty, or a line of the headline stands twice.
        public init(
            program: String, scenario: String, digest: String, seed: UInt64? = nil,
            document: String? = nil, headline: [Figure] = []
        ) throws(LedgerError) {
            self.program = try Ledger.plain(program, "program", longest: 200)
            self.scenario = try Ledger.plain(scenario, "scenario", longest: 1_000)
            self.digest = try Ledger.plain(digest, "digest", longest: 200)
            self.seed = seed
            self.document = document
            self.headline = headline
            var names: Set<String> = []
            for figure in headline where !names.insert(figure.line.name).inserted {
                throw .badRow(
                    key: "headline", value: figure.line.name, reason: "the line stands twice")
            }
        }
    }

    /// What was expected in one month of another.
    public struct Forecast: Sendable, Equatable {
        /// The month it was made in.
        public let made: CalendarMonth
        public let line: Line
        /// The month it is about, not before the one it was made in.
        public let period: CalendarMonth
        public let central: Value
        /// Absent where only one number was given.
        public let interval: Interval?
        public let method: String
        /// Digest of the scenario it was made from; absent where none was.
        public let scenario: String?
        /// Name of the scenario that it is of; absent where nobody says.
        public internal(set) var scenarioName: String?

        public struct Interval: Sendable, Equatable {
            public let low: Value
            public let high: Value
            /// The chance that what comes lies inside, between 0 and 1.
            public let level: Ratio

            public init(low: Value, high: Value, level: Ratio) {
                self.low = low
                self.high = high
                self.level = level
            }

            /// Its ends included.
            func contains(_ value: Value) -> Bool { low.isAtMost(value) && value.isAtMost(high) }
        }

        /// Throws where the period is past, the values do not suit the line's unit or are out of
        /// order, or the level is not between 0 and 1.
        public init(
            made: CalendarMonth, line: Line, period: CalendarMonth, central: Value,
            interval: Interval? = nil, method: String, scenario: String? = nil,
            scenarioName: String? = nil
        ) throws(LedgerError) {
            guard period >= made else {
                throw .badRow(
                    key: "period", value: "\(period)",
                    reason: "it is before \(made), when it was made")
            }
            try line.check(central, "central")
            if let interval {
                try line.check(interval.low, "low")
                try line.check(interval.high, "high")
                guard interval.low.isAtMost(central) else {
                    throw .badRow(
                        key: "low", value: "\(interval.low)", reason: "it is above \(central)")
                }
                guard central.isAtMost(interval.high) else {
                    throw .badRow(
                        key: "high", value: "\(interval.high)", reason: "it is below \(central)")
                }
                guard interval.level > .zero, interval.level < .one else {
                    throw .badRow(
                        key: "level", value: "\(interval.level.fraction)",
                        reason: "expected a share between 0 and 1, such as 90%")
                }
            }
            self.made = made
            self.line = line
            self.period = period
            self.central = central
            self.interval = interval
            self.method = try Ledger.plain(method, "method", longest: 200)
            if let scenario { _ = try Ledger.plain(scenario, "scenario", longest: 200) }
            self.scenario = scenario
            if let scenarioName {
                _ = try Ledger.plain(scenarioName, "scenario_name", longest: 1_000)
            }
            self.scenarioName = scenarioName
        }

        /// Months from when it was made to what it is about.
        public var lead: Int {
            (period.year - made.year) * 12 + period.month - made.month
        }
    }

    /// What a month came to.
    public struct Actual: Sendable, Equatable {
        public let line: Line
        public let period: CalendarMonth
        public let value: Value
        /// Name of the scenario that it is of; absent where nobody says.
        public let scenario: String?

        /// Throws where the value does not suit the line's unit, or the scenario's name is no text
        /// on one line.
        public init(
            line: Line, period: CalendarMonth, value: Value, scenario: String? = nil
        ) throws(LedgerError) {
            try line.check(value, "value")
            if let scenario { _ = try Ledger.plain(scenario, "scenario", longest: 1_000) }
            self.line = line
            self.period = period
            self.value = value
            self.scenario = scenario
        }
    }

    /// The file that rows were read from.
    public struct Source: Sendable, Equatable {
        public let path: String
        /// Of its bytes: what sha256sum prints.
        public let digest: String

        public init(path: String, digest: String) throws(LedgerError) {
            self.path = try Ledger.plain(path, "source", longest: 4_096)
            self.digest = try Ledger.plain(digest, "digest", longest: 200)
        }
    }

    /// A row as it stands in the ledger.
    public struct Entry<Row: Sendable & Equatable>: Sendable, Equatable {
        /// By rising number, a later row has a higher one.
        public let id: Int64
        public let recorded: Timestamp
        public let row: Row
        /// The run that made it; absent where a file did.
        public let run: Int64?
        public let source: Source?
        /// Name of the scenario that it is of: its own, its run's, or the only one that the ledger
        /// has the line of; absent where there is none, or several.
        public let scenario: String?
        /// From 1: how often its place was written.
        public let revision: Int
        /// Whether a later row corrects it.
        public let isReplaced: Bool
    }

    /// What one `append` wrote.
    public struct Appended: Sendable, Equatable {
        public let run: Int64?
        public let forecasts: Int
        public let actuals: Int
        /// Rows of a file that say what the ledger says already, and are not written again.
        public let unchanged: Int
    }
}
