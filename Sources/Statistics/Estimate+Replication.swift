// SPDX-License-Identifier: GPL-3.0-or-later

extension Estimate {
    /// How many replications it has; nil where nothing was sampled.
    public var replications: Int? {
        if case .sampled(let sample) = self { sample.count } else { nil }
    }

    /// What one replication says alone, before controls; what was not sampled is the same in all.
    ///
    /// - Precondition: the number is one of its replications.
    public func alone(_ number: Int) -> Estimate {
        switch self {
        case .exact, .approximate: self
        case .sampled(let sample): .sampled(Sample([sample.plain.values[number]]))
        }
    }
}
