// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How old the data of a service is, as the kernel knows it.
struct AgePlan: Sendable {
    let service: ComponentID
    /// In ns; 0 where every change is sent at once.
    let poll: Int64
}

/// Collects the services whose data has an age.
struct AgeTable {
    private(set) var plans: [AgePlan] = []

    mutating func number(_ service: ComponentID, _ freshness: Freshness) -> Int {
        if let known = plans.firstIndex(where: { $0.service == service }) { return known }
        plans.append(AgePlan(service: service, poll: freshness.poll?.nanoseconds ?? 0))
        return plans.count - 1
    }
}

/// Ages of data that was read, in one replication.
struct AgeState: ~Copyable {
    struct Sums: BitwiseCopyable {
        var count = 0
        /// In ns.
        var sum = 0.0
        var longest: Int64 = 0
    }

    let sums: FlatArray<Sums>
    let histograms: [LatencyHistogram]
    /// When the first poll is, from 0 to an interval.
    let phases: FlatArray<Int64>
    /// Names the draws of polls.
    let keys: FlatArray<UInt64>

    init(_ program: Program, root: StreamKey) {
        let plans = program.ages
        sums = FlatArray(repeating: Sums(), count: plans.count)
        histograms = plans.map { _ in LatencyHistogram() }
        let names = plans.map {
            root.child("polls").child(program.model.component($0.service).name)
        }
        keys = FlatArray(names.map { $0.child("lag").word })
        phases = FlatArray(
            zip(plans, names).map { plan, name in
                let width = UInt64(max(plan.poll, 1))
                return Int64(name.child("phase").word.multipliedFullWidth(by: width).high)
            })
    }

    func forget() {
        sums.fill(Sums())
        for histogram in histograms { histogram.reset() }
    }

    func measured(_ index: Int) -> Replication.Age {
        let sum = sums[index]
        var result = Replication.Age()
        guard sum.count > 0 else { return result }
        result.mean = sum.sum / Double(sum.count) * 1e-9
        result.p95 = (histograms[index].quantile(.percent(95)) ?? 0) * 1e-9
        result.longest = Double(sum.longest) * 1e-9
        return result
    }
}

extension Kernel {
    /// A request reads data: the lag of the last poll and the time since, or the lag of the moment.
    mutating func observe(_ slot: Int, _ pc: Int, _ now: Int64) {
        let number = Int(code[pc].target)
        let poll = program.ages[number].poll
        var age: Int64 = 0
        var word = requests[slot].key ^ code[pc].stream
        if poll > 0 {
            let since = now &+ poll &- ages.phases[number]
            age = since % poll
            word = ages.keys[number] &+ UInt64(since / poll) &* SplitMix.golden
        }
        let law = code[pc].law
        age &+= nanoseconds(law.sampleNanoseconds(bits: SplitMix.mix(word), tables: tables))
        let sums = ages.sums.base + number
        sums.pointee.count &+= 1
        sums.pointee.sum += Double(age)
        sums.pointee.longest = max(sums.pointee.longest, age)
        ages.histograms[number].record(age)
    }
}
