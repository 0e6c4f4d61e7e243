// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads what a component may grow to: `storage` and `hard limit`.
struct StorageReader {
    static let keys = ["storage", "hard limit"]

    /// The outer nil says that one is wrong.
    func read(_ map: MapReader) -> (storage: Storage?, hardLimit: Int?)? {
        let storage = map["storage"].optional(storage)
        let limit = map["hard limit"].optional { $0.count(0...ComponentReader.mostServers) }
        guard let storage, let limit else { return nil }
        return (storage, limit)
    }

    private func storage(_ field: Field) -> Storage? {
        guard let map = field.map(["size", "used", "monthly", "per request"]) else { return nil }
        let size = map.required("size")?.quantity(Bytes.self)
        let used = map["used"].or(.zero) { $0.quantity(Bytes.self) }
        let monthly = map["monthly"].or(.zero) { $0.quantity(Bytes.self) }
        let each = map["per request"].or(.zero) { $0.quantity(Bytes.self) }
        guard let size, let used, let monthly, let each else { return nil }
        return Storage(size: size, used: used, monthly: monthly, perRequest: each)
    }
}
