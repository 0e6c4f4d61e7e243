// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Quantities
import Synchronization

/// Runs replications on several threads, of one model or of several that are to be compared.
///
/// Models share the numbers of their replications: number 0 of each comes first, then number 1. So
/// a run that is stopped has pairs, and a number counts only when each model has it.
struct ReplicationPool {
    /// One of the models.
    struct Side {
        let program: Program
        let quantiles: [Ratio]
        let requestsInFlight: Int
        /// Present where it was detected.
        let warmUp: WarmUpFinding?

        /// One replication, cut in batches; none where it was stopped.
        func batches(
            _ count: Int, stop: StopSignal?, progress: (@Sendable (RunProgress) -> Void)?
        ) -> [Replication] {
            Replication.batches(
                program, count: count, slotLimit: requestsInFlight, quantiles: quantiles,
                stop: stop
            ) { share in
                progress?(
                    RunProgress(completedShare: share, replicationsDone: 0, replications: 1))
            }
        }

        /// What these replications say.
        func measurements(
            _ replications: [Replication], _ adjustment: ControlAdjustment?
        ) throws(EngineError) -> Measurements {
            if replications.isEmpty { throw .stopped }
            for (index, chain) in program.chains.enumerated() {
                for replication in replications {
                    guard let failure = replication.chains[index].failure else { continue }
                    throw .fees(chain: chain.name, failure)
                }
            }
            let answer = Summary(
                program, replications, quantiles: quantiles, warmUp: warmUp, adjustment: adjustment
            ).measurements
            guard answer.saturation != nil || !replications.contains(where: \.endedEarly) else {
                throw .tooManyInFlight(limit: requestsInFlight)
            }
            return answer
        }
    }

    let sides: [Side]
    let threads: Int
    let stop: StopSignal?
    let progress: (@Sendable (RunProgress) -> Void)?

    /// Runs the replications of these numbers, of `total` in all; those of other numbers are done
    /// already. Gives one replication a side for each number, in their order; nil for a number that
    /// is not complete, because the run was stopped.
    func run(_ numbers: [Int], of total: Int) -> [[Replication]?] {
        let jobs = numbers.count * sides.count
        let next = Atomic<Int>(0)
        let none = [Replication?](repeating: nil, count: sides.count)
        let results = Mutex<[[Replication?]]>(Array(repeating: none, count: numbers.count))
        let board = ProgressBoard(
            jobs: jobs, of: total * sides.count, report: progress)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, jobs))) { _ in
            while true {
                let job = next.add(1, ordering: .relaxed).oldValue
                guard job < jobs else { return }
                let (row, index) = job.quotientAndRemainder(dividingBy: sides.count)
                let side = sides[index]
                let result = Replication.run(
                    side.program, number: numbers[row], slotLimit: side.requestsInFlight,
                    quantiles: side.quantiles, stop: stop
                ) { board.update(job, $0) }
                guard let result else { return }
                let isComplete = results.withLock { rows in
                    rows[row][index] = result
                    return rows[row].allSatisfy { $0 != nil }
                }
                if isComplete { stop?.countComplete() }
            }
        }
        return results.withLock { rows in
            rows.map { row in
                let complete = row.compactMap { $0 }
                return complete.count == sides.count ? complete : nil
            }
        }
    }
}

/// How far a simulation has come.
public struct RunProgress: Sendable {
    /// Share of all simulated time that is done, 0 to 1.
    public let completedShare: Double
    /// Replications, of all models that run.
    public let replicationsDone: Int
    public let replications: Int
}

/// Gathers the progress of replications that run side by side. A class because they share it.
private final class ProgressBoard: Sendable {
    private struct State {
        var shares: [Double]
        var total: Double
        var done: Int
    }

    private let state: Mutex<State>
    private let count: Int
    private let report: (@Sendable (RunProgress) -> Void)?

    /// What is no job is done already.
    init(jobs: Int, of count: Int, report: (@Sendable (RunProgress) -> Void)?) {
        state = Mutex(
            State(
                shares: Array(repeating: 0, count: jobs), total: Double(count - jobs),
                done: count - jobs))
        self.count = count
        self.report = report
    }

    func update(_ job: Int, _ share: Double) {
        guard let report else { return }
        let progress = state.withLock { state in
            if share >= 1, state.shares[job] < 1 { state.done += 1 }
            state.total += share - state.shares[job]
            state.shares[job] = share
            return RunProgress(
                completedShare: min(state.total / Double(count), 1),
                replicationsDone: state.done, replications: count)
        }
        report(progress)
    }
}
