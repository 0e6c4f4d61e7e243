// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// A chain of a replication, and the requests that wait for something of it.
///
/// A class because a producer cannot be copied and there may be several; one replication owns it.
final class ChainState {
    /// Requests whose transactions are included, by the block that they wait for; chained by
    /// `Request.next`.
    struct Line: BitwiseCopyable {
        var head: Int32 = -1
        var tail: Int32 = -1
    }

    var producer: BlockProducer
    /// Those that wait until a later block is made, and until their own is in a batch below.
    var confirming = Line()
    var posting = Line()
    /// The chain whose prices its data fee follows, by its place; -1 for none.
    let below: Int
    var poster: BatchPoster?

    init(_ chain: ChainProgram, stream: StreamKey) {
        producer = BlockProducer(chain.plan, stream: stream)
        below = chain.below ?? -1
        poster = chain.posting.map { BatchPoster($0, stream: stream.child("posting")) }
    }
}

/// The chains of a replication.
struct ChainFloor: ~Copyable {
    let states: [ChainState]
    /// Of slots: the block that they wait for; empty where no request waits for a chain.
    var due: FlatArray<Int64>

    init(_ program: Program, slots: Int, root: StreamKey) {
        let root = root.child("chains")
        states = program.chains.map { ChainState($0, stream: root.child($0.name)) }
        due = FlatArray(repeating: 0, count: program.awaitsBlocks ? slots : 0)
    }

    func forget() {
        for state in states {
            state.producer.forget()
            state.poster?.forget()
        }
    }

    var measured: [Replication.Chain] {
        states.map { state in
            Replication.Chain(
                blocks: state.producer.counts, submits: state.producer.submits,
                baseFee: state.producer.baseFee.nearest,
                baseFeeP95: state.producer.baseFees.quantile(.percent(95)),
                waitP95: state.producer.waits.quantile(.percent(95)).map { $0 * 1e-9 },
                pending: state.producer.pending, failure: state.producer.failure,
                posting: state.poster?.measured, blobs: blobs(state))
        }
    }

    private func blobs(_ state: ChainState) -> Replication.Blobs? {
        guard state.producer.blobs.isPresent else { return nil }
        return Replication.Blobs(
            counts: state.producer.blobs.counts,
            baseFee: state.producer.blobs.baseFee.wei.nearest,
            baseFeeP95: state.producer.blobs.baseFees.quantile(.percent(95)))
    }
}
