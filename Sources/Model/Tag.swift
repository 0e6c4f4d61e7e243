// SPDX-License-Identifier: GPL-3.0-or-later

/// A mark by which costs are told apart, such as team: payments.
public struct Tag: Sendable, Hashable, Comparable {
    public let key: String
    public let value: String

    /// Most tags of one thing, and most characters of a key or a value.
    public static let most = 50
    public static let longest = 128

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    public static func < (a: Tag, b: Tag) -> Bool { (a.key, a.value) < (b.key, b.value) }
}

extension [Tag] {
    public func value(of key: String) -> String? { first { $0.key == key }?.value }
}

extension Model {
    /// Every tag that something has, in order.
    public var tags: [Tag] {
        Set(components.flatMap(\.tags) + operations.flatMap(\.tags)).sorted()
    }
}
