// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Quantities

/// One row of a table of autoscaler steps, with what its fields mean.
struct ScalingRow {
    let id: String
    private let fields: [String: String]

    /// - Precondition: as many fields as the header has.
    init(_ record: CSVRecord) {
        fields = Dictionary(
            zip(ScalingVectors.header, record.fields), uniquingKeysWith: { first, _ in first })
        id = fields["id"] ?? ""
    }

    /// Numbers of replicas, percent and thousandths, so far from the ends of an Int that sums and
    /// products of a few stay in it.
    private static let largest = Int(Int32.max)
    /// 100 years in seconds.
    private static let oldest = 3_155_760_000.0

    func wrong(_ key: String, needed: String) -> VerificationError {
        VerificationError(id, .wrongText(key: key, value: fields[key] ?? "", needed: needed))
    }

    func whole(_ key: String) throws(VerificationError) -> Int {
        guard let number = Int(fields[key] ?? ""), (0...Self.largest).contains(number) else {
            throw wrong(key, needed: "a whole number from 0 to \(Self.largest)")
        }
        return number
    }

    func positive(_ key: String) throws(VerificationError) -> Int64 {
        let number = try whole(key)
        guard number > 0 else { throw wrong(key, needed: "a whole number above zero") }
        return Int64(number)
    }

    /// As many as there are requests, else states, else replicas. Levels beyond the last pod belong
    /// to unknown ones, and pods beyond the last level have none.
    func pods() throws(VerificationError) -> [PodReading] {
        let levels = try numbers("levels") ?? []
        let requests = try numbers("requests_milli")
        let states = try states()
        let replicas = try whole("current_replicas")
        let count = requests?.count ?? states?.count ?? replicas
        guard count <= 100_000, states == nil || states?.count == count else {
            throw wrong("pod_states", needed: "a list of as many states as there are pods")
        }
        return (0..<count).map { index in
            PodReading(
                state: states?[index] ?? .ready, use: index < levels.count ? levels[index] : nil,
                request: requests?[index] ?? 0)
        }
    }

    /// The one metric value of an object, or of something outside.
    func onlyLevel() throws(VerificationError) -> Int64 {
        guard let levels = try numbers("levels"), levels.count == 1 else {
            throw wrong("levels", needed: "a list of one whole number")
        }
        return levels[0]
    }

    private func numbers(_ key: String) throws(VerificationError) -> [Int64]? {
        guard let value = try json(key) else { return nil }
        let numbers = value.elements?.compactMap { $0.whole(upTo: Self.largest).map(Int64.init) }
        guard let numbers, numbers.count == value.elements?.count else {
            throw wrong(key, needed: "a list of whole numbers from 0 to \(Self.largest)")
        }
        return numbers
    }

    private func states() throws(VerificationError) -> [PodReading.State]? {
        guard let value = try json("pod_states") else { return nil }
        let states = value.elements?.compactMap { element -> PodReading.State? in
            if case .string(let name) = element { .init(rawValue: name) } else { nil }
        }
        guard let states, states.count == value.elements?.count else {
            let known = PodReading.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("pod_states", needed: "a list of \(known)")
        }
        return states
    }

    // MARK: Behaviour

    /// The members of `behavior`, which must have exactly these keys.
    func behavior(_ keys: [String]) throws(VerificationError) -> [JSONMember] {
        guard case .object(let members) = try json("behavior"),
            Set(members.map(\.key)) == Set(keys)
        else { throw wrong("behavior", needed: "an object of \(keys.joined(separator: ", "))") }
        return members
    }

    func whole(_ members: [JSONMember], _ key: String) throws(VerificationError) -> Int {
        guard let number = members.value(key)?.whole(upTo: Self.largest) else {
            throw wrong("behavior", needed: "one whose \(key) is a whole number")
        }
        return number
    }

    /// Seconds.
    func time(_ members: [JSONMember], _ key: String) throws(VerificationError) -> SimTime {
        guard let time = members.value(key).flatMap(Self.seconds) else {
            throw wrong("behavior", needed: "one whose \(key) is seconds")
        }
        return time
    }

    /// A number and a period in seconds.
    func pair(
        _ members: [JSONMember], _ key: String
    ) throws(VerificationError) -> (Int, SimTime) {
        guard let elements = members.value(key)?.elements, elements.count == 2,
            let number = elements[0].whole(upTo: Self.largest),
            let period = Self.seconds(elements[1])
        else { throw wrong("behavior", needed: "one whose \(key) is [number, seconds]") }
        return (number, period)
    }

    /// Numbers of replicas and their ages in seconds, at the time zero.
    ///
    /// - Parameter age: the place of the age in each, 0 or 1.
    func entries(
        _ members: [JSONMember], _ key: String, age place: Int
    ) throws(VerificationError) -> [ScalingHistory.Entry] {
        var entries: [ScalingHistory.Entry] = []
        for element in members.value(key)?.elements ?? [] {
            guard let pair = element.elements, pair.count == 2,
                let replicas = pair[1 - place].whole(upTo: Self.largest),
                let age = Self.seconds(pair[place])
            else { throw wrong("behavior", needed: "one whose \(key) are pairs with an age") }
            entries.append(
                ScalingHistory.Entry(time: .nanoseconds(-age.nanoseconds), replicas: replicas))
        }
        return entries
    }

    private static func seconds(_ value: JSONValue) -> SimTime? {
        guard case .number(let number) = value, (0...oldest).contains(number) else { return nil }
        return SimTime(roundingSeconds: number)
    }

    /// Nil for an empty field.
    private func json(_ key: String) throws(VerificationError) -> JSONValue? {
        guard let text = fields[key], !text.isEmpty else { return nil }
        do throws(JSONFault) {
            return try JSONReader.value(Array(text.utf8))
        } catch {
            throw wrong(key, needed: "JSON: \(error.reason)")
        }
    }
}

extension JSONValue {
    /// Nil where it is no array.
    fileprivate var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// Nil where it is no whole number from 0 to the bound.
    fileprivate func whole(upTo bound: Int) -> Int? {
        guard case .number(let number) = self, (0...Double(bound)).contains(number),
            number == number.rounded()
        else { return nil }
        return Int(number)
    }
}

extension [JSONMember] {
    fileprivate func value(_ key: String) -> JSONValue? { first { $0.key == key }?.value }
}
