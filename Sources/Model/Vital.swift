// SPDX-License-Identifier: GPL-3.0-or-later

/// A time that says how a page feels.
public enum Vital: String, Sendable, CaseIterable, Hashable {
    /// Time to first byte.
    case ttfb
    /// First contentful paint.
    case fcp
    /// Largest contentful paint.
    case lcp
    /// Time to interactive.
    case tti
    /// First input delay.
    case fid
    /// Interaction to next paint.
    case inp
    /// Total blocking time.
    case tbt
}
