// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Engine

/// Stations of other disciplines than M/M/c: known answers, reductions, laws and monotonicity.
@Suite struct AnalyticStationTests {
    typealias Row = AnalyticKnownAnswerTests.Row
    static let byHand = AnalyticKnownAnswerTests.byHand

    static func priority(_ arrivals: Double, _ scv: Double = 1) throws -> PriorityClass {
        try PriorityClass(
            arrivalRate: .perSecond(arrivals), serviceTime: .seconds(1), serviceScv: scv)
    }

    static func mdc(_ arrivals: Double, _ servers: Int) throws -> MDc {
        try MDc(arrivalRate: .perSecond(arrivals), serviceTime: .seconds(1), servers: servers)
    }

    static let queues: [Row] = [
        Row("M/D/2 Wq", 0.90328387940265, 1e-10, "known answers, Q23") {
            try mdc(1.6, 2).waitingTime.seconds
        },
        Row("M/D/10 Lq at 90%", 3.101238453417132, 1e-12, "both methods, in Python") {
            try mdc(9, 10).queueLength
        },
        Row("D/M/1 σ", 0.628629796496968, 1e-13, "known answers, Q24") {
            try GIM1(
                interarrivalTime: .seconds(1.25), law: .deterministic, serviceRate: .perSecond(1)
            ).waitProbability.fraction
        },
        Row("E2/M/1 at load 1/2: σ = (3 - √5) / 2", 0.3819660112501051, 1e-14, byHand) {
            try GIM1(
                interarrivalTime: .seconds(2), law: .erlang(phases: 2), serviceRate: .perSecond(1)
            ).waitProbability.fraction
        },
        Row("two priorities, not interrupted", 6, 1e-14, byHand) {
            try NonpreemptivePriority(classes: [priority(0.2), priority(0.6)])
                .classes[1].sojournTime.seconds
        },
        Row("three deterministic ones", 10.0 / 21, 1e-14, byHand) {
            try NonpreemptivePriority(
                classes: [priority(0.1, 0), priority(0.2, 0), priority(0.3, 0)]
            ).classes[1].waitingTime.seconds
        },
        Row("two priorities, interrupted", 6.25, 1e-14, byHand) {
            try PreemptivePriority(classes: [priority(0.2), priority(0.6)])
                .classes[1].sojournTime.seconds
        },
        Row("processor sharing", 0.5, 1e-14, byHand) {
            try ProcessorSharing(arrivalRate: .perSecond(3), serviceRate: .perSecond(5))
                .sojournTime.seconds
        },
        Row("processor sharing of three, p(4)", 0.0115776364237429, 1e-13, "M/M/3") {
            let shared = try MultiServerProcessorSharing(
                arrivalRate: .perSecond(10), serviceRate: .perSecond(12), servers: 3)
            return try #require(shared.occupancyProbabilities(first: 5).last).fraction
        },
        Row("batches of five", 12, 1e-14, byHand) {
            try BatchArrivals(
                batchRate: .perSecond(0.16), batchSize: 5, serviceRate: .perSecond(1)
            ).numberInSystem
        },
        Row("Bolch", 6.52781883212193, 1e-13, "Bolch, Greiner, de Meer and Trivedi") {
            try HeterogeneousServers(
                arrivalRate: .perSecond(73),
                serviceRates: [10, 15, 20, 20, 25].map { Rate.perSecond($0) }
            ).approximation.numberInSystem
        },
    ]

    static let lossesAndForks: [Row] = [
        Row("Erlang A, overloaded", 0.600016611671115, 1e-13, "known answers, Q34") {
            try ErlangA(
                arrivalRate: .perSecond(5), serviceRate: .perSecond(2), servers: 1,
                patience: .seconds(6)
            ).abandonmentProbability.fraction
        },
        Row("balking", 0.0435668789808916, 1e-13, "known answers, Q35") {
            try Balking(
                arrivalRate: .perSecond(5), serviceRate: .perSecond(10), servers: 1,
                joinProbabilities: [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0]
            ).balkingProbability.fraction
        },
        Row("fork-join of equals", 7, 1e-14, "Flatto and Hahn") {
            try fork(0.8, 1, 1).sojournTime.seconds
        },
        Row("fork-join, 2 to 3", 2.27631144943, 1e-11, "a sparse solver, 60 by 60 states") {
            try fork(0.5, 1, 1.5).sojournTime.seconds
        },
        Row("fork-join, 10 to 13", 5.3871462757, 2e-10, "a sparse solver, 130 by 130 states") {
            try fork(0.8, 1.3, 1).sojournTime.seconds
        },
        Row("fork-join, 1 to 3", 1.49794672057162, 1e-12, "a sparse solver, 60 by 60 states") {
            try fork(0.3, 3, 1).sojournTime.seconds
        },
    ]

    static func fork(_ arrivals: Double, _ first: Double, _ second: Double) throws -> ForkJoin {
        try ForkJoin(
            arrivalRate: .perSecond(arrivals), first: .perSecond(first), second: .perSecond(second))
    }

    @Test(arguments: queues + lossesAndForks)
    func knownAnswer(row: Row) throws {
        let got = try row.got()
        #expect(isClose(got, row.expected, row.tolerance), "\(got) for \(row.expected)")
    }

    /// The series and the roots know nothing of each other.
    @Test(arguments: [2, 3, 7, 10, 33, 100], [0.5, 0.8, 0.9, 0.95])
    func bothMethodsOfMDcAgree(servers: Int, load: Double) {
        let decay = Double(servers) * MDc.decayRate(load)
        let series = MDc.waitingBySpitzer(load, servers, decay)
        let roots = MDc.waitingByRoots(load, servers)
        guard decay * 900 > 37 else { return }
        // The roots lose the digits of c in c + Lq.
        #expect(abs(series - roots) <= 1e-11 * series + 1e-13 * Double(servers))
    }

    @Test(arguments: [0.001, 0.3, 0.7, 0.81, 0.9, 0.99, 0.99999])
    func mdcWithOneServerIsMD1(load: Double) throws {
        let general = try MG1(
            arrivalRate: .perSecond(load), serviceTime: .seconds(1), serviceScv: 0)
        let exact = try Self.mdc(load, 1)
        #expect(isClose(exact.waitingTime.seconds, general.waitingTime.seconds, 1e-11))
        #expect(isClose(exact.numberInSystem, load * exact.sojournTime.seconds))
        let approximate = try AllenCunneen(
            arrivalRate: .perSecond(load), serviceTime: .seconds(1), serviceScv: 0, servers: 1)
        #expect(isClose(approximate.waitingTime.seconds, general.waitingTime.seconds, 1e-11))
    }

    @Test(arguments: [0.1, 0.5, 0.9, 0.999])
    func poissonArrivalsMakeGIM1AnMM1(load: Double) throws {
        let markov = try MM1(arrivalRate: .perSecond(load), serviceRate: .perSecond(1))
        let laws: [GIM1.InterarrivalLaw] = [
            .exponential, .erlang(phases: 1),
            .transform { s in s / (s + load) },
        ]
        for law in laws {
            let general = try GIM1(
                interarrivalTime: .seconds(1 / load), law: law, serviceRate: .perSecond(1))
            #expect(isClose(general.waitProbability.fraction, load, 1e-11))
            #expect(isClose(general.sojournTime.seconds, markov.sojournTime.seconds, 1e-11))
            #expect(
                isClose(
                    general.numberInSystem, load * general.sojournTime.seconds, 1e-11))
        }
    }

    /// More regular arrivals wait less; many phases are as good as none.
    @Test(arguments: [0.2, 0.6, 0.95])
    func regularArrivalsWaitLess(load: Double) throws {
        var last = 1.0
        for phases in [1, 2, 3, 10, 100] {
            let erlang = try GIM1(
                interarrivalTime: .seconds(1 / load), law: .erlang(phases: phases),
                serviceRate: .perSecond(1))
            #expect(erlang.waitProbability.fraction < last)
            last = erlang.waitProbability.fraction
        }
        let many = try GIM1(
            interarrivalTime: .seconds(1 / load), law: .erlang(phases: 1_000_000),
            serviceRate: .perSecond(1))
        let none = try GIM1(
            interarrivalTime: .seconds(1 / load), law: .deterministic, serviceRate: .perSecond(1))
        #expect(none.waitProbability.fraction < last)
        #expect(isClose(many.waitingTime.seconds, none.waitingTime.seconds, 1e-4))
    }

    @Test(arguments: [0.2, 0.7, 0.97], [0.0, 0.5, 1, 4])
    func onePriorityIsNone(load: Double, scv: Double) throws {
        let plain = try MG1(
            arrivalRate: .perSecond(load), serviceTime: .seconds(1), serviceScv: scv)
        let one = try Self.priority(load, scv)
        let polite = try NonpreemptivePriority(classes: [one]).classes[0]
        let rude = try PreemptivePriority(classes: [one]).classes[0]
        #expect(isClose(polite.sojournTime.seconds, plain.sojournTime.seconds))
        #expect(isClose(rude.sojournTime.seconds, plain.sojournTime.seconds))
        #expect(isClose(polite.numberInSystem, plain.numberInSystem))
    }

    /// The work waiting does not depend on the order of service: Σ ρ(k) Wq(k) is that of FCFS
    /// (Kleinrock, Queueing Systems II, section 3.4). Interruptions spare the highest class all
    /// others, and with equal exponential service the whole keeps its length.
    @Test(arguments: [0.3, 0.8, 0.98])
    func conservationOfWork(load: Double) throws {
        let rates = [0.5, 0.3, 0.2].map { $0 * load }
        let classes = try rates.map { try Self.priority($0) }
        let plain = try MM1(arrivalRate: .perSecond(load), serviceRate: .perSecond(1))
        let polite = try NonpreemptivePriority(classes: classes)
        let waiting = zip(rates, polite.classes).reduce(0) { $0 + $1.0 * $1.1.waitingTime.seconds }
        #expect(isClose(waiting, load * plain.waitingTime.seconds))
        let rude = try PreemptivePriority(classes: classes)
        #expect(isClose(rude.classes.reduce(0) { $0 + $1.numberInSystem }, plain.numberInSystem))
        let alone = try MM1(arrivalRate: .perSecond(rates[0]), serviceRate: .perSecond(1))
        #expect(isClose(rude.classes[0].sojournTime.seconds, alone.sojournTime.seconds))
        #expect(polite.classes[0].waitingTime < polite.classes[1].waitingTime)
        #expect(polite.classes[1].waitingTime < polite.classes[2].waitingTime)
    }

    @Test(arguments: [0.1, 0.7, 0.95], [1, 2, 8, 200])
    func sharingAmongServers(load: Double, servers: Int) throws {
        let arrivals = load * Double(servers)
        let shared = try MultiServerProcessorSharing(
            arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(1), servers: servers)
        let all = shared.occupancyProbabilities(first: servers + 2_000).map(\.fraction)
        #expect(isClose(all.reduce(0, +), 1, 1e-10))
        let mean = all.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        #expect(isClose(mean, shared.numberInSystem, 1e-10))
        if servers == 1 {
            let one = try ProcessorSharing(
                arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(1))
            #expect(isClose(one.numberInSystem, shared.numberInSystem))
            #expect(isClose(one.sojournTime(ofService: .seconds(1)).seconds, 1 / (1 - load)))
        }
    }

    /// Between one at a time and all at once.
    @Test(arguments: [0.0, 1, 4])
    func limitedSharing(scv: Double) throws {
        let load = 0.8
        let queue = try MG1(
            arrivalRate: .perSecond(load), serviceTime: .seconds(1), serviceScv: scv)
        func shared(_ places: Int) throws -> Double {
            try LimitedProcessorSharing(
                arrivalRate: .perSecond(load), serviceTime: .seconds(1), serviceScv: scv,
                places: places
            ).sojournTime.seconds
        }
        #expect(isClose(try shared(1), queue.sojournTime.seconds))
        #expect(isClose(try shared(10_000), 5))
        let between = try shared(3)
        #expect(
            (min(queue.sojournTime.seconds, 5)...max(queue.sojournTime.seconds, 5 + 1e-12))
                .contains(between))
    }

    @Test(arguments: [0.1, 0.8, 0.99])
    func batchesOfOneAreMM1(load: Double) throws {
        let markov = try MM1(arrivalRate: .perSecond(load), serviceRate: .perSecond(1))
        var last = 0.0
        for size in [1, 2, 5, 100] {
            let batch = try BatchArrivals(
                batchRate: .perSecond(load / Double(size)), batchSize: size,
                serviceRate: .perSecond(1))
            if size == 1 { #expect(isClose(batch.numberInSystem, markov.numberInSystem)) }
            #expect(isClose(batch.numberInSystem, load * batch.sojournTime.seconds))
            #expect(isClose(batch.queueLength, batch.numberInSystem - load, 1e-10))
            #expect(batch.numberInSystem > last)
            last = batch.numberInSystem
        }
    }

    /// Endless patience is M/M/c, none is Erlang B; patience as long as a service is M/M/inf.
    @Test(arguments: [0.3, 0.9], [1, 4, 60])
    func impatience(load: Double, servers: Int) throws {
        let arrivals = Rate.perSecond(load * Double(servers))
        func impatient(_ patience: Double) throws -> ErlangA {
            try ErlangA(
                arrivalRate: arrivals, serviceRate: .perSecond(1), servers: servers,
                patience: .seconds(patience))
        }
        let open = try MMc(arrivalRate: arrivals, serviceRate: .perSecond(1), servers: servers)
        let endless = try impatient(1e9)
        #expect(isClose(endless.queueLength, open.queueLength, 1e-6))
        #expect(isClose(endless.waitProbability.fraction, open.waitProbability.fraction, 1e-6))
        let loss = try ErlangB(offeredLoad: arrivals.perSecond, servers: servers)
        let none = try impatient(1e-12)
        #expect(
            isClose(
                none.abandonmentProbability.fraction, loss.blockingProbability.fraction, 1e-6))
        let delay = try impatient(1)
        #expect(isClose(delay.numberInSystem, arrivals.perSecond, 1e-11))
        var last = 1.0
        for patience in [0.01, 0.1, 1, 10, 100] {
            let some = try impatient(patience)
            let lost = some.abandonmentProbability.fraction
            #expect(lost < last)
            #expect(isClose(some.throughput.perSecond, arrivals.perSecond * (1 - lost), 1e-12))
            last = lost
        }
    }

    @Test(arguments: [0.2, 1.0, 5.0], [1, 3, 10])
    func balkingAtAFullHouseIsMMcK(load: Double, servers: Int) throws {
        let capacity = servers + 7
        let arrivals = Rate.perSecond(load * Double(servers))
        let room = try MMcK(
            arrivalRate: arrivals, serviceRate: .perSecond(1), servers: servers,
            capacity: capacity)
        let balking = try Balking(
            arrivalRate: arrivals, serviceRate: .perSecond(1), servers: servers,
            joinProbabilities: Array(repeating: 1, count: capacity) + [0, 0.5, 0])
        #expect(
            isClose(balking.balkingProbability.fraction, room.blockingProbability.fraction, 1e-11))
        #expect(isClose(balking.sojournTime.seconds, room.sojournTime.seconds))
        #expect(
            isClose(
                balking.throughput.perSecond,
                arrivals.perSecond * (1 - balking.balkingProbability.fraction), 1e-11))
    }

    /// The chain and its boundary functions know nothing of each other; nor does either of the
    /// formula for equal rates.
    @Test(arguments: [0.05, 0.3, 0.6, 0.8], [1.0, 1.001, 1.5, 4])
    func bothMethodsOfForkJoinAgree(load: Double, speed: Double) throws {
        let pair = TwoQueues(load: load, speed: speed)
        let (slow, fast) = (pair.length(load), pair.length(load / speed))
        let chain = pair.meanByIteration(slow, fast, sweeps: 4_000)
        let functions = try #require(pair.meanByCollocation(slow, fast))
        #expect(isClose(functions, chain, 3e-10))
        if speed == 1 {
            #expect(isClose(chain / load, (12 - load) / 8 / (1 - load), 3e-10))
        }
    }

    /// Longer than the longer branch, shorter than the sum; one instant branch counts for nothing.
    @Test(arguments: [0.01, 0.5, 0.9], [1.02, 2, 10])
    func forkJoinBounds(load: Double, speed: Double) throws {
        let both = try Self.fork(load, speed, 1)
        let branches = both.branchSojournTimes.map(\.seconds)
        #expect(both.sojournTime.seconds > branches[1])
        #expect(both.sojournTime.seconds < branches[0] + branches[1])
        #expect(isClose(both.numberInSystem, load * both.sojournTime.seconds))
        let swapped = try Self.fork(load, 1, speed)
        #expect(swapped.sojournTime == both.sojournTime)
        let instant = try Self.fork(load, 1, 1e9)
        #expect(isClose(instant.sojournTime.seconds, 1 / (1 - load), 1e-8))
        let rare = try Self.fork(1e-12, 1, speed)
        #expect(isClose(rare.sojournTime.seconds, 1 + 1 / speed - 1 / (1 + speed), 1e-11))
    }

    @Test(arguments: [1, 2, 5, 20, 50], [0.5, 0.7, 0.9, 0.98])
    func allenCunneenStaysInItsBand(servers: Int, load: Double) throws {
        let arrivals = load * Double(servers)
        let exact = try Self.mdc(arrivals, servers).waitingTime.seconds
        let approximate = try AllenCunneen(
            arrivalRate: .perSecond(arrivals), serviceTime: .seconds(1), serviceScv: 0,
            servers: servers)
        #expect(approximate.waitingBand.contains(.seconds(exact)))
        let markov = try AllenCunneen(
            arrivalRate: .perSecond(arrivals), serviceTime: .seconds(1), serviceScv: 1,
            servers: servers)
        let mmc = try MMc(
            arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(1), servers: servers)
        #expect(isClose(markov.waitingTime.seconds, mmc.waitingTime.seconds))
    }
}
