// SPDX-License-Identifier: GPL-3.0-or-later

/// The known answers that this program carries.
public enum KnownAnswers {
    /// Every case whose system has a closed form here, every fee rule, and every step of the
    /// autoscaler;
    /// `Sources/Verification/KnownAnswers` says where they come from.
    public static func builtIn() throws(VerificationError) -> [KnownCase] {
        let queueing = try KnownCase.read(PackageResources.queueing_json)
        let markets = try KnownCase.read(PackageResources.fee_market_json)
        let finance = try KnownCase.read(PackageResources.finance_and_forecast_json)
        let fees = try KnownCase.read(PackageResources.chain_fees_csv)
        let scaling = try KnownCase.read(PackageResources.kubernetes_hpa_csv)
        return (queueing + markets + finance + fees + scaling).filter(\.isKnown)
    }
}
