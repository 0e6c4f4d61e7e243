// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What a view of a page transfers in the mean.
///
/// HTML comes from the application with every view; bundles and images come from the CDN unless
/// the browser has kept them. What is fetched ahead and never looked at is left out.
public struct PageBytes: Sendable {
    /// In bytes a view.
    public let html: Double
    public let scripts: Double
    public let images: Double

    public init(_ page: WebPage, of frontend: Frontend) {
        let fetched = 1 - page.cached.fraction
        let bundles = frontend.bundles(page.critical + page.lazy)
        html = Double(page.html.bytes)
        scripts = fetched * bundles.reduce(0) { $0 + Double($1.size.bytes) }
        var images = 0.0
        for device in frontend.devices {
            for image in page.images {
                images +=
                    device.share.fraction * Double(image.size(device.viewport).bytes)
                    * Double(image.count)
            }
        }
        self.images = fetched * images
    }

    public var delivered: Double { scripts + images }
}
