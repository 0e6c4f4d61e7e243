// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Engine

/// Networks of several classes against their product form, their reductions and laws.
@Suite struct AnalyticNetworkTests {
    static func times(_ seconds: [Double]) -> [AnalyticTime] { seconds.map { .seconds($0) } }

    static func closed(
        _ population: Int, think: Double = 0, visits: [Double]? = nil, _ services: [Double]
    ) -> ClosedClass {
        ClosedClass(
            population: population, thinkTime: .seconds(think),
            visits: visits ?? services.map { _ in 1 }, serviceTimes: times(services))
    }

    static let queue = NetworkStation.queue(servers: 1)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let stations: [NetworkStation]
        let classes: [ClosedClass]
    }

    static let small: [Case] = [
        Case(
            testDescription: "two classes of one", stations: [queue, queue],
            classes: [closed(1, [1, 3]), closed(1, [2, 4])]),
        Case(
            testDescription: "three classes, a delay", stations: [queue, .delay, queue],
            classes: [
                closed(2, think: 1.5, [0.3, 2, 1]), closed(3, [0.7, 1, 0.2]),
                closed(1, think: 4, visits: [2, 0.5, 0.25], [0.5, 3, 1]),
            ]),
        Case(
            testDescription: "four classes", stations: [queue, queue],
            classes: [
                closed(1, think: 3, [1, 0.1]), closed(2, [0.5, 0.6]), closed(1, [0, 1]),
                closed(2, think: 0.1, [0.2, 0.2]),
            ]),
        Case(
            testDescription: "several servers", stations: [.queue(servers: 3), .delay, queue],
            classes: [closed(7, think: 1, visits: [2, 1, 0.5], [1.5, 2, 1])]),
        Case(
            testDescription: "several servers, twice",
            stations: [.queue(servers: 2), .queue(servers: 5), queue],
            classes: [closed(9, [1, 2.5, 0.4])]),
        Case(
            testDescription: "more servers than customers", stations: [.queue(servers: 50), queue],
            classes: [closed(4, [1, 0.5])]),
    ]

    /// Means by adding up the product form over all states: at a queue n! ∏ d^k / k! over
    /// min(1, c) ··· min(n, c), at a delay ∏ d^k / k!.
    struct ProductForm {
        let stations: [NetworkStation]
        let demands: [[Double]]
        var total = 0.0
        var numbers: [[Double]]

        init(_ stations: [NetworkStation], _ classes: [ClosedClass]) {
            self.stations = stations + [.delay]
            demands = classes.map { one in
                zip(one.visits, one.serviceTimes).map { $0 * $1.seconds } + [one.thinkTime.seconds]
            }
            numbers = classes.map { _ in stations.map { _ in 0.0 } + [0] }
            place(
                0, 0, Array(repeating: 0, count: self.stations.count), classes.map(\.population),
                placed: [])
        }

        /// Goes through all ways to place class `k` from station `j` on.
        private mutating func place(
            _ k: Int, _ j: Int, _ row: [Int], _ left: [Int], placed: [[Int]]
        ) {
            guard k < demands.count else { return add(placed) }
            var row = row
            if j == stations.count - 1 {
                row[j] = left[k]
                let none = Array(repeating: 0, count: stations.count)
                return place(k + 1, 0, none, left, placed: placed + [row])
            }
            for count in 0...left[k] {
                row[j] = count
                var rest = left
                rest[k] -= count
                place(k, j + 1, row, rest, placed: placed)
            }
        }

        private mutating func add(_ state: [[Int]]) {
            var weight = 1.0
            for (j, station) in stations.enumerated() {
                var n = 0
                for k in demands.indices {
                    for i in stride(from: 1, through: state[k][j], by: 1) {
                        n += 1
                        weight *= demands[k][j] / Double(i)
                        if !station.isDelay {
                            weight *= Double(n) / Double(min(n, station.servers))
                        }
                    }
                }
            }
            total += weight
            for k in demands.indices {
                for j in stations.indices { numbers[k][j] += weight * Double(state[k][j]) }
            }
        }
    }

    @Test(arguments: small)
    func meetsTheProductForm(row: Case) throws {
        let network = try ClosedNetwork(stations: row.stations, classes: row.classes)
        let brute = ProductForm(row.stations, row.classes)
        #expect(network.method.isExact)
        for (k, answer) in network.classes.enumerated() {
            for (j, station) in answer.stations.enumerated() {
                let expected = brute.numbers[k][j] / brute.total
                #expect(isClose(station.numberInSystem, expected, 1e-11), "\(k) \(j)")
            }
        }
        if let constants = network.normalizingConstants() {
            let total = try #require(constants.last)
            #expect(isClose(total, brute.total, 1e-11))
            #expect(constants.count == row.classes[0].population)
        } else {
            #expect(row.classes.count > 1)
        }
    }

    /// Small networks at random, by the seed.
    @Test(arguments: 1...30)
    func randomNetworksMeetTheProductForm(seed: Int) throws {
        var words = CounterStream(StreamKey(seed: UInt64(seed)))
        func pick(_ count: Int) -> Int { Int(words.next() % UInt64(count)) }
        let kinds = [Self.queue, Self.queue, .delay]
        let stations = (0..<(1 + pick(3))).map { _ in kinds[pick(3)] }
        let classes = (0..<(1 + pick(3))).map { _ in
            Self.closed(
                1 + pick(3), think: Double(pick(3)),
                visits: stations.map { _ in 0.25 * Double(1 + pick(8)) },
                stations.map { _ in 0.1 * Double(1 + pick(30)) })
        }
        let network = try ClosedNetwork(stations: stations, classes: classes)
        let brute = ProductForm(stations, classes)
        for (k, answer) in network.classes.enumerated() {
            for (j, station) in answer.stations.enumerated() {
                #expect(
                    isClose(station.numberInSystem, brute.numbers[k][j] / brute.total, 1e-11))
            }
        }
    }

    /// N(k) = X(k) (Z(k) + R(k)); no queue is busier than full.
    @Test(arguments: small)
    func littlesLaw(row: Case) throws {
        let network = try ClosedNetwork(stations: row.stations, classes: row.classes)
        for (one, answer) in zip(row.classes, network.classes) {
            let cycle = one.thinkTime.seconds + answer.sojournTime.seconds
            #expect(isClose(answer.throughput.perSecond * cycle, Double(one.population)))
            #expect(answer.stretch >= 1 - 1e-12)
            for (visits, station) in zip(one.visits, answer.stations) {
                #expect(
                    isClose(
                        visits * station.sojournTime.seconds, station.residenceTime.seconds))
            }
        }
        for j in row.stations.indices {
            let busy = network.classes.reduce(0) { $0 + $1.stations[j].utilization.fraction }
            #expect(busy <= 1 + 1e-12)
        }
    }

    @Test(arguments: [1, 5, 100, 3_000], [1, 2, 7, 60])
    func oneStationIsMachineRepair(population: Int, servers: Int) throws {
        let repair = try MachineRepair(
            population: population, thinkTime: .seconds(20), serviceTime: .seconds(0.7),
            servers: servers)
        let network = try ClosedNetwork(
            stations: [.queue(servers: servers)],
            classes: [Self.closed(population, think: 20, [0.7])])
        let answer = network.classes[0]
        #expect(isClose(answer.throughput.perSecond, repair.throughput.perSecond, 1e-10))
        #expect(isClose(answer.sojournTime.seconds, repair.sojournTime.seconds, 1e-10))
        #expect(
            isClose(answer.stations[0].utilization.fraction, repair.utilization.fraction, 1e-10))
    }

    /// A class of five is as good as two equal classes of two and three; so for Schweitzer's too.
    @Test func equalClassesAddUp() throws {
        let stations = [Self.queue, Self.queue, .delay]
        let services = [0.4, 0.7, 1.1]
        let whole = try ClosedNetwork(
            stations: stations, classes: [Self.closed(5, think: 2, services)])
        let parts = try ClosedNetwork(
            stations: stations,
            classes: [Self.closed(2, think: 2, services), Self.closed(3, think: 2, services)])
        let total = parts.classes.reduce(0) { $0 + $1.throughput.perSecond }
        #expect(isClose(total, whole.classes[0].throughput.perSecond))
        #expect(isClose(parts.classes[0].sojournTime.seconds, whole.classes[0].sojournTime.seconds))
    }

    @Test(arguments: [1, 3, 14, 15, 40, 400])
    func keepsItsBounds(population: Int) throws {
        let bounds = try AsymptoticBounds(
            population: population, thinkTime: .seconds(120),
            demands: Self.times([9.2, 8, 0.5]))
        let answer = try ClosedNetwork(
            stations: [Self.queue, Self.queue, Self.queue],
            classes: [Self.closed(population, think: 120, [9.2, 8, 0.5])]
        ).classes[0]
        #expect(answer.throughput.perSecond <= bounds.throughputUpperBound.perSecond * (1 + 1e-13))
        #expect(
            answer.sojournTime.seconds >= bounds.sojournTimeLowerBound.seconds * (1 - 1e-13))
    }

    /// More customers, more throughput and longer stays; more servers, shorter ones.
    @Test func monotone() throws {
        var last = (throughput: 0.0, sojourn: 0.0)
        for population in [1, 2, 3, 10, 50, 1_000] {
            let answer = try ClosedNetwork(
                stations: [.queue(servers: 4), Self.queue],
                classes: [Self.closed(population, think: 3, [1, 0.2])]
            ).classes[0]
            #expect(answer.throughput.perSecond > last.throughput)
            #expect(answer.sojournTime.seconds > last.sojourn)
            last = (answer.throughput.perSecond, answer.sojournTime.seconds)
        }
        var longest = Double.infinity
        for servers in [1, 2, 3, 5, 9] {
            let sojourn = try ClosedNetwork(
                stations: [.queue(servers: servers), Self.queue],
                classes: [Self.closed(30, think: 3, [1, 0.2])]
            ).classes[0].sojournTime.seconds
            #expect(sojourn < longest)
            longest = sojourn
        }
    }

    /// Constants far beyond a Double do not hurt: e^(10^7) and d^N.
    @Test(arguments: [1e-57, 1e-3, 1, 1e57])
    func extremeScales(unit: Double) throws {
        let stations = [NetworkStation.queue(servers: 8), .queue(servers: 1), .delay]
        let answer = try ClosedNetwork(
            stations: stations,
            classes: [Self.closed(20_000, think: 0, [unit, unit / 10, 900 * unit])]
        ).classes[0]
        // Eight servers of one unit each are the bottleneck: X -> 8 / unit.
        #expect(isClose(answer.throughput.perSecond * unit, 8, 1e-6))
        let inSystem = answer.stations.reduce(0) { $0 + $1.numberInSystem }
        #expect(isClose(inSystem, 20_000, 1e-10))
    }

    /// Exact up to 10^7 populations, then an approximation that says so and is near.
    @Test func beyondTenMillionStatesItApproximates() throws {
        let stations = [Self.queue, Self.queue]
        func network(_ population: Int) throws -> ClosedNetwork {
            try ClosedNetwork(
                stations: stations,
                classes: [
                    Self.closed(population, think: 40, [0.2, 0.1]),
                    Self.closed(population, think: 60, [0.1, 0.3]),
                ])
        }
        let exact = try network(300)
        #expect(exact.method == .meanValueAnalysis)
        let near = try network(4_000)
        #expect(near.method == .schweitzer && !near.method.isExact)
        #expect(near.normalizingConstants() == nil)
        for (k, one) in [(40.0, near.classes[0]), (60, near.classes[1])] {
            let cycle = one.throughput.perSecond * (k + one.sojournTime.seconds)
            #expect(isClose(cycle, 4_000, 1e-9))
        }
        let work = ClosedWork(
            stations,
            [Self.closed(300, think: 40, [0.2, 0.1]), Self.closed(300, think: 60, [0.1, 0.3])],
            loads: [0, 0])
        for (k, found) in work.schweitzer().enumerated() {
            let throughput = exact.classes[k].throughput.perSecond
            #expect(isClose(work.throughput(k, found: found), throughput, 0.02))
        }
    }

    @Test(arguments: [0.1, 0.6, 0.95])
    func openNetworkOfOneClassIsJackson(load: Double) throws {
        let jackson = try JacksonNetwork(
            stations: [
                .init(serviceTime: .seconds(0.5), servers: 1),
                .init(serviceTime: .seconds(3), servers: 4),
            ],
            arrivalRate: .perSecond(load), visits: [2, 1.2])
        let open = OpenClass(
            arrivalRate: .perSecond(load), visits: [2, 1.2], serviceTimes: Self.times([0.5, 3]))
        let network = try OpenMulticlassNetwork(
            stations: [Self.queue, .queue(servers: 4)], classes: [open])
        #expect(isClose(network.classes[0].sojournTime.seconds, jackson.sojournTime.seconds))
        for (got, expected) in zip(network.classes[0].stations, jackson.stations) {
            #expect(isClose(got.numberInSystem, expected.numberInSystem))
            #expect(isClose(got.utilization.fraction, expected.utilization.fraction))
        }
        // The closed formula of all classes apart is that of their sum.
        let half = OpenClass(
            arrivalRate: .perSecond(load / 2), visits: [2, 0.3], serviceTimes: Self.times([0.5, 3]))
        let split = try OpenMulticlassNetwork(
            stations: [Self.queue, .delay], classes: [half, half])
        #expect(
            isClose(
                split.classes.reduce(0) { $0 + $1.stations[0].numberInSystem },
                jackson.stations[0].numberInSystem))
        #expect(isClose(split.classes[1].stations[1].sojournTime.seconds, 3))
    }

    @Test func mixedWithoutOneKindIsTheOther() throws {
        let stations = [Self.queue, .delay]
        let one = Self.closed(4, think: 1, [0.6, 2])
        let flow = OpenClass(
            arrivalRate: .perSecond(0.7), visits: [1, 1], serviceTimes: Self.times([0.6, 2]))
        let none = OpenClass(
            arrivalRate: .zero, visits: [1, 1], serviceTimes: Self.times([0.6, 2]))
        let closed = try ClosedNetwork(stations: stations, classes: [one])
        let open = try OpenMulticlassNetwork(stations: stations, classes: [flow])
        let only = try MixedNetwork(stations: stations, openClasses: [none], closedClasses: [one])
        #expect(only.closedClasses[0].sojournTime == closed.classes[0].sojournTime)
        let flows = try MixedNetwork(stations: stations, openClasses: [flow], closedClasses: [])
        #expect(flows.openClasses[0].sojournTime == open.classes[0].sojournTime)
        #expect(flows.method == nil && only.method == .meanValueAnalysis)
        let both = try MixedNetwork(stations: stations, openClasses: [flow], closedClasses: [one])
        #expect(both.openClasses[0].sojournTime > open.classes[0].sojournTime)
        #expect(both.closedClasses[0].throughput < closed.classes[0].throughput)
    }

    /// A closed class of very many that hardly ever comes is an open one.
    @Test func manyRareCustomersAreAStream() throws {
        let stations = [Self.queue, Self.queue]
        let few = Self.closed(3, think: 1, [0.3, 0.5])
        let flow = OpenClass(
            arrivalRate: .perSecond(0.8), visits: [1, 1], serviceTimes: Self.times([0.4, 0.2]))
        let mixed = try MixedNetwork(
            stations: stations, openClasses: [flow], closedClasses: [few])
        let many = try ClosedNetwork(
            stations: stations,
            classes: [few, Self.closed(200_000, think: 250_000, [0.4, 0.2])])
        #expect(
            isClose(
                many.classes[0].throughput.perSecond,
                mixed.closedClasses[0].throughput.perSecond, 1e-4))
        #expect(
            isClose(
                many.classes[1].sojournTime.seconds, mixed.openClasses[0].sojournTime.seconds,
                1e-4))
    }

}
