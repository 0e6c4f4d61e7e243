// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities

/// A file that was observed elsewhere, and at which load.
public struct CalibrationEvidence: Sendable {
    /// As it is named in reports.
    public let name: String
    public let file: ObservedFile
    /// Such as `200/s` or `50 users`; absent where the file says it.
    public let level: String?
    /// Whether it is predicted and not fitted.
    public let isHeldOut: Bool

    public init(name: String, file: ObservedFile, level: String? = nil, isHeldOut: Bool = false) {
        self.name = name
        self.file = file
        self.level = level
        self.isHeldOut = isHeldOut
    }
}

/// Something of the evidence that is not used.
public struct UnusedEvidence: Sendable, Equatable {
    public let file: String
    public let name: String
    public let reason: Reason

    public enum Reason: String, Sendable, CaseIterable {
        case unknownName = "no such name in the scenario"
        case idle = "it is 0 all the time"
        case noSpeed = "it tells no latency and no rate"
        case otherQuantile = "only p50, p90, p95 and p99 are modelled"
        case noValues = "it has no values at that load"
        case otherLoad = "the load of the scenario is counted in another way"
        case noLoad = "times without load are left out"
        case gaps = "times without a value are left out"
        case otherTimes = "the load is not known at all of its times; others are left out"
        case movingUsers = "the most at a time are taken for the load"
        case alone = "no series beside it is of a component"
        case severalRequests = "percentiles of several requests are not those of all of them"
        case unweighted = "nobody says how many there are of each request"
        case otherMix = "the mix is another in the scenario, and that one is fitted"
        case failures = "failed requests are not left out of latencies and rates"
        case rare = "a simulated repetition has too few requests to see how it scatters"
    }
}

extension [UnusedEvidence] {
    /// By file, name and reason, each once: the order of files says nothing.
    func inOrder() -> [UnusedEvidence] {
        let sorted = sorted { a, b in
            (a.file, a.name, a.reason.rawValue) < (b.file, b.name, b.reason.rawValue)
        }
        return zip(sorted.indices, sorted).filter { index, one in
            index == 0 || sorted[index - 1] != one
        }.map(\.1)
    }
}

/// Makes load levels of files.
struct LevelReader {
    let kind: TestLevel.Kind
    let model: Model
    var names: EvidenceNames
    var levels: [ObservedLevel] = []
    var unused: [UnusedEvidence] = []
    var watched: [WatchedSeries] = []

    init(
        _ model: Model, resources: [ResourceID], names: [String]
    ) throws(CalibrationError) {
        kind = try model.levelKind()
        self.model = model
        self.names = try EvidenceNames(model, resources: resources, texts: names)
    }

    mutating func read(_ evidence: [CalibrationEvidence]) throws(CalibrationError) {
        for (index, one) in evidence.enumerated() {
            if let other = evidence[..<index].first(where: { $0.tellsTheSame(as: one) }) {
                throw .toldTwice(file: one.name, other: other.name)
            }
            switch one.file.content {
            case .loadTest(let test): try read(test, one)
            case .series(let series): try read(series, one)
            case .errors, .gas, .bill, .usage, .serviceLevels, .rates, .billMap, .events:
                throw .noLoadTest(file: one.name, kind: one.file.kind.rawValue)
            }
        }
        unused = unused.inOrder()
        let figures = levels.filter { !$0.isHeldOut }.reduce(0) { $0 + $1.figures.count }
        try names.check(needsMatch: figures == 0)
    }

    func given(_ one: CalibrationEvidence) throws(CalibrationError) -> TestLevel? {
        guard let text = one.level else { return nil }
        guard let level = TestLevel(parsing: text), level.kind == kind else {
            throw .badLevel(file: one.name, text: text, needed: kind.example)
        }
        try check(level.amount, kind, of: "--at", in: one)
        return level
    }

    /// Throws where that is more than any load.
    func check(
        _ amount: Double, _ kind: TestLevel.Kind, of name: String, in one: CalibrationEvidence
    ) throws(CalibrationError) {
        guard amount > kind.most else { return }
        throw .hugeLoad(
            file: one.name, name: name, value: kind.text(amount),
            most: "\(kind.level(kind.most))")
    }

    mutating func leaveOut(
        _ name: String, of one: CalibrationEvidence, because reason: UnusedEvidence.Reason
    ) {
        unused.append(UnusedEvidence(file: one.name, name: name, reason: reason))
    }
}

extension CalibrationEvidence {
    /// Means of two tests agree so far only where they are of the same requests, which one file has
    /// with more digits than the other.
    private static let sameMean = 1e-6
    /// Two files of one test count its length in other ways.
    private static let sameRate = 0.05

    /// Whether both are the same file, or two files of the same requests.
    fileprivate func tellsTheSame(as other: CalibrationEvidence) -> Bool {
        if name == other.name || file.content == other.file.content { return true }
        guard case .loadTest(let mine) = file.content,
            case .loadTest(let theirs) = other.file.content,
            let count = mine.overall.count, count > 0, count == theirs.overall.count,
            let mean = mine.overall.mean?.seconds, let otherMean = theirs.overall.mean?.seconds
        else { return false }
        let rates = [mine, theirs].compactMap { $0.overall.rate?.perSecond }
        let areRatesFar =
            rates.count == 2
            && (rates[0] - rates[1]).magnitude > Self.sameRate * max(rates[0], rates[1])
        return !areRatesFar && (mean - otherMean).magnitude <= Self.sameMean * mean
    }
}
