// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

struct OpenMulticlassSystem: KnownSystem {
    static let name = "open-multiclass"
    var experiment: Experiment? { .classNetwork(setting) }
    private let setting: NetworkSetting
    private let solution: OpenMulticlassNetwork

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let stations = try parameters.stations()
        let classes = try parameters.objects("classes") {
            (one: inout Parameters) throws(VerificationError) in
            try one.openClass()
        }
        solution = try parameters.solve { () throws(AnalyticError) in
            try OpenMulticlassNetwork(stations: stations, classes: classes)
        }
        setting = NetworkSetting(stations: stations, classes: classes.map { .init($0) })
    }

    var answers: [(metric: Metric, answer: Answer)] { classAnswers(solution.classes) }
}

struct ClosedMVASystem: KnownSystem {
    static let name = "closed-mva"
    var experiment: Experiment? { .classNetwork(setting) }
    private let setting: NetworkSetting
    private let solution: ClosedNetwork

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let stations = try parameters.stations()
        let classes = try parameters.objects("classes") {
            (one: inout Parameters) throws(VerificationError) in
            try one.closedClass()
        }
        solution = try parameters.solve { () throws(AnalyticError) in
            try ClosedNetwork(stations: stations, classes: classes)
        }
        setting = NetworkSetting(stations: stations, classes: classes.map { .init($0) })
    }

    var answers: [(metric: Metric, answer: Answer)] {
        let constants = solution.normalizingConstants().map { Answer.list($0) }
        return classAnswers(solution.classes)
            + (constants.map { [(.normalizingConstants, $0)] } ?? [])
    }
}

struct MixedMVASystem: KnownSystem {
    static let name = "mixed-mva"
    var experiment: Experiment? { .classNetwork(setting) }
    private let setting: NetworkSetting
    /// In the order of the input.
    private let classes: [NetworkClassAnswer]

    private enum Member {
        case open(OpenClass)
        case closed(ClosedClass)
    }

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let stations = try parameters.stations()
        let members = try parameters.objects("classes") {
            (one: inout Parameters) throws(VerificationError) -> Member in
            one.has("arrivalRate") ? .open(try one.openClass()) : .closed(try one.closedClass())
        }
        let open = members.compactMap { if case .open(let one) = $0 { one } else { nil } }
        let closed = members.compactMap { if case .closed(let one) = $0 { one } else { nil } }
        let solution = try parameters.solve { () throws(AnalyticError) in
            try MixedNetwork(stations: stations, openClasses: open, closedClasses: closed)
        }
        var (ofOpen, ofClosed) = (solution.openClasses[...], solution.closedClasses[...])
        classes = members.compactMap {
            switch $0 {
            case .open: ofOpen.popFirst()
            case .closed: ofClosed.popFirst()
            }
        }
        let settings = members.map { member -> NetworkSetting.Class in
            switch member {
            case .open(let one): .init(one)
            case .closed(let one): .init(one)
            }
        }
        let answers = classes
        let busy = stations.indices.filter { !stations[$0].isDelay }.map { station in
            answers.reduce(0) { $0 + $1.stations[station].utilization.fraction }
        }
        setting = NetworkSetting(
            stations: stations, classes: settings, largestUtilization: busy.max())
    }

    var answers: [(metric: Metric, answer: Answer)] { classAnswers(classes) }
}

/// What all networks of classes say, by class or `[class][station]`.
private func classAnswers(
    _ classes: [NetworkClassAnswer]
) -> [(metric: Metric, answer: Answer)] {
    [
        (.throughput, .list(classes.map(\.throughput.perSecond))),
        (.networkMeanSojourn, .list(classes.map(\.sojournTime.seconds))),
        (.stretch, .list(classes.map(\.stretch))),
        (.utilization, .table(classes.map { $0.stations.map(\.utilization.fraction) })),
        (.meanSojourn, .table(classes.map { $0.stations.map(\.sojournTime.seconds) })),
        (.residenceTime, .table(classes.map { $0.stations.map(\.residenceTime.seconds) })),
        (.meanInSystem, .table(classes.map { $0.stations.map(\.numberInSystem) })),
    ]
}

extension Parameters {
    fileprivate mutating func stations() throws(VerificationError) -> [NetworkStation] {
        try objects("stations") { (one: inout Parameters) throws(VerificationError) in
            let kind = try one.string("kind")
            switch kind {
            case "queue": return .queue(servers: try one.count("servers"))
            case "delay": return .delay
            default:
                throw one.error(
                    .wrongType(
                        key: "stations.kind", needed: "'queue' or 'delay'", got: "'\(kind)'"))
            }
        }
    }

    fileprivate mutating func openClass() throws(VerificationError) -> OpenClass {
        OpenClass(
            arrivalRate: try rate("arrivalRate"), visits: try numbers("visits"),
            serviceTimes: try numbers("serviceMeans").map { .seconds($0) })
    }

    fileprivate mutating func closedClass() throws(VerificationError) -> ClosedClass {
        ClosedClass(
            population: try count("population"), thinkTime: try time("thinkTime"),
            visits: try numbers("visits"),
            serviceTimes: try numbers("serviceMeans").map { .seconds($0) })
    }
}
