// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// A chain of a replication, and the requests that wait for confirmations on it.
///
/// A class because a producer cannot be copied and there may be several; one replication owns it.
final class ChainState {
    var producer: BlockProducer
    /// Of requests whose transactions are included, by the block they wait for; chained by
    /// `Request.next`.
    var head: Int32 = -1
    var tail: Int32 = -1

    init(_ plan: ChainPlan, stream: StreamKey) {
        producer = BlockProducer(plan, stream: stream)
    }
}

/// The chains of a replication.
struct ChainFloor: ~Copyable {
    let states: [ChainState]
    /// Of slots: the block that they wait for; empty where no request waits for a chain.
    var due: FlatArray<Int64>

    init(_ program: Program, slots: Int, root: StreamKey) {
        let root = root.child("chains")
        states = program.chains.map { ChainState($0.plan, stream: root.child($0.name)) }
        due = FlatArray(repeating: 0, count: program.awaitsBlocks ? slots : 0)
    }

    func forget() {
        for state in states { state.producer.forget() }
    }

    var measured: [Replication.Chain] {
        states.map { state in
            Replication.Chain(
                blocks: state.producer.counts, submits: state.producer.submits,
                baseFee: state.producer.baseFee.nearest,
                baseFeeP95: state.producer.baseFees.quantile(.percent(95)),
                waitP95: state.producer.waits.quantile(.percent(95)).map { $0 * 1e-9 },
                pending: state.producer.pending, failure: state.producer.failure)
        }
    }
}
