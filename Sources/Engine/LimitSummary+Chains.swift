// SPDX-License-Identifier: GPL-3.0-or-later
import Model

// What bounds the load on chains: the gas of their blocks, and the blobs.
extension LimitSummary {
    /// Gas that transactions wish to use, over what those who tip more leave of the blocks.
    var blockGas: [LimitLoad] {
        program.chains.indices.compactMap { number in
            if program.chains[number].plan.submits.isEmpty { return nil }
            func of(_ run: Replication, _ part: (SubmitCounts) -> UInt128) -> Double {
                let gas = run.chains[number].submits.reduce(0.0) { $0 + part($1).nearest }
                let room = run.chains[number].blocks.room
                return room > 0 ? gas / room : 0
            }
            return limit(
                LimitID(kind: .blockGas, owner: .component(program.chains[number].component)),
                used: runs.map { of($0, \.gas) },
                rejected: runs.map { run in
                    let submits = run.chains[number].submits
                    let lost = submits.reduce(0) { $0 + $1.expired + $1.refused }
                    return Self.share(lost, submits.reduce(lost) { $0 + $1.included })
                },
                loads: runs.map { of($0, \.gasAsked) })
        }
    }

    /// Blobs that batches ask for, over the most that blocks take: those of the platform go before
    /// those of others.
    var blobs: [LimitLoad] {
        program.chains.indices.compactMap { number in
            let posters = program.chains.indices.filter {
                let posting = program.chains[$0].posting
                return posting?.chain == number && posting?.carriage.medium == .blobs
            }
            guard let most = program.chains[number].network.blobs?.mostInBlock, !posters.isEmpty
            else { return nil }
            func room(_ run: Replication) -> Double {
                Double(most) * Double(run.chains[number].blobs?.counts.blocks ?? 0)
            }
            return limit(
                LimitID(kind: .blobs, owner: .component(program.chains[number].component)),
                used: runs.map { run in
                    let blobs = run.chains[number].submits.reduce(0.0) { $0 + Double($1.blobs) }
                    return room(run) > 0 ? blobs / room(run) : 0
                },
                rejected: runs.map { _ in 0 },
                loads: runs.map { run in
                    let demands = posters.map { demand(run, $0, most) }
                    return BlobDemand.sum(demands).load(room: room(run))
                })
        }
    }

    /// What the batches of a chain ask for, of blocks that take so many blobs.
    private func demand(_ run: Replication, _ poster: Int, _ most: UInt64) -> BlobDemand {
        guard let counts = run.chains[poster].posting, let plan = program.chains[poster].posting
        else { return BlobDemand() }
        let overhead = Double(plan.carriage.data.bytes) * Double(counts.batches)
        let own = max(0, Double(counts.bytes) - overhead) / Double(BatchCarriage.bytesOfBlob)
        // Of more load come larger batches: transactions that are full. Within one block they may
        // be of any size.
        let isLong = plan.interval > program.chains[plan.chain].plan.rules.interval.nanoseconds
        let each = BatchCarriage.mostBlobs
        let used = isLong && most >= each ? most / each * each : most
        return BlobDemand(
            room: Double(counts.blobRoom), growing: own * Double(most) / Double(used))
    }
}

/// Blobs of blocks that batches take, with those that stay empty behind them.
struct BlobDemand {
    var room = 0.0
    /// The part that grows with the load; what else batches hold, and what rounding to whole blobs
    /// adds, stays.
    var growing = 0.0

    static func sum(_ demands: [BlobDemand]) -> BlobDemand {
        demands.reduce(BlobDemand()) {
            BlobDemand(room: $0.room + $1.room, growing: $0.growing + $1.growing)
        }
    }

    /// 1 / f for the load f at which demand fills the room that there is:
    ///
    ///     asked + (f - 1) growing = room.
    ///
    /// 0 where no load does, and what is asked over the room where too much is without any load.
    func load(room available: Double) -> Double {
        guard available > 0 else { return 0 }
        guard growing > 0 else { return room > available ? room / available : 0 }
        let factor = 1 + (available - room) / growing
        return factor > 0 ? 1 / factor : max(1, room / available)
    }
}
