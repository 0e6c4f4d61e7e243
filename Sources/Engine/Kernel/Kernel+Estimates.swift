// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Caches that are not simulated key by key, what caches hold at the start, and what is done to
/// them from outside.
extension Kernel {
    /// Which of `count` keys, 1 to 64, are missing by their probabilities, to 2^-32, a bit each;
    /// counts the lookups.
    @inline(never)
    mutating func estimate(
        _ count: UInt64, _ region: Int, _ base: UInt64, _ now: Int64
    ) -> UInt64 {
        let chance = estimates.chance(region: region, now: now)
        var missing: UInt64 = 0
        // One word decides of two keys; what is left of the last one is masked.
        for pair in 0..<(count &+ 1) &>> 1 {
            let word = SplitMix.mix(base &+ pair &* SplitMix.golden)
            let first: UInt64 = word >= chance ? 1 : 0
            let second: UInt64 = word &<< 32 >= chance ? 2 : 0
            missing |= (first | second) &<< (2 &* pair)
        }
        missing &= UInt64.max &>> (64 &- count)
        store.count(Int(count), hits: Int(count) - missing.nonzeroBitCount, region: region)
        if estimates.count(Int(count), region: region, now: now) {
            let lives = lives
            estimates.look(now) { lives[$0] }
        }
        return missing
    }

    /// Solves what is not simulated key by key, and fills what begins warm.
    mutating func warmCaches(_ stream: UInt64) {
        let lives = lives
        for (index, cache) in program.hits.caches.enumerated() {
            if cache.isApproximate {
                estimates.solve(index, 0) { lives[$0] }
            } else if cache.isWarm {
                warm(index, lives, stream)
            }
        }
    }

    /// Empties a cache, by its number in `Program.caches`.
    mutating func flush(cache: Int, _ now: Int64) {
        store.flush(cache: cache, now: now)
        estimates.flush(cache, now)
    }

    /// Sets the time to live of a cache in ns; see `KeyStore.setTimeToLive`. An approximation
    /// takes it for what is held as well.
    mutating func setTimeToLive(cache: Int, _ life: Int64, _ now: Int64) {
        store.setTimeToLive(cache: cache, life)
        guard program.hits.caches[cache].isApproximate else { return }
        let lives = lives
        estimates.solve(cache, now) { lives[$0] }
    }

    /// Times to live by region in seconds.
    private var lives: [Double] {
        mutating get {
            (0..<store.regions.count).map { index in
                let life = store.regions[index].life
                return life == .max ? .infinity : Double(life) * 1e-9
            }
        }
    }

    /// Puts in what the cache would hold in the long run, the least popular first: each key with
    /// its probability.
    private mutating func warm(_ cache: Int, _ lives: [Double], _ stream: UInt64) {
        let plan = program.hits
        let solution = plan.approximation(
            cache, rate: { plan.regions[$0].rate }, life: { lives[$0] }
        ).longRun
        for (position, region) in plan.caches[cache].regions.enumerated() {
            var key = store.regions[region].keys
            let groups = plan.regions[region].groups.groups
            for (group, hit) in zip(groups, solution.hits[position]).reversed() {
                let past = KeyPast(
                    rate: group.share * plan.regions[region].rate, life: lives[region],
                    slides: plan.caches[cache].slides, room: solution.room)
                for _ in 0..<Int(group.keys) {
                    key -= 1
                    let place = store.regions[region].offset + key
                    let bits = SplitMix.mix(stream &+ UInt64(place) &* SplitMix.golden)
                    guard SplitMix.unitOpen(bits) < hit else { continue }
                    let (idle, left) = past.draw(bits)
                    store.restore(
                        key, region: region, idle: Int64(min(idle, 1e9) * 1e9),
                        left: left < 9e9 ? Int64(left * 1e9) : .max)
                }
            }
            store.orderExpiring(region: region)
        }
        store.forget(0)
    }
}

/// How long ago a key that is there was used, and how long it still lives.
private struct KeyPast {
    /// Lookups a second.
    let rate: Double
    /// Seconds; infinite for none.
    let life: Double
    let slides: Bool
    /// With which probability there was a use within the room, or within the time to live where
    /// hits begin it anew.
    private let recent: Double
    /// The mean time from one use to the one before, where there was one within the room.
    private let gap: Double

    /// - Parameter room: seconds; infinite where all fits.
    init(rate: Double, life: Double, slides: Bool, room: Double) {
        self.rate = rate
        self.life = life
        self.slides = slides
        let limit = slides ? min(life, room) : room
        recent = rate > 0 ? 1 - Elementary.exp(-rate * limit) : 0
        gap = room.isFinite ? 1 / rate - room * (1 - recent) / recent : 1 / rate
    }

    /// Its last use is younger than the room. Before that use there was another within the room,
    /// with p = 1 - e^(-λ τ), and so on back to the fill: a geometric number of gaps, here an
    /// exponential time of the same mean. A key that would be older than its time to live was
    /// filled anew since, at any time alike.
    func draw(_ bits: UInt64) -> (idle: Double, left: Double) {
        guard rate > 0 else { return (0, life) }
        let idle = -Elementary.log(1 - unit(bits, 1) * recent) / rate
        guard !slides else { return (idle, life - idle) }
        guard life.isFinite else { return (idle, life) }
        var age = idle
        if unit(bits, 2) < recent {
            age += -Elementary.log(unit(bits, 3)) * gap / (1 - recent)
        }
        return (idle, age < life ? life - age : life * unit(bits, 4))
    }

    private func unit(_ bits: UInt64, _ use: UInt64) -> Double {
        SplitMix.unitOpen(SplitMix.mix(bits &+ use &* SplitMix.golden))
    }
}
