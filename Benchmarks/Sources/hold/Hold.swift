// SPDX-License-Identifier: GPL-3.0-or-later

/// The hold model on the kernel's own calendar: of so many pending events the first is taken and
/// one is scheduled an exponential time later, over and over.
///
/// The other files here are links to the calendar and the random numbers of the program, compiled
/// together as there. Source: Jones, An Empirical Comparison of Priority-Queue and Event-Set
/// Implementations, Comm. ACM 29(4), 1986.
@main
struct Hold {
    static func main() {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0 else {
            print("usage: hold PENDING OPERATIONS")
            return
        }
        let (pending, operations) = (numbers[0], numbers[1])
        let ziggurat = ZigguratTables.standard
        var words = Xoshiro256PlusPlus(StreamKey(seed: 1))
        var calendar = Calendar()
        calendar.setHorizon(.max)
        for slot in 0..<pending {
            calendar.push(time: Int64(ziggurat.exponential(words.next()) * 1e9), slot: slot)
        }
        var now: Int64 = 0
        for _ in 0..<operations {
            guard let event = calendar.pop() else { return }
            now = event.time
            let step = Int64(ziggurat.exponential(words.next()) * 1e9)
            calendar.push(time: now &+ step, slot: event.slot)
        }
        // Each event steps a second on average, so the clock has gone operations / pending.
        print(Double(now) * 1e-9)
    }
}
