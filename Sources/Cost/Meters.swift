// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// In which units a kind of component can be billed.
struct Meters {
    /// A meter, and where its quantity comes from.
    struct Metered {
        let meter: BillLine.Meter
        let count: Count

        /// Whether it counts uses; else it runs with time, whatever is used.
        var isOfUse: Bool {
            switch count {
            case .uses: true
            case .hours, .months, .memory, .podHours, .podMonths: false
            }
        }
    }

    enum Count {
        /// So many units, for each hour of the month.
        case hours(ExactDecimal)
        /// So many units, for the month.
        case months(ExactDecimal)
        /// All the memory of so many nodes in units of 2^30 bytes, for each hour of the month.
        case memory(nodes: Int, each: Bytes)
        /// What the engine counted.
        case uses(UseUnit)
        /// As many pods as there were on average, for each hour of the month, or for the month.
        case podHours
        case podMonths
    }

    /// The first is the natural one.
    private let choices: [(unit: PriceUnit, metered: Metered)]

    var natural: BillLine.Meter { choices[0].metered.meter }
    var allowed: [PriceUnit] { choices.map(\.unit) }

    func unit(for unit: PriceUnit) -> Metered? {
        choices.first { $0.unit == unit }?.metered
    }

    init(_ kind: ComponentKind) {
        switch kind {
        case .station(let station):
            choices = Self.running(station.servers, .serverHours, .serverMonths)
        case .pods(let pods) where pods.isScaled:
            choices = [
                (.hour, Metered(meter: .podHours, count: .podHours)),
                (.month, Metered(meter: .podMonths, count: .podMonths)),
            ]
        case .pods(let pods):
            choices = Self.running(pods.paidReplicas, .podHours, .podMonths)
        case .database(let database):
            choices = Self.running(1 + database.replicas, .instanceHours, .instanceMonths)
        case .cache(let cache):
            let memory = Count.memory(nodes: cache.lastNodes, each: cache.memoryPerNode)
            choices =
                [(.gigabyteHour, Metered(meter: .gibibyteHours, count: memory))]
                + Self.running(cache.lastNodes, .nodeHours, .nodeMonths)
        case .service:
            choices = [
                (.request, Metered(meter: .requests, count: .uses(.calls))), Self.subscription,
                (.computeUnit, Metered(meter: .computeUnits, count: .uses(.computeUnits))),
            ]
        case .delivery:
            choices = [
                (.gigabyte, Metered(meter: .gigabytes, count: .uses(.bytes))), Self.subscription,
            ]
        case .function, .account, .table, .chain:
            preconditionFailure("billed for several things, each by a price of its own")
        }
    }

    private static let subscription = (
        unit: PriceUnit.month, metered: Metered(meter: .months, count: .months(.one))
    )

    private static func running(
        _ count: Int, _ hours: BillLine.Meter, _ months: BillLine.Meter
    ) -> [(unit: PriceUnit, metered: Metered)] {
        let units = ExactDecimal(Int64(count))
        return [
            (.hour, Metered(meter: hours, count: .hours(units))),
            (.month, Metered(meter: months, count: .months(units))),
        ]
    }
}
