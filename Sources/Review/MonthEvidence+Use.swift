// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

extension MonthEvidence {
    /// What a review makes of a file.
    public enum Use: Sendable, Equatable {
        case load
        /// Charges of the month, or what they are matched and exchanged by.
        case spend
        case serviceLevels
        case events
        case gas
        /// What numbers of the scenario are fitted to.
        case fit
        case unused(Reason)

        public enum Reason: Sendable, Equatable {
            /// No number is fitted: a load test, or series of a server.
            case notFitted
            /// The fit takes no figure of it.
            case unfit
            /// It is of other months only.
            case otherMonths
            /// A history of something else than the load.
            case otherSeries
            /// There is no bill of the month, for which it would be.
            case noBill
            /// Gas whose name says neither before nor after.
            case unnamed
            /// Errors of a load test, which nothing reads.
            case errors
        }
    }

    /// - Parameter fitted: the files that numbers of the scenario are fitted to; nil where none is.
    public func use(of file: File, fitted: Set<String>?) -> Use {
        switch file.file.content {
        case .loadTest, .series:
            if let fitted {
                fitted.contains(file.name)
                    ? .fit
                    : .unused(file.file.tests(in: month) == nil ? .otherMonths : .unfit)
            } else {
                .unused(.notFitted)
            }
        case .errors: .unused(.errors)
        case .usage: file.name == usageFile ? .load : .unused(.otherSeries)
        case .bill:
            invoice?.files.contains(file.name) == true ? .spend : .unused(.otherMonths)
        case .billMap, .rates: invoice == nil ? .unused(.noBill) : .spend
        case .serviceLevels: levels.isEmpty ? .unused(.otherMonths) : .serviceLevels
        case .events(let own):
            own.events.contains(where: events.contains) ? .events : .unused(.otherMonths)
        case .gas:
            gasFiles.map { [$0.before, $0.after].contains(file.name) } == true
                ? .gas : .unused(.unnamed)
        }
    }
}
