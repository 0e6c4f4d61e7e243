// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads a size book file.
struct SizeBookReader {
    private static let keys = ["plimsoll sizes", "name", "as of", "sizes"]
    private static let mostMemory = Bytes.bytes(1 << 50)

    func read(_ field: Field) -> SizeBook? {
        guard let map = field.map(Self.keys) else { return nil }
        let version = map.required("plimsoll sizes")?.count(1...1)
        let name = map.required("name")?.text("the name of the size book")
        let asOf = map.required("as of")?.date()
        let sizes = map.required("sizes")?.names("a map of sizes")?.named("size", most: 20_000)
        let entries = all(sizes?.map { size($0.key, $0.field) })
        guard version != nil, let name, let asOf, let entries else { return nil }
        return SizeBook(name: name, asOf: asOf, sizes: entries)
    }

    private func size(_ name: String, _ field: Field) -> InstanceSize? {
        guard let map = field.map(["cpus", "memory", "price", "source"]) else { return nil }
        let processors = map.required("cpus")?.count(1...ComponentReader.mostServers)
        let memory = map.required("memory").flatMap(memory)
        let price = map["price"].optional { $0.text("a key of a price book") }
        let source = map.required("source")?.text("where it is written")
        guard let processors, let memory, let price, let source else { return nil }
        return InstanceSize(
            name: name, processors: processors, memory: memory,
            price: price.map { PriceKey($0) }, source: source)
    }

    private func memory(_ field: Field) -> Bytes? {
        guard let memory = field.quantity(Bytes.self) else { return nil }
        guard memory > .zero, memory <= Self.mostMemory else {
            field.note(
                "\(quoted("\(memory)")) is no memory of an instance",
                "write such as 16GiB, at most \(Self.mostMemory)", value: "\(memory)")
            return nil
        }
        return memory
    }
}

/// Reads the `size` of a component.
struct SizeReader {
    let names: Names

    /// The size of the size book that the field names.
    func size(_ field: Field) -> InstanceSize? {
        guard let text = field.text("a size of the size book") else { return nil }
        guard let book = names.sizes else {
            if !names.namesSizes {
                field.note(
                    "the size \(quoted(text)) has no size book",
                    "add 'sizes' with the path of a size book", value: text)
            }
            return nil
        }
        guard let size = book.size(text) else {
            field.note(
                "the size book has no \(quoted(text))",
                field.remedy(for: text, in: book.sizes.map(\.name), of: "size"), value: text)
            return nil
        }
        return size
    }

    /// What the component's size costs, where the component itself names no price. A scenario
    /// with prices has one for each size in use: nothing is given away in silence.
    func price(_ map: MapReader) -> PriceKey?? {
        guard let field = map["size"], let prices = names.prices,
            let size = names.sizes?.size(field.node.scalarText ?? "")
        else { return .some(nil) }
        guard let key = size.price else {
            field.note(
                "the size book names no price for \(quoted(size.name))",
                "give the component a 'price'", value: size.name)
            return nil
        }
        guard prices.entry(key) != nil else {
            field.note(
                "the price book has no \(quoted(key.path)), which \(quoted(size.name)) costs",
                "add it to the price book, or give the component a 'price'", value: size.name)
            return nil
        }
        return key
    }
}
