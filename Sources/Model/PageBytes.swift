// SPDX-License-Identifier: GPL-3.0-or-later
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

/// Why it is not known what pages transfer in a month.
public enum PageVolumeError: Error, Sendable {
    /// No page is, or one does not say how often it is viewed.
    case unknownViews
    /// Beyond it no whole number of bytes is exact.
    case tooLarge
}

extension Frontend {
    private static let mostDelivered = 9e15

    /// What the CDN serves in a month of so many hours, in GB: the sum over pages of views times
    /// what a view has delivered, to the byte; less than 9 PB.
    public func delivered(hoursPerMonth: Int64) throws(PageVolumeError) -> Volume {
        let month = ExactDecimal(hoursPerMonth)
        var total = 0.0
        for page in pages {
            let views = try? page.views?.quantity(
                inHours: month, hoursPerMonth: month, rounding: .halfEven)
            guard let views else { throw .unknownViews }
            total += views.approximation * PageBytes(page, of: self).delivered
        }
        guard !pages.isEmpty else { throw .unknownViews }
        guard total < Self.mostDelivered else { throw .tooLarge }
        return Volume(count: Bytes.bytes(Int64(total.rounded())).gigabytes, per: .month)
    }
}
