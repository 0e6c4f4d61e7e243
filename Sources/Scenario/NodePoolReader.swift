// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `nodes` of pods.
struct NodePoolReader {
    private static let mostNodes = 100_000

    let names: Names

    func read(_ field: Field) -> NodePool? {
        let keys = ["pods per node", "min", "max", "boot", "provisioner", "remove after", "price"]
        guard let map = field.map(keys) else { return nil }
        let pods = map.required("pods per node")?.count(1...Self.mostNodes)
        let least = map["min"].or(0) { $0.count(0...Self.mostNodes) }
        let most = map.required("max")?.count(1...Self.mostNodes)
        let boot = map.required("boot")?.distribution()
        let provisioner = map["provisioner"].or(NodePool.Provisioner.clusterAutoscaler) {
            $0.choice(NodePool.Provisioner.self)
        }
        let removal = map["remove after"].or(NodePool.standardRemoval) {
            $0.quantity(SimTime.self)
        }
        let price = map["price"].optional { $0.price(names) }
        guard let pods, let least, let most, let boot, let provisioner, let removal, let price
        else { return nil }
        if let price, ![.hour, .month].contains(price.unit) {
            map["price"]?.note(
                "\(quoted(price.key.path)) is a price per \(price.unit)",
                "name a price per h or per month", value: price.key.path)
            return nil
        }
        guard least <= most else {
            map["min"]?.note(
                "min is \(least) and max is \(most)", "make min at most max", value: "\(least)")
            return nil
        }
        return NodePool(
            podsPerNode: pods, bounds: least...most, boot: boot, provisioner: provisioner,
            removeAfter: removal, price: price?.key)
    }
}
