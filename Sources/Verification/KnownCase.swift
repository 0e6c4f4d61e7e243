// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// One case of the known answers: a system, what is expected of it, and how nearly.
public struct KnownCase: Sendable {
    /// Unique in its file.
    public let id: String
    /// The system's name as it stands in the file.
    public let system: String
    let content: Content

    enum Content: Sendable {
        case known(any KnownSystem, [Expectation], Tolerance, simulated: Tolerance?)
        /// A protocol fee rule or a step of the autoscaler, in whole numbers.
        case rule([ExactComparison])
        /// A system without a closed form here; its parameters are not looked at.
        case unknown
    }

    init(id: String, system: String, content: Content) {
        self.id = id
        self.system = system
        self.content = content
    }

    /// Whether the system has a closed form here, or is a rule.
    public var isKnown: Bool {
        switch content {
        case .known, .rule: true
        case .unknown: false
        }
    }
}

/// One expected number, beside the answer of the closed form.
struct Expectation: Sendable {
    let metric: Metric
    /// The station, state or class; nil where the metric is one number.
    let index: Int?
    /// The station where `index` is a class, as in `meanInSystem[0][2]`.
    let station: Int?
    let expected: Double
    /// By closed form.
    let answer: Double

    init(
        metric: Metric, index: Int?, station: Int? = nil, expected: Double, answer: Double
    ) {
        self.metric = metric
        self.index = index
        self.station = station
        self.expected = expected
        self.answer = answer
    }
}

/// How nearly a closed form must meet what is expected.
enum Tolerance: Sendable, Equatable {
    /// |got - expected| <= r |expected|.
    case relative(Double)
    /// |got - expected| <= a.
    case absolute(Double)
}

extension KnownCase {
    public static let largestFile = 16 << 20

    /// The cases of a file: either a JSON array of objects with id, system, parameters, expected,
    /// tolerance, source and note, where the last two may be absent; or CSV, with a protocol fee
    /// rule or a step of the autoscaler a row (`FeeVectors`, `ScalingVectors`).
    ///
    /// - Throws: `VerificationError`, with the id of the case at fault.
    public static func read(_ bytes: [UInt8]) throws(VerificationError) -> [KnownCase] {
        guard bytes.count <= largestFile else {
            throw VerificationError(nil, .tooLarge(bytes: bytes.count, limit: largestFile))
        }
        if KnownTable.isOne(bytes) { return try KnownTable.read(bytes) }
        var reader = JSONReader(bytes)
        var cases: [KnownCase] = []
        var ids: Set<String> = []
        var last: String?
        try reader.forEachElement(of: "cases") { (value: JSONValue) throws(VerificationError) in
            let known = try KnownCase(value)
            guard ids.insert(known.id).inserted else {
                throw VerificationError(known.id, .duplicateID)
            }
            cases.append(known)
            last = known.id
        } orFault: { fault in
            VerificationError(
                nil,
                .syntax(
                    line: fault.line, column: fault.column, reason: fault.reason, after: last))
        }
        return cases
    }

    private init(_ value: JSONValue) throws(VerificationError) {
        guard case .object(let members) = value else {
            throw VerificationError(
                nil, .wrongType(key: "a case", needed: "an object", got: value.kind))
        }
        var fields = CaseFields(members)
        id = try fields.identify()
        system = try fields.string("system")
        let parameters = try fields.object("parameters")
        let expected = try fields.object("expected")
        let tolerance = try fields.object("tolerance")
        try fields.optionalString("source")
        try fields.optionalString("note")
        try fields.finish()
        guard let type = SystemRegistry.system(named: system) else {
            content = .unknown
            return
        }
        var reader = Parameters(caseID: id, system: system, members: parameters)
        let solved = try type.init(&reader)
        try reader.finish()
        var expectations: [Expectation] = []
        for member in expected {
            expectations += try fields.expectations(member, of: solved, system)
        }
        let simulated = try fields.simulatedTolerance(tolerance)
        let closed = tolerance.filter { $0.key != CaseFields.ofSimulation }
        content = .known(
            solved, expectations, try fields.tolerance(closed), simulated: simulated)
    }
}
