// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What is thought of growth before a history is seen.
public enum GrowthPrior: Sendable, CaseIterable {
    /// It fades: as most series of usage do, tuned to hundreds of real ones.
    case fading
    /// With one chance in four it lasts, by some 5% a month up or down. On real series this costs
    /// accuracy, by up to 5% of the runway's loss from six months of history; where growth does
    /// last it warns months earlier.
    case lasting
}

/// The smoothing parameters that a damped trend may have, with their prior probabilities.
///
/// f = l + φ b, e = z - f, l = f + α e, b = φ b + β e (Gardner and McKenzie, Management Science 31
/// (1985) 1237), on 9 α, 6 shares β/α and 5 φ; where growth may last, two more shares and φ near 1
/// for each α, with a slope that is not bound to the noise.
struct DampedTrendGrid: Sendable {
    struct Point: Sendable {
        let alpha: Double
        let beta: Double
        let phi: Double
        let logPrior: Double
        /// Standard deviation of the slope a month, in logarithms; nil where the noise sets it.
        let slopeSpread: Double?
    }

    static let fading = DampedTrendGrid(lasting: 0)
    static let lasting = DampedTrendGrid(lasting: 0.25)

    let points: [Point]

    /// - Parameter lasting: the prior probability that growth lasts.
    private init(lasting: Double) {
        let fading = Self.points(
            shares: [
                (0, 0.55), (0.03, 0.22), (0.08, 0.12), (0.15, 0.07), (0.3, 0.03), (0.5, 0.01),
            ],
            dampings: [(0.8, 0.38), (0.9, 0.28), (0.95, 0.2), (0.98, 0.13), (1, 0.01)],
            probability: 1 - lasting, slopeSpread: nil)
        guard lasting > 0 else {
            points = fading
            return
        }
        points =
            fading
            + Self.points(
                shares: [(0, 0.8), (0.03, 0.2)], dampings: [(0.98, 0.3), (1, 0.7)],
                probability: lasting, slopeSpread: 0.05)
    }

    private static func points(
        shares: [(share: Double, prior: Double)], dampings: [(phi: Double, prior: Double)],
        probability: Double, slopeSpread: Double?
    ) -> [Point] {
        let alphas = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1]
        return alphas.flatMap { alpha in
            shares.flatMap { share in
                dampings.map { damping in
                    Point(
                        alpha: alpha, beta: alpha * share.share, phi: damping.phi,
                        logPrior: Elementary.log(
                            probability * share.prior * damping.prior / Double(alphas.count)),
                        slopeSpread: slopeSpread)
                }
            }
        }
    }
}
