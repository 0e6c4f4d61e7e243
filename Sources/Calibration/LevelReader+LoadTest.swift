// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities

extension LevelReader {
    /// What every engine tells.
    static let ranks: [Ratio] = [.percent(50), .percent(90), .percent(95), .percent(99)]
    /// Rates by name add up to that of all but for rounding.
    private static let roundedRates = 0.01
    /// A share is another than in the scenario where it is off by so much of itself, and chance
    /// does not make it so: by three standard errors.
    private static let otherShare = 0.05
    /// What all requests of a test are called in a refusal.
    private static let all = "all requests"
    /// Failed requests are told of from there on.
    private static let tellableFailures = Ratio.percent(1)

    mutating func read(
        _ test: LoadTest, _ one: CalibrationEvidence
    ) throws(CalibrationError) {
        var parts: [TestPart] = []
        for request in test.requests {
            guard let id = names.operation(of: request.name) else {
                leaveOut(request.name, of: one, because: .unknownName)
                continue
            }
            if let place = parts.firstIndex(where: { $0.id == id }) {
                parts[place].requests.append(request)
            } else {
                parts.append(TestPart(id: id, requests: [request]))
            }
        }
        try checkRates(parts.flatMap(\.requests) + [test.overall], one)
        try checkSum(parts, test.overall, one)
        compareMix(parts, one)
        // All together tell no more than their parts do.
        if parts.isEmpty { parts = [TestPart(id: nil, requests: [test.overall])] }
        var level = try given(one)
        if level == nil { level = try tested(test, parts, one) }
        guard let level else { throw .noLevel(file: one.name, needed: kind.example) }
        var figures: [ObservedFigure] = []
        for part in parts { figures += self.figures(part, one) }
        if figures.isEmpty { leaveOut("", of: one, because: .noSpeed) }
        if let share = test.overall.failureShare, share >= Self.tellableFailures {
            leaveOut("\(Self.text(share.fraction)) of all", of: one, because: .failures)
        }
        levels.append(
            ObservedLevel(
                level: level, isMeasured: kind == .rate && one.level == nil,
                duration: duration(test.overall), figures: figures, isHeldOut: one.isHeldOut))
    }

    private static func text(_ share: Double) -> String {
        "\(Ratio.fraction((share * 1_000).rounded() / 1_000))"
    }

    // MARK: The load

    /// At which load the test says that it was.
    private mutating func tested(
        _ test: LoadTest, _ parts: [TestPart], _ one: CalibrationEvidence
    ) throws(CalibrationError) -> TestLevel? {
        switch kind {
        case .users:
            if let most = test.users, let fewest = test.fewestUsers, fewest < most {
                leaveOut("\(fewest) to \(most) users", of: one, because: .movingUsers)
            }
            try check(Double(test.users ?? 0), .users, of: Self.all, in: one)
            return test.users.flatMap { $0 > 0 ? .users($0) : nil }
        case .rate:
            let missing = missing(parts)
            guard missing.isEmpty else {
                throw .missingOperations(
                    file: one.name, operations: missing,
                    all: test.overall.rate.map { "\(TestLevel.rate($0))" } ?? kind.example)
            }
            let rates = parts.compactMap(\.rate)
            let total = rates.reduce(0, +)
            try check(total, .rate, of: Self.all, in: one)
            return rates.count == parts.count && total >= TestLevel.Kind.least
                ? .rate(.perSecond(total)) : nil
        }
    }

    /// Operations of the scenario's mix that a test which names some does not.
    private func missing(_ parts: [TestPart]) -> [String] {
        guard parts.contains(where: { $0.id != nil }) else { return [] }
        return model.mix().filter { share in !parts.contains { $0.id == share.operation } }
            .map { model.operation($0.operation).name }
    }

    /// Rates within bounds add up to a finite one.
    private func checkRates(
        _ requests: [RequestStatistics], _ one: CalibrationEvidence
    ) throws(CalibrationError) {
        for request in requests {
            try check(
                request.rate?.perSecond ?? 0, .rate,
                of: request.name.isEmpty ? Self.all : request.name, in: one)
        }
    }

    /// Parts of a test that k6 keeps by one tag and by another hold the same requests.
    private func checkSum(
        _ parts: [TestPart], _ overall: RequestStatistics, _ one: CalibrationEvidence
    ) throws(CalibrationError) {
        guard let all = overall.rate else { return }
        let sum = parts.flatMap(\.requests).reduce(0) { $0 + ($1.rate?.perSecond ?? 0) }
        guard sum > all.perSecond * (1 + Self.roundedRates) else { return }
        throw .moreThanAll(
            file: one.name, names: parts.flatMap { $0.requests.map(\.name) },
            sum: "\(TestLevel.rate(.perSecond(sum)))", all: "\(TestLevel.rate(all))")
    }

    /// Says where the requests of a test are mixed in another way than those of the scenario.
    private mutating func compareMix(_ parts: [TestPart], _ one: CalibrationEvidence) {
        let rates = parts.compactMap(\.rate)
        let total = rates.reduce(0, +)
        guard rates.count == parts.count, total > 0 else { return }
        let counts = parts.compactMap(\.count)
        let requests = counts.count == parts.count ? counts.reduce(0, +) : nil
        for (operation, share) in model.mix() {
            let part = parts.first { $0.id == operation }
            let tested = (part?.rate ?? 0) / total
            let chance = requests.map { count in
                3 * (share * (1 - share) / max(count, 1)).squareRoot()
            }
            if (tested - share).magnitude > Self.otherShare * share + (chance ?? 0) {
                let name = model.operation(operation).name
                leaveOut(
                    "\(name): \(Self.text(tested)) of the requests, not \(Self.text(share))",
                    of: one, because: .otherMix)
            }
        }
    }

    private func duration(_ overall: RequestStatistics) -> SimTime? {
        guard let count = overall.count, let rate = overall.rate, rate > .zero, count > 0 else {
            return nil
        }
        let seconds = Double(count) / rate.perSecond
        return seconds < 1e9 ? SimTime(roundingSeconds: seconds) : nil
    }

    // MARK: The figures

    private mutating func figures(
        _ part: TestPart, _ one: CalibrationEvidence
    ) -> [ObservedFigure] {
        var figures: [ObservedFigure] = []
        if kind == .users, let rate = part.rate, rate > 0 {
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .throughput(part.id), value: rate, scatter: 0)
            )
        }
        if let mean = part.mean, mean > .zero {
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .mean(part.id), value: mean.seconds, scatter: 0))
        } else if part.requests.contains(where: { $0.mean != nil }), part.requests.count > 1 {
            leaveOut("mean of \(part.name)", of: one, because: .unweighted)
        }
        let quantiles = part.requests.flatMap(\.quantiles).filter { $0.time > .zero }
        guard part.requests.count == 1 else {
            if !quantiles.isEmpty { leaveOut(part.name, of: one, because: .severalRequests) }
            return figures
        }
        for quantile in quantiles where Self.ranks.contains(quantile.rank) {
            figures.append(
                ObservedFigure(
                    file: one.name, metric: .quantile(part.id, quantile.rank),
                    value: quantile.time.seconds,
                    scatter: one.file.kind == .locustStatistics
                        ? Self.rounding(quantile.time) : 0))
        }
        if quantiles.contains(where: { !Self.ranks.contains($0.rank) }) {
            let name = part.name.isEmpty ? "other percentiles" : part.name
            leaveOut(name, of: one, because: .otherQuantile)
        }
        return figures
    }

    /// Locust rounds percentiles to whole ms of two digits: a uniform error of that width.
    private static func rounding(_ time: SimTime) -> Double {
        var width = 1.0
        while time.milliseconds / width >= 100 { width *= 10 }
        return width / time.milliseconds / 12.0.squareRoot()
    }
}

/// What a test says of one operation, or of all together: by the requests that are its, which have
/// names of their own there.
private struct TestPart {
    let id: OperationID?
    /// At least one.
    var requests: [RequestStatistics]

    var name: String { requests.map(\.name).joined(separator: ", ") }

    /// A second; nil where one does not say it.
    var rate: Double? {
        let rates = requests.compactMap { $0.rate?.perSecond }
        return rates.count == requests.count ? rates.reduce(0, +) : nil
    }

    /// A sum of whole numbers that may be beyond them all.
    var count: Double? {
        let counts = requests.compactMap { $0.count.map(Double.init) }
        return counts.count == requests.count ? counts.reduce(0, +) : nil
    }

    /// Σ n·mean / Σ n, by counts or else by rates; nil where neither is there.
    var mean: SimTime? {
        if requests.count == 1 { return requests[0].mean }
        let means = requests.compactMap { $0.mean?.seconds }
        let counts = requests.compactMap(\.count).map(Double.init)
        let rates = requests.compactMap { $0.rate?.perSecond }
        guard means.count == requests.count,
            let weights = [counts, rates].first(where: { $0.count == means.count })
        else { return nil }
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        return SimTime(
            roundingSeconds: zip(means, weights).reduce(0) { $0 + $1.0 * $1.1 } / total)
    }
}
