// SPDX-License-Identifier: GPL-3.0-or-later

/// Processor sharing.
extension Kernel {
    /// One more shares the servers.
    mutating func join(_ slot: Int, _ station: Int, service: Int64, _ now: Int64) {
        crowds[station].shared.advance(to: now, servers: stations[station].servers)
        crowds[station].shared.insert(slot, service: service)
    }

    /// Whoever is next is done; the first in line takes the place.
    mutating func completeShared(_ station: Int, _ now: Int64) {
        observe(station, now)
        crowds[station].shared.advance(to: now, servers: stations[station].servers)
        let slot = crowds[station].shared.removeFirst()
        endService(slot, station, now)
        callNext(station, now)
        reschedule(station, now)
        advance(slot, from: Int(requests[slot].pc) &+ 1, now)
    }

    /// Sets the timer to the next completion, after somebody came or went just now.
    ///
    /// Servers are busy with min(n, c) customers' worth of work; those beyond count as waiting in
    /// the integrals, so that busy and waiting add up to the number present as everywhere.
    mutating func reschedule(_ station: Int, _ now: Int64) {
        let servers = stations[station].servers
        let sharing = Int32(truncatingIfNeeded: crowds[station].shared.count)
        stations[station].busy = min(sharing, servers)
        stations[station].waiting = sharing &- min(sharing, servers) &+ crowds[station].queued
        if crowds[station].shared.timer < 0 {
            crowds[station].shared.timer = makeTimer(.sharing, station: station, now)
        }
        let timer = crowds[station].shared.timer
        guard sharing > 0, timer >= 0 else { return }
        set(timer, at: crowds[station].shared.nextCompletion(now, servers: servers))
    }
}
