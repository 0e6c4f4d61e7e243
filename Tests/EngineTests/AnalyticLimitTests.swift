// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Engine

/// How far the closed forms of stations and networks go, and what they refuse.
@Suite struct AnalyticLimitTests {
    /// The largest chains that are solved, and the first beyond.
    @Test func forkJoinLimits() throws {
        let near = try AnalyticStationTests.fork(0.955, 1, 1 + 1e-12)
        #expect(isClose(near.sojournTime.seconds, (12 - 0.955) / 8 / 0.045, 1e-9))
        let lopsided = try AnalyticStationTests.fork(0.975, 1, 4)
        #expect(isClose(lopsided.sojournTime.seconds, 40.0, 2e-2))
        #expect(throws: AnalyticError.self) { try AnalyticStationTests.fork(0.999, 1, 1.01) }
        #expect(throws: AnalyticError.unstable(utilization: 2, station: 1)) {
            try AnalyticStationTests.fork(2, 3, 1)
        }
    }

    /// Extreme but lawful parameters end in finite answers.
    @Test(arguments: [1e-60, 1e-9, 0.5, 1e9, 1e60], [1e-60, 1e-9, 1, 1e9, 1e60])
    func extremesStayFinite(first: Double, second: Double) throws {
        let (arrivals, service) = (Rate.perSecond(first), Rate.perSecond(second))
        let balking = try Balking(
            arrivalRate: arrivals, serviceRate: service, servers: 3,
            joinProbabilities: [1, 1e-60, 1, 0])
        #expect((0...1).contains(balking.balkingProbability.fraction))
        let impatient = try ErlangA(
            arrivalRate: arrivals, serviceRate: service, servers: 3,
            patience: .seconds(1 / max(first, second)))
        #expect((0...1).contains(impatient.abandonmentProbability.fraction))
        guard first < second else { return }
        let time = AnalyticTime.seconds(1 / second)
        let regular = try MDc(arrivalRate: arrivals, serviceTime: time, servers: 7)
        #expect(regular.waitingTime.seconds.isFinite)
        let spaced = try GIM1(
            interarrivalTime: .seconds(1 / first), law: .deterministic, serviceRate: service)
        #expect(spaced.sojournTime.seconds >= 1 / second)
        let both = try ForkJoin(arrivalRate: arrivals, first: service, second: .perSecond(1e60))
        #expect(both.sojournTime.seconds >= 1 / second)
        let shared = try MultiServerProcessorSharing(
            arrivalRate: arrivals, serviceRate: service, servers: 100_000)
        #expect(shared.probabilityEmpty <= .one)
    }

    @Test func refusesStations() throws {
        let servers = AnalyticError.outOfDomain(
            parameter: "servers", value: 0, allowed: "from 1 to 100000")
        #expect(throws: servers) { try AnalyticStationTests.mdc(1, 0) }
        #expect(throws: AnalyticError.unstable(utilization: 1, station: nil)) {
            try AnalyticStationTests.mdc(3, 3)
        }
        #expect(throws: AnalyticError.unstable(utilization: 2, station: nil)) {
            try GIM1(
                interarrivalTime: .seconds(0.5), law: .exponential, serviceRate: .perSecond(1))
        }
        for joining in [[1, 0.5], [0.0], [], [1.5, 0], [.nan, 0]] {
            #expect(throws: AnalyticError.self) {
                try Balking(
                    arrivalRate: .perSecond(1), serviceRate: .perSecond(1), servers: 1,
                    joinProbabilities: joining)
            }
        }
        #expect(throws: AnalyticError.self) {
            try ErlangA(
                arrivalRate: .perSecond(5), serviceRate: .perSecond(2), servers: 1,
                patience: .seconds(1e9))
        }
        #expect(throws: AnalyticError.self) { try NonpreemptivePriority(classes: []) }
        #expect(throws: AnalyticError.unstable(utilization: 1.2, station: nil)) {
            try PreemptivePriority(classes: [
                AnalyticStationTests.priority(0.5), AnalyticStationTests.priority(0.7),
            ])
        }
    }

    /// At the limits of what is exact, each within seconds.
    @Test func largeNetworksEnd() throws {
        let three = try ClosedNetwork(
            stations: [AnalyticNetworkTests.queue, AnalyticNetworkTests.queue, .delay],
            classes: [200, 210, 220].map {
                AnalyticNetworkTests.closed($0, think: 5, [0.1, 0.2, 1])
            })
        #expect(three.method == .meanValueAnalysis)
        let many = try ClosedNetwork(
            stations: Array(repeating: AnalyticNetworkTests.queue, count: 300),
            classes: (1...40).map { k in
                AnalyticNetworkTests.closed(
                    k, think: 1, (1...300).map { 0.001 * Double(1 + ($0 * k) % 7) })
            })
        #expect(many.method == .schweitzer)
        let servers = try ClosedNetwork(
            stations: [.queue(servers: 200), AnalyticNetworkTests.queue],
            classes: [AnalyticNetworkTests.closed(200_000, think: 3, [1, 0.001])])
        #expect(servers.method == .convolution)
        for (network, populations) in [
            (three, [200, 210, 220]), (many, Array(1...40)), (servers, [200_000]),
        ] {
            for (population, answer) in zip(populations, network.classes) {
                let inside = answer.stations.reduce(0) { $0 + $1.numberInSystem }
                #expect(inside > 0 && inside <= Double(population) * (1 + 1e-9))
            }
        }
    }

    @Test func refusesNetworks() {
        let two = [AnalyticNetworkTests.queue, NetworkStation.queue(servers: 2)]
        #expect(
            throws: AnalyticError.outOfDomain(
                parameter: "servers", value: 2, allowed: "1 where there are several classes")
        ) {
            try ClosedNetwork(
                stations: two,
                classes: [
                    AnalyticNetworkTests.closed(1, [1, 1]), AnalyticNetworkTests.closed(1, [1, 1]),
                ])
        }
        #expect(
            throws: AnalyticError.unequalLengths(parameter: "serviceTimes", count: 1, needed: 2)
        ) {
            try ClosedNetwork(
                stations: two, classes: [AnalyticNetworkTests.closed(1, visits: [1, 1], [1])])
        }
        #expect(
            throws: AnalyticError.outOfDomain(
                parameter: "the sum of a class's demands", value: 0, allowed: "above 0")
        ) {
            try ClosedNetwork(
                stations: two, classes: [AnalyticNetworkTests.closed(1, think: 1, [0, 0])])
        }
        #expect(throws: AnalyticError.unstable(utilization: 1.5, station: 1)) {
            try OpenMulticlassNetwork(
                stations: two,
                classes: [
                    OpenClass(
                        arrivalRate: .perSecond(1), visits: [0.5, 3],
                        serviceTimes: AnalyticNetworkTests.times([1, 1]))
                ])
        }
    }
}
