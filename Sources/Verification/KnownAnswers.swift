// SPDX-License-Identifier: GPL-3.0-or-later

/// The known answers that this program carries.
public enum KnownAnswers {
    /// Every case whose system has a closed form here; `Sources/Verification/KnownAnswers` says
    /// where they come from.
    public static func builtIn() throws(VerificationError) -> [KnownCase] {
        try KnownCase.read(PackageResources.queueing_json).filter(\.isKnown)
    }
}
