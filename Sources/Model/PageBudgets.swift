// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What pages promise; those of a page win over those of all.
public struct PageBudgets: Sendable {
    /// The share of views that must keep a budget of time; absent: 75%, as Core Web Vitals are
    /// judged.
    public let quantile: Ratio?
    public let vitals: [Vital: SimTime]
    /// Of all critical bundles of a page.
    public let scripts: Bytes?
    /// Of each bundle of a kind.
    public let bundles: [Bundle.Kind: Bytes]

    public static let usualQuantile = Ratio.percent(75)
    public static let none = PageBudgets(quantile: nil, vitals: [:], scripts: nil, bundles: [:])

    public init(
        quantile: Ratio?, vitals: [Vital: SimTime], scripts: Bytes?,
        bundles: [Bundle.Kind: Bytes]
    ) {
        self.quantile = quantile
        self.vitals = vitals
        self.scripts = scripts
        self.bundles = bundles
    }
}

extension Frontend {
    /// The share of views at which pages are judged.
    public var quantile: Ratio { budgets.quantile ?? PageBudgets.usualQuantile }

    public func budget(_ vital: Vital, of page: WebPage) -> SimTime? {
        page.budgets.vitals[vital] ?? budgets.vitals[vital]
    }

    public func scriptBudget(of page: WebPage) -> Bytes? {
        page.budgets.scripts ?? budgets.scripts
    }
}
