// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M^X/M/1: batches of equal size arrive as a Poisson process, their customers are served one by
/// one by one server.
///
/// ρ = β b / μ, β batches a second, b their size; L = ρ (1 + b) / (2 (1 - ρ)); W = L / (β b), over
/// the customers.
///
/// Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th ed. 2008),
/// section 3.1.
public struct BatchArrivals: Sendable {
    public let batchRate: Rate
    public let batchSize: Int
    /// Of a single customer.
    public let serviceRate: Rate
    public let utilization: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number of customers waiting (Lq).
    public let queueLength: Double
    /// Mean number of customers waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - batchRate: batches a second; 0, or from 1e-60.
    ///   - batchSize: customers in each batch, 1 to 10 million.
    ///   - serviceRate: 1 / mean service time of a customer; from 1e-60 to 1e60 a second.
    /// - Throws: `outOfDomain`; `unstable` when customers arrive as fast as they are served.
    public init(batchRate: Rate, batchSize: Int, serviceRate: Rate) throws(AnalyticError) {
        let (batches, service) = (batchRate.perSecond, serviceRate.perSecond)
        try AnalyticDomain.notNegative(batches, "batchRate")
        try AnalyticDomain.count(batchSize, "batchSize")
        try AnalyticDomain.positive(service, "serviceRate")
        let size = Double(batchSize)
        let load = batches * size / service
        try AnalyticDomain.stable(load)
        self.batchRate = batchRate
        self.batchSize = batchSize
        self.serviceRate = serviceRate
        utilization = .fraction(load)
        // W = (1 + b) / (2 (1 - ρ) μ); without the service itself, (2 ρ + b - 1) / (2 (1 - ρ) μ).
        let waits = (2 * load + (size - 1)) / (2 * (1 - load))
        waitingTime = .seconds(waits / service)
        sojournTime = .seconds((1 + size) / (2 * (1 - load)) / service)
        queueLength = load * waits
        numberInSystem = load * ((1 + size) / (2 * (1 - load)))
    }
}
