// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities
import Testing

/// A segment takes 1 ms at this bandwidth, so a window of 10 takes 10 ms.
private let thousandSegments = Bandwidth.kilobitsPerSecond(11_680)

@Suite("A response over TCP without loss")
struct SlowStartTests {
    /// Round by round by hand: windows of 10, 20, 40… segments at 1 ms each, and after each but the
    /// last a stall until the acknowledgement of its first segment, 101 ms after it began.
    @Test(
        arguments: [
            (0, 0), (1_460, 1), (14_600, 10), (43_800, 30 + 91), (102_200, 70 + 91 + 81),
            (219_000, 150 + 91 + 81 + 61), (452_600, 310 + 91 + 81 + 61 + 21),
            // From the sixth window on, 160 segments, the link is never idle.
            (1_460_000, 1_000 + 254), (14_600_000, 10_000 + 254),
        ] as [(Int64, Int64)])
    func rounds(bytes: Int64, milliseconds: Int64) {
        var tcp = SlowStart(roundTrip: .milliseconds(100), bandwidth: thousandSegments)
        #expect(tcp.receive(.bytes(bytes)) == .milliseconds(milliseconds))
    }

    /// Cardwell et al. (2000): without limit of bandwidth, rounds beyond the first are
    /// ceil(log2(segments / 10 + 1)) - 1.
    @Test(arguments: [(10, 0), (11, 1), (30, 1), (31, 2), (70, 2), (71, 3), (5_000, 8)])
    func roundsAlone(segments: Int64, rounds: Int64) {
        var tcp = SlowStart(
            roundTrip: .milliseconds(100), bandwidth: .megabitsPerSecond(1_000_000_000))
        let time = tcp.receive(.bytes(segments * 1_460))
        #expect((time - .milliseconds(100 * rounds)) < .microseconds(10))
        #expect(time >= .milliseconds(100 * rounds))
    }

    @Test("Without distance only the bandwidth counts")
    func nearby() {
        var tcp = SlowStart(roundTrip: .zero, bandwidth: thousandSegments)
        #expect(tcp.receive(.bytes(1_460_000)) == .seconds(1))
    }

    @Test("A connection that has carried something is faster")
    func warm() {
        var tcp = SlowStart(roundTrip: .milliseconds(100), bandwidth: thousandSegments)
        #expect(tcp.receive(.bytes(14_600)) == .milliseconds(10))
        // The window is 20 segments by now.
        #expect(tcp.receive(.bytes(29_200)) == .milliseconds(20))
        #expect(tcp.receive(.bytes(58_400 + 29_200)) == .milliseconds(60 + 61))
    }

    @Test("More bytes, a longer way or less bandwidth never make it faster")
    func monotone() {
        func time(_ bytes: Int64, _ roundTrip: Int64, _ kilobits: Int64) -> SimTime {
            var tcp = SlowStart(
                roundTrip: .milliseconds(roundTrip), bandwidth: .kilobitsPerSecond(kilobits))
            return tcp.receive(.bytes(bytes))
        }
        for bytes in stride(from: Int64(0), to: 400_000, by: 7_301) {
            for roundTrip in stride(from: Int64(0), to: 400, by: 37) {
                for kilobits in [400, 1_600, 9_000, 50_000, 1_000_000] as [Int64] {
                    let here = time(bytes, roundTrip, kilobits)
                    #expect(time(bytes + 997, roundTrip, kilobits) >= here)
                    #expect(time(bytes, roundTrip + 11, kilobits) >= here)
                    #expect(time(bytes, roundTrip, kilobits + 300) <= here)
                }
            }
        }
    }
}

@Suite struct WeightedTimesTests {
    @Test(
        arguments: [
            (0, 1), (10, 1), (50, 1), (50.1, 2), (75, 2), (80, 2), (81, 3), (100, 3),
        ] as [(Double, Int64)])
    func quantile(percent: Double, seconds: Int64) {
        let times = WeightedTimes([
            (.seconds(3), 0.2), (.seconds(1), 0.5), (.seconds(2), 0.3), (.seconds(9), 0),
        ])
        #expect(times.quantile(.percent(percent)) == .seconds(seconds))
    }

    @Test func beyond() {
        let times = WeightedTimes([(.seconds(1), 3), (.seconds(2), 1)])
        #expect(times.share(beyond: .seconds(1)) == .percent(25))
        #expect(times.share(beyond: .seconds(2)) == .zero)
        #expect(WeightedTimes([]).quantile(.percent(50)) == nil)
    }
}
