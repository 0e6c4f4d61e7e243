// SPDX-License-Identifier: GPL-3.0-or-later

/// The known answers that this program carries.
public enum KnownAnswers {
    /// Every case whose system has a closed form here, and every fee rule;
    /// `Sources/Verification/KnownAnswers` says where they come from.
    public static func builtIn() throws(VerificationError) -> [KnownCase] {
        let queueing = try KnownCase.read(PackageResources.queueing_json)
        return (queueing + (try KnownCase.read(PackageResources.chain_fees_csv)))
            .filter(\.isKnown)
    }
}
