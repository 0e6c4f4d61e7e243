// SPDX-License-Identifier: GPL-3.0-or-later

/// Which component of a model; an index into `Model.components`.
public struct ComponentID: Hashable, Comparable, Sendable {
    public let index: Int
    public init(_ index: Int) { self.index = index }
    public static func < (a: ComponentID, b: ComponentID) -> Bool { a.index < b.index }
}

/// Which operation of a model; an index into `Model.operations`.
public struct OperationID: Hashable, Comparable, Sendable {
    public let index: Int
    public init(_ index: Int) { self.index = index }
    public static func < (a: OperationID, b: OperationID) -> Bool { a.index < b.index }
}

/// Which traffic source of a model; an index into `Model.sources`.
public struct SourceID: Hashable, Comparable, Sendable {
    public let index: Int
    public init(_ index: Int) { self.index = index }
    public static func < (a: SourceID, b: SourceID) -> Bool { a.index < b.index }
}

/// Which keyspace of a model; an index into `Model.keyspaces`.
public struct KeyspaceID: Hashable, Comparable, Sendable {
    public let index: Int
    public init(_ index: Int) { self.index = index }
    public static func < (a: KeyspaceID, b: KeyspaceID) -> Bool { a.index < b.index }
}
