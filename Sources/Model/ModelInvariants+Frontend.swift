// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension ModelInvariants {
    private var frontend: Frontend { model.frontend }

    func checkFrontend() throws(ModelError) {
        try checkFrontendNames()
        if !frontend.pages.isEmpty {
            let parts = [
                ("devices", "device class", frontend.devices.isEmpty),
                ("connections", "connection class", frontend.connections.isEmpty),
            ]
            for (path, what, isEmpty) in parts where isEmpty {
                throw ModelError(path: path, fault: .empty(what: "\(what), and there are pages"))
            }
        }
        try addUp(frontend.devices.map(\.share), at: "devices")
        try addUp(frontend.connections.map(\.share), at: "connections")
        try addUp(frontend.places.map(\.share), at: "places")
        for device in frontend.devices { try check(device) }
        for connection in frontend.connections {
            try within(
                connection.roundTrip, .zero...ConnectionClass.longestRoundTrip,
                "the round trip", at: "connections.\(connection.name).round trip")
        }
        for bundle in frontend.bundles {
            try size(bundle.size, at: "bundles.\(bundle.name).size")
        }
        try checkRegions()
        for page in frontend.pages { try check(page, at: "pages.\(page.name)") }
    }

    private func checkFrontendNames() throws(ModelError) {
        let names = [
            ("pages", frontend.pages.map(\.name)), ("bundles", frontend.bundles.map(\.name)),
            ("devices", frontend.devices.map(\.name)),
            ("connections", frontend.connections.map(\.name)),
            ("places", frontend.places.map(\.name)), ("regions", frontend.regions.map(\.name)),
        ]
        for (path, names) in names { try unique(names, at: path) }
    }

    private func check(_ device: DeviceClass) throws(ModelError) {
        let path = "devices.\(device.name)"
        guard DeviceClass.factors.contains(device.factor) else {
            throw ModelError(
                path: path + ".cpu",
                fault: .outOfRange(
                    what: "the factor", value: "\(device.factor)", allowed: "from 0.01 to 100"))
        }
        guard let shares = device.connections else { return }
        guard shares.count == frontend.connections.count else {
            throw ModelError(path: path + ".connections", fault: .empty(what: "such connection"))
        }
        try addUp(shares, at: path + ".connections")
    }

    private func checkRegions() throws(ModelError) {
        for region in frontend.regions {
            let path = "regions.\(region.name)"
            try count(region.instances, "the number of instances", at: path + ".instances")
            guard region.roundTrips.count == frontend.places.count else {
                throw ModelError(path: path, fault: .empty(what: "such place"))
            }
            for roundTrip in region.roundTrips.compactMap({ $0 }) {
                try within(
                    roundTrip, .zero...ConnectionClass.longestRoundTrip, "a round trip",
                    at: path + ".round trips")
            }
        }
        let routes = frontend.routes
        for (index, place) in frontend.places.enumerated()
        where !routes.contains(where: { $0.place == index }) {
            throw ModelError(
                path: "places.\(place.name)",
                fault: .empty(what: "region with a round trip to this place"))
        }
    }

    private func check(_ page: WebPage, at path: String) throws(ModelError) {
        let bundles = page.critical + page.lazy
        guard bundles.allSatisfy(frontend.bundles.indices.contains) else {
            throw ModelError(path: path, fault: .unknownReference(what: "such bundle"))
        }
        try unique(frontend.bundles(bundles).map(\.name), at: path)
        if case .operation(let id) = page.server, !model.operations.indices.contains(id.index) {
            throw ModelError(path: path, fault: .unknownReference(what: "operation \(id.index)"))
        }
        if case .given(let time) = page.server {
            try within(time, .zero...MainThreadWork.longest, "the time", at: path + ".server")
        }
        try size(page.html, at: path + ".html")
        for image in page.images {
            let path = path + ".images.\(image.name)"
            try size(image.desktop, at: path + ".desktop")
            try size(image.mobile, at: path + ".mobile")
            try count(image.count, "the count", at: path + ".count", most: PageImage.most)
        }
        try within(
            page.work.perKilobyte, .zero...MainThreadWork.mostPerKilobyte, "the work",
            at: path + ".work per KB")
        try within(
            page.work.paint, .zero...MainThreadWork.longest, "the time", at: path + ".paint")
        try within(
            page.work.handler, .zero...MainThreadWork.longest, "the time", at: path + ".handler")
    }

    private func addUp(_ shares: [Ratio], at path: String) throws(ModelError) {
        let total = shares.reduce(0) { $0 + $1.fraction }
        guard shares.isEmpty || abs(total - 1) < 1e-9 else {
            throw ModelError(path: path, fault: .sharesDoNotAddUp(total: total))
        }
    }

    private func within(
        _ time: SimTime, _ range: ClosedRange<SimTime>, _ what: String, at path: String
    ) throws(ModelError) {
        guard range.contains(time) else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: what, value: "\(time)", allowed: "at most \(range.upperBound)"))
        }
    }

    private func size(_ size: Bytes, at path: String) throws(ModelError) {
        guard size >= .zero, size <= Bundle.largest else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the size", value: "\(size)", allowed: "at most \(Bundle.largest)"))
        }
    }
}
