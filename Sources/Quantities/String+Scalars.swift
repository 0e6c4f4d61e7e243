// SPDX-License-Identifier: GPL-3.0-or-later

extension String {
    /// The same with some scalars written otherwise; nil leaves one as it is.
    ///
    /// Marks are escaped scalar by scalar: U+0D4E before a quote makes one character of the two,
    /// and what looks at characters does not see the quote.
    public func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result += text.unicodeScalars
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
