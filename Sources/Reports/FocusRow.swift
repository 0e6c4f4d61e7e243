// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities

/// One line of a bill in the words of FOCUS 1.2, by column; null is absent.
struct FocusRow {
    private let line: BillLine
    private let component: Component?
    private let entry: PriceEntry?
    private let book: PriceBook?

    init(_ line: BillLine, of model: Model) {
        self.line = line
        component = model.components.first { $0.name == line.component }
        book = model.economics.prices
        entry = line.price.flatMap { key in model.economics.prices?.entry(key) }
    }

    var values: [String: String] {
        var values = costs.merging(service) { $1 }.merging(quantities) { $1 }
        values["BillingCurrency"] = "USD"
        values["ChargeCategory"] = category
        values["ChargeFrequency"] = frequency
        values["ChargeDescription"] = description
        values["x_Layer"] = line.layer.rawValue
        values["x_Item"] = line.item
        values["x_Basis"] = line.basis.rawValue
        return values
    }

    // MARK: Charge

    private var costs: [String: String] {
        [
            "BilledCost": Self.text(line.amounts.billed),
            "ContractedCost": Self.text(line.amounts.contracted),
            "EffectiveCost": Self.text(line.amounts.effective),
            "ListCost": Self.text(line.amounts.list),
            "PricingCurrencyEffectiveCost": Self.text(line.amounts.effective),
        ]
    }

    /// A month of a subscription or of support is used in that month: it is no purchase for later.
    private var category: String {
        switch line.category {
        case .usage, .subscription, .unusedCommitment, .support: "Usage"
        case .commitment: "Purchase"
        case .credit: "Credit"
        case .tax: "Tax"
        }
    }

    private var frequency: String {
        switch line.category {
        case .usage, .unusedCommitment: "Usage-Based"
        case .subscription, .commitment, .support, .credit, .tax: "Recurring"
        }
    }

    private var description: String {
        let item = line.item ?? line.component
        switch line.category {
        case .subscription, .support, .credit, .tax: return "\(item) (forecast)"
        case .usage, .commitment, .unusedCommitment:
            return "\(item): \(Figures.quantity(line.quantity)) \(line.meter.rawValue) at"
                + " \(line.unitPrice) (forecast)"
        }
    }

    // MARK: Quantity and price

    /// With a point, so that no reader takes a column for whole numbers.
    static func text(_ amount: Money) -> String { amount.decimalString(atLeast: 2) }

    private static func text(_ quantity: ExactDecimal) -> String {
        let text = "\(quantity)"
        return text.contains(".") ? text : text + ".0"
    }

    /// Credits and taxes have no quantity.
    private var isPriced: Bool {
        switch line.category {
        case .usage, .subscription, .unusedCommitment, .support, .commitment: true
        case .credit, .tax: false
        }
    }

    /// What a purchase covers, or leaves unused, is not consumed by it.
    private var isConsumed: Bool {
        switch line.category {
        case .usage, .subscription, .support: true
        case .unusedCommitment, .commitment, .credit, .tax: false
        }
    }

    /// What is free is consumed and not priced.
    private var quantities: [String: String] {
        guard isPriced else { return ["PricingCurrency": "USD"] }
        var values = [
            "PricingQuantity": Self.text(line.quantity), "PricingUnit": unit,
            "ListUnitPrice": Self.text(line.listPrice),
            "ContractedUnitPrice": Self.text(line.contractedPrice), "PricingCurrency": "USD",
            "PricingCurrencyContractedUnitPrice": Self.text(line.contractedPrice),
            "PricingCurrencyListUnitPrice": Self.text(line.listPrice), "SkuId": sku,
            "SkuMeter": line.meter.rawValue, "SkuPriceId": price,
        ]
        if isConsumed {
            let consumed = (try? line.quantity + line.free) ?? line.quantity
            values["ConsumedQuantity"] = Self.text(consumed)
            values["ConsumedUnit"] = unit
        }
        switch line.terms {
        case .onDemand: values["PricingCategory"] = "Standard"
        case .spot: values["PricingCategory"] = "Dynamic"
        case .committed(let name):
            let isPurchase = line.category == .commitment
            values["PricingCategory"] = isPurchase ? "Standard" : "Committed"
            values["CommitmentDiscountCategory"] = "Usage"
            values["CommitmentDiscountId"] = name
            values["CommitmentDiscountName"] = name
            values["CommitmentDiscountType"] = "Commitment"
            values["CommitmentDiscountQuantity"] = Self.text(line.quantity)
            values["CommitmentDiscountUnit"] = unit
            if isPurchase { break }
            values["CommitmentDiscountStatus"] =
                line.category == .unusedCommitment ? "Unused" : "Used"
        }
        return values
    }

    /// Gas has no entry of a price book.
    private var price: String {
        let subject = component == nil ? line.item ?? bookName : line.component
        return line.price?.path ?? "\(subject)/\(line.meter.rawValue)"
    }

    private var sku: String { entry?.product.sku ?? price }

    /// By the format of units of FOCUS: `GB-Hours`, `Requests`.
    private var unit: String {
        switch line.meter {
        case .podHours: "Pod-Hours"
        case .podMonths: "Pod-Months"
        case .serverHours: "Server-Hours"
        case .serverMonths: "Server-Months"
        case .instanceHours: "Instance-Hours"
        case .instanceMonths: "Instance-Months"
        case .nodeHours: "Node-Hours"
        case .nodeMonths: "Node-Months"
        case .gibibyteHours: "GiB-Hours"
        case .requests: "Requests"
        case .gigabyteSeconds: "GiB-Seconds"
        case .months: "Months"
        case .gigabytes: "GB"
        case .gas: "Gas"
        case .readUnits: "Read Units"
        case .writeUnits: "Write Units"
        case .unitHours: "Unit-Hours"
        case .hours: "Hours"
        case .gibibyteMonths: "GiB-Months"
        case .computeUnits: "Compute Units"
        case .connectionMinutes: "Connection-Minutes"
        }
    }

    // MARK: Service and resource

    private var service: [String: String] {
        let words = line.category == .support ? FocusService.support : FocusService(component?.kind)
        // Gas is paid to its chain; all else to who sells by the book.
        let isOfChain = line.price == nil && component != nil
        let provider = entry?.product.provider ?? (isOfChain ? line.component : bookName)
        var values = [
            "ServiceCategory": words.category, "ServiceSubcategory": words.subcategory,
            "ServiceName": words.name, "ProviderName": provider, "PublisherName": provider,
            "InvoiceIssuerName": provider,
        ]
        if let region = entry?.product.region {
            values["RegionId"] = region
            values["RegionName"] = region
        }
        if let component {
            values["ResourceId"] = component.name
            values["ResourceName"] = component.name
            values["ResourceType"] = words.name
            if !component.tags.isEmpty { values["Tags"] = Self.json(component.tags) }
        }
        return values
    }

    private var bookName: String { book?.name ?? "unknown" }

    private static func json(_ tags: [Tag]) -> String {
        let json = JSONRenderer()
        let parts = tags.map { json.string($0.key) + ": " + json.string($0.value) }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}

/// To which service of FOCUS a kind of component belongs: each name to one subcategory, each of
/// those to one category.
struct FocusService {
    static let support = FocusService("Support", "Management and Governance", "Support")

    let name: String
    let category: String
    let subcategory: String

    init(_ kind: ComponentKind?) {
        switch kind {
        case .station: self.init("Servers", "Compute", "Virtual Machines")
        case .pods: self.init("Pods", "Compute", "Containers")
        case .function, .account: self.init("Functions", "Compute", "Serverless Compute")
        case .cache: self.init("Cache", "Databases", "Caching")
        case .database: self.init("PostgreSQL", "Databases", "Relational Databases")
        case .table: self.init("Tables", "Databases", "NoSQL Databases")
        case .service: self.init("External Service", "Integration", "API Management")
        case .delivery: self.init("CDN", "Networking", "Content Delivery")
        case .chain: self.init("Blockchain", "Other", "Other (Other)")
        case nil: self.init("Other", "Other", "Other (Other)")
        }
    }

    private init(_ name: String, _ category: String, _ subcategory: String) {
        self.name = name
        self.category = category
        self.subcategory = subcategory
    }
}
