// SPDX-License-Identifier: GPL-3.0-or-later

/// What a case may expect of a system; the names are those of the files.
enum Metric: String, Sendable, CaseIterable {
    case utilization, meanWait, meanSojourn, sojournP95, sojournP99
    case meanQueueLength, meanInSystem, throughput
    case waitProbability, blockingProbability, probabilityEmpty, occupancyProbabilities
    case stretch, timeCongestion, callCongestion
    case abandonmentProbability, balkingProbability, branchMeanSojourn
    case meanWaitChange, servers, headroom, visits
    case residenceTime, networkMeanSojourn, networkMeanInSystem, normalizingConstants
    case throughputUpperBound, sojournLowerBound
    case baseFee
    case monthlyCost, lineAmounts, total, cost, mean, months
    case slope, value, timeToCapacity, meanAbsoluteError, meanAbsolutePercentageError

    /// How it changes with the unit of time.
    var dimension: Dimension {
        switch self {
        case .meanWait, .meanSojourn, .sojournP95, .sojournP99, .meanWaitChange,
            .branchMeanSojourn, .residenceTime, .networkMeanSojourn, .sojournLowerBound:
            .time
        case .throughput, .throughputUpperBound: .perTime
        case .utilization, .meanQueueLength, .meanInSystem, .waitProbability,
            .blockingProbability, .probabilityEmpty, .occupancyProbabilities, .stretch,
            .timeCongestion, .callCongestion, .abandonmentProbability, .balkingProbability,
            .servers,
            .headroom, .visits, .networkMeanInSystem, .normalizingConstants, .baseFee,
            .monthlyCost, .lineAmounts, .total, .cost, .mean, .months, .slope, .value,
            .timeToCapacity, .meanAbsoluteError, .meanAbsolutePercentageError:
            .number
        }
    }

    enum Dimension: Sendable { case time, perTime, number }
}

/// What a closed form says of one metric.
enum Answer: Sendable {
    case number(Double)
    /// One a station or class, in the order of the input.
    case list([Double])
    /// `[class][station]`.
    case table([[Double]])
    /// As many of the first states as are asked for.
    case states(@Sendable (Int) -> [Double])
}
