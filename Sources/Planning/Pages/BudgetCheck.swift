// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// One budget of a page or a bundle, held against what there is.
public struct BudgetCheck: Sendable {
    public let measure: Measure
    /// In the unit of the limit.
    public let measured: Figure?
    public let limit: Limit
    /// Of the page's views, those beyond the limit; absent for sizes.
    public let beyond: Ratio?
    public let judgement: Judgement

    public enum Limit: Sendable, Equatable {
        case time(SimTime)
        case size(Bytes)

        /// In seconds, or bytes.
        public var value: Double {
            switch self {
            case .time(let time): time.seconds
            case .size(let size): Double(size.bytes)
            }
        }
    }

    public enum Measure: Sendable {
        case vital(Vital, page: String)
        /// Of all views on one class of devices, at a percentile.
        case deviceVital(Vital, page: String, device: String, quantile: Ratio)
        /// All critical bundles of a page.
        case scripts(page: String)
        case bundle(String)

        public var isTime: Bool {
            switch self {
            case .vital, .deviceVital: true
            case .scripts, .bundle: false
            }
        }
    }

    private init(_ measure: Measure, _ figure: Figure?, limit: Limit, beyond: Ratio? = nil) {
        self.measure = measure
        measured = figure
        self.limit = limit
        self.beyond = beyond
        judgement = Judgement(figure, limit: limit.value, isFloor: false)
    }

    /// Pages first, in their order, then bundles.
    static func all(_ frontend: Frontend, _ pages: [PageAnswer]) -> [BudgetCheck] {
        pages.flatMap { of($0, frontend) }
            + frontend.bundles.compactMap { bundle in
                frontend.budgets.bundles[bundle.kind].map {
                    BudgetCheck(
                        .bundle(bundle.name), size(bundle.size), limit: .size($0))
                }
            }
    }

    private static func of(_ answer: PageAnswer, _ frontend: Frontend) -> [BudgetCheck] {
        let page = answer.page
        var checks = zip(Vital.allCases, answer.all).compactMap { vital, figure in
            frontend.budget(vital, of: page).map { limit in
                BudgetCheck(
                    .vital(vital, page: page.name), figure, limit: .time(limit),
                    beyond: answer.views?.times(vital).share(beyond: limit))
            }
        }
        checks += answer.devices.flatMap { of($0, answer, frontend) }
        if let limit = frontend.scriptBudget(of: page) {
            checks.append(
                BudgetCheck(
                    .scripts(page: page.name), size(frontend.scripts(of: page)),
                    limit: .size(limit)))
        }
        return checks
    }

    private static func size(_ size: Bytes) -> Figure {
        .exact(Double(size.bytes))
    }

    private static func of(
        _ seen: PageAnswer.OnDevice, _ answer: PageAnswer, _ frontend: Frontend
    ) -> [BudgetCheck] {
        let device = frontend.devices[seen.device]
        return zip(Vital.allCases, seen.vitals).compactMap { vital, figure in
            device.budgets.vitals[vital].map { limit in
                BudgetCheck(
                    .deviceVital(
                        vital, page: answer.page.name, device: device.name,
                        quantile: seen.quantile),
                    figure, limit: .time(limit),
                    beyond: answer.views?.times(vital, device: seen.device)
                        .share(beyond: limit))
            }
        }
    }
}
