// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// How a published figure stands to the model's own.
public enum Reproduction: String, Sendable, CaseIterable {
    /// The residual is at most 15%.
    case reproduced
    /// More than 15% off, and against a law of operational analysis.
    case forbidden
    /// More than 15% off, and a percentile below what a law leaves for the mean; a tail that is
    /// long enough would allow it.
    case implausible
    case differs
    /// The run has no such figure.
    case absent

    /// The largest residual of a figure that counts as reproduced.
    public static let tolerance = 0.15

    /// - Parameter modelled: in the unit of the published figure.
    public init(_ observation: Observation, modelled: Double?, law: LoadBound?) {
        let published = observation.value
        guard let modelled else {
            self = .absent
            return
        }
        let isClose =
            published == 0
            ? modelled == 0 : abs(modelled / published - 1) <= Self.tolerance
        if isClose {
            self = .reproduced
            return
        }
        switch law?.standing(observation.metric, published) {
        case .forbidden: self = .forbidden
        case .implausible: self = .implausible
        case .allowed, nil: self = .differs
        }
    }
}
