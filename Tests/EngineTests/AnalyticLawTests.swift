// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Engine

/// Reductions of one closed form to another, laws that all obey, and what must rise or fall.
@Suite struct AnalyticLawTests {
    static let loads = [0.01, 0.3, 0.7, 0.9, 0.99, 0.999]
    static let serverCounts = [1, 2, 3, 10, 100, 1_000, 10_000]

    @Test(arguments: loads)
    func mmcWithOneServerIsMM1(load: Double) throws {
        let one = try MM1(arrivalRate: .perSecond(load * 8), serviceRate: .perSecond(8))
        let many = try MMc(
            arrivalRate: .perSecond(load * 8), serviceRate: .perSecond(8), servers: 1)
        #expect(isClose(many.waitProbability.fraction, load))
        #expect(isClose(many.waitingTime.seconds, one.waitingTime.seconds))
        #expect(isClose(many.numberInSystem, one.numberInSystem))
        for quantile in [1.0, 50, 90, 95, 99, 99.99] {
            #expect(
                isClose(
                    many.sojournTime(atQuantile: .percent(quantile)).seconds,
                    one.sojournTime(atQuantile: .percent(quantile)).seconds, 1e-10))
        }
    }

    @Test(arguments: [0.01, 0.3, 0.7, 0.9, 0.99], [1, 2, 3, 10, 100, 1_000])
    func mmckWithMuchRoomIsMMc(load: Double, servers: Int) throws {
        let arrivals = Rate.perSecond(load * Double(servers) * 3)
        let open = try MMc(arrivalRate: arrivals, serviceRate: .perSecond(3), servers: servers)
        let room = try MMcK(
            arrivalRate: arrivals, serviceRate: .perSecond(3), servers: servers,
            capacity: servers + 10_000)
        #expect(isClose(room.sojournTime.seconds, open.sojournTime.seconds, 1e-9))
        #expect(isClose(room.queueLength, open.queueLength, 1e-9))
        #expect(room.blockingProbability.fraction < 1e-30)
    }

    @Test(arguments: [0.1, 0.9, 1.0, 3.0], serverCounts)
    func mmckWithoutWaitingRoomIsErlangB(load: Double, servers: Int) throws {
        let offered = load * Double(servers)
        let loss = try ErlangB(offeredLoad: offered, servers: servers)
        let room = try MMcK(
            arrivalRate: .perSecond(offered), serviceRate: .perSecond(1), servers: servers,
            capacity: servers)
        #expect(
            isClose(room.blockingProbability.fraction, loss.blockingProbability.fraction, 1e-10)
                || loss.blockingProbability.fraction < 1e-290)
        #expect(room.waitingTime == .zero)
    }

    @Test(arguments: loads)
    func mg1WithExponentialServiceIsMM1(load: Double) throws {
        let markov = try MM1(arrivalRate: .perSecond(load / 4), serviceRate: .perSecond(0.25))
        let general = try MG1(
            arrivalRate: .perSecond(load / 4), serviceTime: .seconds(4), serviceScv: 1)
        #expect(isClose(general.waitingTime.seconds, markov.waitingTime.seconds))
        #expect(isClose(general.numberInSystem, markov.numberInSystem))
    }

    @Test(arguments: [0.1, 0.5, 0.9], [1, 3, 20])
    func machineRepairOfManyIsMMc(load: Double, servers: Int) throws {
        let arrivals = load * Double(servers)
        let open = try MMc(
            arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(1), servers: servers)
        let population = 1_000_000
        let closed = try MachineRepair(
            population: population, thinkTime: .seconds(Double(population) / arrivals),
            serviceTime: .seconds(1), servers: servers)
        #expect(isClose(closed.sojournTime.seconds, open.sojournTime.seconds, 1e-3))
        #expect(isClose(closed.throughput.perSecond, arrivals, 1e-3))
    }

    @Test(arguments: [0.1, 2.0], [1, 5, 50])
    func engsetOfManyIsErlangB(load: Double, servers: Int) throws {
        let sources = 5_000_000
        let few = try Engset(
            sources: sources, servers: servers,
            offeredLoadPerIdleSource: load * Double(servers) / Double(sources))
        let many = try ErlangB(offeredLoad: load * Double(servers), servers: servers)
        #expect(isClose(few.callCongestion.fraction, many.blockingProbability.fraction, 1e-3))
        #expect(isClose(few.timeCongestion.fraction, many.blockingProbability.fraction, 1e-3))
    }

    /// With as many sources as servers nobody is ever refused, though all servers may be busy.
    @Test(arguments: [1, 7, 300])
    func engsetWithoutCompetition(servers: Int) throws {
        let even = try Engset(sources: servers, servers: servers, offeredLoadPerIdleSource: 1)
        #expect(even.callCongestion == .zero)
        #expect(even.timeCongestion > .zero)
        let idle = try Engset(sources: servers, servers: servers + 1, offeredLoadPerIdleSource: 1)
        #expect(idle.timeCongestion == .zero)
    }

    @Test(arguments: [0.05, 0.6, 0.95])
    func jacksonNetworkOfOneStationIsMM1(load: Double) throws {
        let station = JacksonNetwork.Station(serviceTime: .seconds(2), servers: 1)
        // Half of the customers return: the station sees twice the external rate.
        let network = try JacksonNetwork(
            stations: [station], externalArrivalRates: [.perSecond(load / 4)], routing: [[0.5]])
        let alone = try MM1(arrivalRate: .perSecond(load / 2), serviceRate: .perSecond(0.5))
        #expect(isClose(network.numberInSystem, alone.numberInSystem))
        #expect(isClose(network.sojournTime.seconds, 2 * alone.sojournTime.seconds))
    }

    @Test(arguments: loads, serverCounts)
    func littlesLaw(load: Double, servers: Int) throws {
        let arrivals = load * Double(servers) * 7
        let open = try MMc(
            arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(7), servers: servers)
        #expect(isClose(open.numberInSystem, arrivals * open.sojournTime.seconds, 1e-10))
        #expect(isClose(open.queueLength, arrivals * open.waitingTime.seconds, 1e-10))
        let lossy = try MMcK(
            arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(7), servers: servers,
            capacity: servers + 5)
        let admitted = arrivals * (1 - lossy.blockingProbability.fraction)
        #expect(isClose(lossy.throughput.perSecond, admitted, 1e-10))
        #expect(isClose(lossy.numberInSystem, admitted * lossy.sojournTime.seconds, 1e-10))
        let closed = try MachineRepair(
            population: servers + 20, thinkTime: .seconds(1), serviceTime: .seconds(load),
            servers: servers)
        let cycle = closed.throughput.perSecond * (1 + closed.sojournTime.seconds)
        #expect(isClose(cycle, Double(servers + 20), 1e-10))
    }

    @Test(arguments: [0.3, 2.5, 9.7, 95])
    func moreServersLessWaiting(load: Double) throws {
        let least = Int(load) + 1
        var last = Double.infinity
        var lastLoss = 1.0
        for servers in least..<(least + 12) {
            let open = try MMc(
                arrivalRate: .perSecond(load), serviceRate: .perSecond(1), servers: servers)
            #expect(open.waitingTime.seconds < last)
            last = open.waitingTime.seconds
            let loss = try ErlangB(offeredLoad: load, servers: servers).blockingProbability.fraction
            #expect(loss < lastLoss)
            #expect(loss < open.waitProbability.fraction)
            lastLoss = loss
        }
    }

    @Test(arguments: [1, 4, 64, 2_000])
    func moreLoadMoreWaiting(servers: Int) throws {
        var last = (wait: -1.0, p99: 0.0, mg1: -1.0)
        for load in stride(from: 0.05, to: 1, by: 0.05) {
            let open = try MMc(
                arrivalRate: .perSecond(load * Double(servers)), serviceRate: .perSecond(1),
                servers: servers)
            let p99 = open.sojournTime(atQuantile: .percent(99))
            #expect(open.waitingTime.seconds >= last.wait)
            // With many servers the wait is below the last bit of the service at first.
            #expect(p99.seconds >= last.p99 * (1 - 1e-14))
            #expect(isClose(open.probability(sojournTimeAbove: p99).fraction, 0.01, 1e-11))
            let general = try MG1(
                arrivalRate: .perSecond(load), serviceTime: .seconds(1),
                serviceScv: Double(servers))
            #expect(general.waitingTime.seconds > last.mg1)
            last = (open.waitingTime.seconds, p99.seconds, general.waitingTime.seconds)
        }
    }

    @Test(arguments: [1, 2, 17, 1_000], [0.001, 0.1, 0.5, 0.999])
    func headroomInvertsErlangC(servers: Int, waiting: Double) throws {
        let headroom = try ErlangCHeadroom(servers: servers, waitProbability: .fraction(waiting))
        let load = (1 - headroom.headroom.fraction) * Double(servers)
        let back = try ErlangC(offeredLoad: load, servers: servers)
        #expect(isClose(back.waitProbability.fraction, waiting, 1e-9))
    }

    /// The limit at β = (1 - ρ) √c is near Erlang C for many servers.
    @Test(arguments: [0.2, 0.5, 1.0, 2.0])
    func halfinWhittIsTheLimitOfErlangC(grade: Double) throws {
        let servers = 1_000_000
        let load = Double(servers) * (1 - grade / Double(servers).squareRoot())
        let exact = try ErlangC(offeredLoad: load, servers: servers)
        let limit = try HalfinWhitt(serviceGrade: grade)
        #expect(isClose(exact.waitProbability.fraction, limit.waitProbability.fraction, 5e-3))
    }

    @Test(arguments: [1, 5, 14, 15, 40, 400])
    func machineRepairKeepsItsBounds(population: Int) throws {
        let bounds = try AsymptoticBounds(
            population: population, thinkTime: .seconds(120), demands: [.seconds(9.2)])
        let exact = try MachineRepair(
            population: population, thinkTime: .seconds(120), serviceTime: .seconds(9.2),
            servers: 1)
        #expect(exact.throughput.perSecond <= bounds.throughputUpperBound.perSecond * (1 + 1e-14))
        #expect(
            exact.sojournTime.seconds >= bounds.sojournTimeLowerBound.seconds * (1 - 1e-14))
    }
}
