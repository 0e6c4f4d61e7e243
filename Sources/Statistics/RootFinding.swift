// SPDX-License-Identifier: GPL-3.0-or-later
internal import CGSL

/// The root of a continuous function between two points where its signs differ.
///
/// Method: Brent (1973), as in the GNU Scientific Library. Ends when the bracket is narrower than
/// `relativeTolerance` of the root (or of a millionth of the first bracket, for a root near zero),
/// or the function is zero. Not rounded: the steps use only the function's own values.
///
/// - Throws: `notBracketed`, `notFinite` when the function is not finite somewhere on the way, and
///   `notConverged` after 200 steps.
public func findRoot(
    in bracket: ClosedRange<Double>, relativeTolerance: Double = 1e-13,
    of function: (Double) -> Double
) throws(StatisticsError) -> Double {
    let low = bracket.lowerBound
    let high = bracket.upperBound
    let atLow = function(low)
    let atHigh = function(high)
    guard atLow.isFinite else { throw .notFinite(at: low) }
    guard atHigh.isFinite else { throw .notFinite(at: high) }
    if atLow == 0 { return low }
    if atHigh == 0 { return high }
    guard (atLow < 0) != (atHigh < 0) else {
        throw .notBracketed(low: low, atLow: atLow, high: high, atHigh: atHigh)
    }
    Library.prepare()
    let found = withoutActuallyEscaping(function) { escapable in
        brent(low, high, relativeTolerance, Callback(function: escapable))
    }
    return try found.get()
}

/// Keeps a closure and where it failed, at an address that C may hold while it solves.
private final class Callback {
    let function: (Double) -> Double
    var notFiniteAt: Double?

    init(function: @escaping (Double) -> Double) { self.function = function }
}

private func brent(
    _ low: Double, _ high: Double, _ tolerance: Double, _ callback: Callback
) -> Result<Double, StatisticsError> {
    guard let solver = gsl_root_fsolver_alloc(plimsoll_gsl_brent()) else {
        return .failure(.library("no memory for a root solver"))
    }
    defer { gsl_root_fsolver_free(solver) }
    // The solver keeps the address of the function between calls, so it must not move.
    let function = UnsafeMutablePointer<gsl_function>.allocate(capacity: 1)
    defer { function.deallocate() }
    function.initialize(
        to: gsl_function(
            function: { x, context in
                guard let context else { return .nan }
                let callback = Unmanaged<Callback>.fromOpaque(context).takeUnretainedValue()
                let y = callback.function(x)
                if !y.isFinite { callback.notFiniteAt = x }
                return y
            }, params: Unmanaged.passUnretained(callback).toOpaque()))
    return withExtendedLifetime(callback) {
        let success = Int32(GSL_SUCCESS)
        var status = gsl_root_fsolver_set(solver, function, low, high)
        let steps = 200
        let floor = tolerance * 1e-6 * (high - low)
        for _ in 0..<steps where status == success {
            status = gsl_root_fsolver_iterate(solver)
            if let place = callback.notFiniteAt { return .failure(.notFinite(at: place)) }
            let left = gsl_root_fsolver_x_lower(solver)
            let right = gsl_root_fsolver_x_upper(solver)
            if left == right || gsl_root_test_interval(left, right, floor, tolerance) == success {
                return .success(gsl_root_fsolver_root(solver))
            }
        }
        return status == success
            ? .failure(.notConverged(steps: steps)) : .failure(.library(Library.words(status)))
    }
}
