// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Recorded arrivals as they are played.
@Suite struct TraceTests {
    private static let trace = ArrivalTrace(
        times: [.zero, .seconds(1), .seconds(1), .seconds(4)], period: .seconds(5))

    private func seconds(_ demand: OpenDemand, until end: Int64) -> [Int64] {
        var clock = ArrivalClock(
            demand, stream: StreamKey(seed: 3), ziggurat: .standard, end: end * 1_000_000_000)
        var times: [Int64] = []
        while let time = clock.next(after: times.last ?? 0), times.count < 100 {
            times.append(time)
        }
        return times.map { $0 / 1_000_000_000 }
    }

    @Test func comesAgainUntilTheEnd() {
        #expect(seconds(OpenDemand(trace: Self.trace), until: 6) == [0, 1, 1, 4, 5, 6, 6, 9])
    }

    /// As many as the factor says, spread over the recorded ones.
    @Test(
        arguments: [
            (0.5, [1, 4]), (1.5, [0, 1, 1, 1, 4, 4]), (2, [0, 0, 1, 1, 1, 1, 4, 4]),
        ] as [(Double, [Int64])])
    func scales(factor: Double, expected: [Int64]) throws {
        var fixture = try Fixture.station(rate: 1, service: 0.01, servers: 1)
        fixture.sources = [Fixture.source(.open(OpenDemand(trace: Self.trace)))]
        let model = try fixture.model().with(load: factor)
        guard case .open(let open) = model.sources[0].demand else { preconditionFailure("open") }
        #expect(seconds(open, until: 5) == expected)
    }

    /// Every recorded arrival is answered: 4 in each 5 s.
    @Test func throughput() throws {
        var fixture = try Fixture.station(rate: 1, service: 0.01, servers: 1)
        fixture.warmUp = .zero
        fixture.sources = [Fixture.source(.open(OpenDemand(trace: Self.trace)))]
        let answer = try Simulation(fixture.model()).run(threads: 2)
        #expect(abs(answer.overall.throughput.value - 0.8) < 0.001)
    }
}
