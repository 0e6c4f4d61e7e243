// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// Reads `posting` of a chain: how often its batches go to the chain below, and what the platform
/// pays for them where it operates the chain.
struct PostingReader {
    let names: Names

    func read(_ field: Field) -> Posting? {
        guard case .map = field.node.value else {
            return interval(field).map { Posting(every: $0) }
        }
        guard let map = field.map(["every", "to", "in", "gas", "data", "tip"]) else { return nil }
        let interval = map.required("every").flatMap(interval)
        let chain = map.required("to")?.component(names, [.chain])
        let medium = map.required("in")?.choice(BatchCarriage.Medium.self)
        let gas = map["gas"].or(.zero) { $0.gas() }
        let data = map["data"].or(.zero) { $0.quantity(Bytes.self) }
        let tip = map["tip"].or(.zero) { $0.quantity(WeiPerGas.self) }
        guard let interval, let chain, let medium, let gas, let data, let tip else { return nil }
        return Posting(
            every: interval,
            carriage: BatchCarriage(to: chain, in: medium, gas: gas, data: data, tip: tip))
    }

    private func interval(_ field: Field) -> SimTime? {
        field.time(Posting.intervals.lowerBound, Posting.intervals.upperBound)
    }
}

/// Reads `blobs` of a chain: what they cost.
struct BlobReader {
    /// Forks that set how many blobs a block takes.
    private enum Schedule: String, CaseIterable {
        case cancun, prague, osaka, bpo1, bpo2

        var rules: BlobSchedule {
            switch self {
            case .cancun: .cancun
            case .prague: .prague
            case .osaka: .osaka
            case .bpo1: .bpo1
            case .bpo2: .bpo2
            }
        }
    }

    /// Where the run begins in the week.
    let start: WeekTime

    func read(_ field: Field) -> BlobPricing? {
        guard let map = field.map(["base fee", "schedule", "others"]) else { return nil }
        let price = map.required("base fee")?.quantity(WeiPerGas.self)
        let schedule = map["schedule"].optional { $0.choice(Schedule.self) }
        let others = map["others"].optional { OtherDemandReader(start: start).readBlobs($0) }
        guard let price, let schedule, let others else { return nil }
        if let schedule { return .following(schedule.rules, from: price, others: others) }
        guard others != nil else { return .constant(price) }
        map.noteMissing("schedule")
        return nil
    }
}
