// SPDX-License-Identifier: GPL-3.0-or-later

/// The names of the parts of a front end, in their order.
struct FrontendNames {
    let pages: [String]
    let bundles: [String]
    let devices: [String]
    let connections: [String]
    let places: [String]

    /// What the document names, whatever else is wrong with it.
    init(_ document: DocumentNode) {
        func keys(_ section: String) -> [String] {
            guard case .map(let entries)? = document[section]?.value else { return [] }
            return entries.map(\.key)
        }
        pages = keys("pages")
        bundles = keys("bundles")
        devices = keys("devices")
        connections = keys("connections")
        places = keys("places")
    }
}
