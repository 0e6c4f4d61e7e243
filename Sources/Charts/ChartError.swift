// SPDX-License-Identifier: GPL-3.0-or-later

/// Why gnuplot drew no picture.
public enum ChartError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooOld(path: String, version: String, needs: String)
    /// It runs, but does not say which version it is.
    case notGnuplot(path: String, answer: String)
    case cannotStart(path: String, reason: String)
    case tookTooLong(path: String, chart: String, limit: Duration)
    /// It ended with an error; its words are the reason.
    case refused(path: String, chart: String, reason: String)
    /// It ended well, but what it wrote is no whole picture.
    case noPicture(path: String, chart: String, answer: String)

    public var description: String {
        switch self {
        case .tooOld(let path, let version, let needs):
            "\(path) is gnuplot \(version); charts need \(needs) or newer: install gnuplot-nox"
        case .notGnuplot(let path, let answer):
            "\(path) does not say which gnuplot it is, but '\(answer)'; install gnuplot-nox"
        case .cannotStart(let path, let reason):
            "\(path) does not start: \(reason)"
        case .tookTooLong(let path, let chart, let limit):
            "\(path) did not draw the chart '\(chart)' within \(limit.components.seconds) s; is the"
                + " machine busy?"
        case .refused(let path, let chart, let reason):
            "\(path) did not draw the chart '\(chart)': \(reason)"
        case .noPicture(let path, let chart, let answer):
            "\(path) wrote no whole SVG for the chart '\(chart)': "
                + (answer.isEmpty ? "nothing" : "'\(answer)'")
        }
    }
}
