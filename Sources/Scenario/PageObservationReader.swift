// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads what was published of pages and of the way to them.
struct PageObservationReader {
    static let metrics =
        Vital.allCases.map(\.rawValue) + ["script time", "scripts", "round trip", "delivered"]
    static let keys = ["device", "connection"]

    let names: FrontendNames

    /// Whether it is seen on a device over a connection.
    static func isOfViews(_ metric: String) -> Bool {
        metric == "script time" || Vital(rawValue: metric) != nil
    }

    /// The metric, and the value in seconds or bytes.
    func read(
        _ key: String, _ map: MapReader, _ value: Field
    ) -> (metric: Observation.Metric, value: Double)? {
        let found: (metric: PageMetric, value: Double)? =
            switch key {
            case "delivered": bytes(value, .delivered)
            case "round trip": time(value, place(map).map { .roundTrip(place: $0) })
            case "scripts": bytes(value, page(map).map { .scripts(page: $0) })
            case "script time": time(value, scriptTime(map))
            default: time(value, vital(key, map))
            }
        return found.map { (.page($0.metric), $0.value) }
    }

    private func time(_ field: Field, _ metric: PageMetric?) -> (PageMetric, Double)? {
        guard let time = field.quantity(SimTime.self), let metric else { return nil }
        return (metric, time.seconds)
    }

    private func bytes(_ field: Field, _ metric: PageMetric?) -> (PageMetric, Double)? {
        guard let size = field.quantity(Bytes.self), let metric else { return nil }
        return (metric, Double(size.bytes))
    }

    private func page(_ map: MapReader) -> Int? {
        map.required("of")?.reference(to: "page", in: names.pages)
    }

    private func place(_ map: MapReader) -> Int? {
        map.required("of")?.reference(to: "place", in: names.places)
    }

    private func scriptTime(_ map: MapReader) -> PageMetric? {
        let page = page(map)
        let classes = classes(map)
        guard let page, let classes else { return nil }
        return .scriptTime(page: page, device: classes.device, connection: classes.connection)
    }

    private func vital(_ key: String, _ map: MapReader) -> PageMetric? {
        let page = page(map)
        guard let vital = Vital(rawValue: key) else { return nil }
        let device = map["device"].optional(device)
        let connection = map["connection"].optional(connection)
        guard let page, let device, let connection else { return nil }
        switch (device, connection) {
        case (nil, nil): return .vital(vital, page: page, views: .all)
        case (let device?, let connection?):
            return .vital(
                vital, page: page, views: .first(device: device, connection: connection))
        case (_?, nil), (nil, _?):
            map.whole.note(
                at: map.whole.keyPlace, "first views are of a device and a connection",
                "give both, or neither for all views")
            return nil
        }
    }

    private func device(_ field: Field) -> Int? {
        field.reference(to: "device", in: names.devices)
    }

    private func connection(_ field: Field) -> Int? {
        field.reference(to: "connection", in: names.connections)
    }

    private func classes(_ map: MapReader) -> (device: Int, connection: Int)? {
        let device = map.required("device").flatMap(device)
        let connection = map.required("connection").flatMap(connection)
        guard let device, let connection else { return nil }
        return (device, connection)
    }
}
