// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A key of a scenario that sizing may turn, and the values that it may take.
public struct Knob: Sendable, Equatable {
    /// As it was given.
    public let text: String
    /// As `--set` takes it.
    public let key: String
    /// As `--set` takes them. Where more is better, the least first; else as they were given.
    public let values: [String]
    /// Whether more of it is never worse for a service level, so that what fails with more fails
    /// with less.
    public let isMonotone: Bool

    public static let mostValues = 1_000

    /// Keys of which more is never worse: what serves, and how long a cache keeps what. Not what
    /// lets in, such as rates and connections: who is let in makes others wait.
    private static let capacities: Set<String> = [
        "replicas", "pods", "servers", "cores", "nodes", "parallelism", "provisioned", "memory",
        "ttl", "min", "iops", "partitions",
    ]

    /// Reads `key=4..20`, `key=4..20/2` in steps, or `key=30s,60s,120s`.
    public init(parsing text: String) throws(KnobError) {
        guard let equals = text.firstIndex(of: "=") else { throw .noValues(text) }
        let key = String(text[..<equals])
        let list = String(text[text.index(after: equals)...])
        guard !key.isEmpty, !list.isEmpty else { throw .noValues(text) }
        if let range = try Self.range(list, of: text) {
            self.init(text: text, key: key, values: range)
        } else {
            self.init(text: text, key: key, values: try Self.list(list, of: text))
        }
    }

    /// - Parameter isMonotone: by the key where nobody says.
    init(
        text: String? = nil, key: String, values: [String], isMonotone isSaid: Bool? = nil
    ) {
        self.text = text ?? key
        self.key = key
        let name = key.split(separator: ".").last.map(String.init) ?? key
        let sizes = values.compactMap { Self.size($0) }
        isMonotone = isSaid ?? Self.capacities.contains(name) && sizes.count == values.count
        self.values =
            isMonotone
            ? zip(sizes, values).enumerated().sorted {
                ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
            }.map(\.element.1) : values
    }

    /// The same under another key.
    public func named(_ key: String) -> Knob { Knob(text: text, key: key, values: values) }

    /// Whether one of the two keys is the other, or within it.
    func overlaps(_ other: Knob) -> Bool {
        (key + ".").hasPrefix(other.key + ".") || (other.key + ".").hasPrefix(key + ".")
    }

    private static func range(_ list: String, of text: String) throws(KnobError) -> [String]? {
        guard let dots = list.firstRange(of: "..") else { return nil }
        let parts = list[dots.upperBound...].split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let low = Int(list[..<dots.lowerBound]), let high = Int(parts[0]),
            let step = parts.count > 1 ? Int(parts[1]) : 1
        else { throw .badRange(text) }
        guard low >= 0, low <= high, step > 0 else { throw .emptyRange(text) }
        guard (high - low) / step < mostValues else { throw .tooMany(text) }
        return stride(from: low, through: high, by: step).map { "\($0)" }
    }

    private static func list(_ list: String, of text: String) throws(KnobError) -> [String] {
        let values = list.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " })
        }
        guard values.allSatisfy({ !$0.isEmpty }) else { throw .badRange(text) }
        guard values.count <= mostValues else { throw .tooMany(text) }
        guard Set(values).count == values.count else { throw .twice(text) }
        return values
    }

    /// By which values of one kind are told from each other.
    private static func size(_ text: String) -> Double? {
        if let number = try? ExactDecimal(parsing: text) { return number.approximation }
        if let time = try? SimTime(parsing: text) { return time.seconds }
        if let memory = try? Bytes(parsing: text) { return Double(memory.bytes) }
        if let rate = try? Rate(parsing: text) { return rate.perSecond }
        return nil
    }
}

/// What is wrong with a knob, with the text as it was given.
public enum KnobError: Error, Sendable, Equatable, CustomStringConvertible {
    case noValues(String)
    case badRange(String)
    case emptyRange(String)
    case tooMany(String)
    case twice(String)
    /// Two knobs of one key, or of a key within that of the other: both as they were given, and
    /// the key.
    case sameKey(String, String, key: String)
    /// All knobs together.
    case tooManyConfigurations(Double)

    public var description: String {
        switch self {
        case .noValues(let text):
            "'\(text)' has no values; write such as components.api.replicas=4..20 or"
                + " components.redis.ttl=30s,60s"
        case .badRange(let text):
            "'\(text)' is neither a range of whole numbers nor a list of values; write such as"
                + " 4..20, 4..20/4 or 30s,60s"
        case .emptyRange(let text):
            "'\(text)' is an empty range; write the smaller number first, and a step above zero"
        case .tooMany(let text):
            "'\(text)' has more than \(Knob.mostValues) values; take larger steps, such as 4..400/4"
        case .twice(let text): "'\(text)' gives a value twice; give each once"
        case .sameKey(let first, let second, let key):
            "'\(second)' turns \(key), and so does '\(first)'; give one knob for it, with all its"
                + " values"
        case .tooManyConfigurations(let count):
            "the knobs make \(Int(exactly: count).map { "\($0)" } ?? "\(count)") configurations;"
                + " at most \(SizingGrid.most) are looked at, so take larger steps"
        }
    }
}
