// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// One TCP connection that never loses a segment, as it carries one response after the other.
///
/// The sender's window begins with 10 segments and grows by what is acknowledged, so it doubles
/// each round trip. From the first byte of n bytes at its receiver to the last
///
///     T = n / R + sum over k = 1 ... K - 1 of max(0, RTT + S / R - W 2^(k-1) / R)
///
/// with R the bandwidth, S a segment, W the window when the response begins, and K the windows
/// that cover it, the least K with W (2^K - 1) >= n. After it the window is W + n. Either the
/// bandwidth or the round trips count, or first these and then that.
///
/// Nothing is lost, nobody limits the window, and acknowledgements are not delayed, so it is a
/// lower bound of what people see on a poor radio link; there trust the order and not the digits.
///
/// Sources: Heidemann, Obraczka and Touch, IEEE/ACM Trans. Networking 5 (1997) 616 (stalls between
/// windows); Cardwell, Savage and Anderson, INFOCOM 2000, section II.C (rounds of slow start);
/// RFC 6928 (initial window of 10 segments).
public struct SlowStart: Sendable {
    /// Payload of a segment: an Ethernet frame less 40 B of headers.
    public static let segment = Bytes.bytes(1_460)
    public static let initialSegments: Int64 = 10

    private let roundTrip: Double
    private let bytesPerSecond: Double
    /// In bytes.
    private var window: Double

    public init(roundTrip: SimTime, bandwidth: Bandwidth) {
        self.roundTrip = roundTrip.seconds
        bytesPerSecond = bandwidth.bytesPerSecond
        window = Double(Self.segment.bytes * Self.initialSegments)
    }

    /// The time from the first byte of a response to its last, while the connection has nothing
    /// else to do; the window grows by it.
    public mutating func receive(_ size: Bytes) -> SimTime {
        let bytes = Double(size.bytes)
        let turn = roundTrip + Double(Self.segment.bytes) / bytesPerSecond
        var covered = window
        var next = window
        var stalls = 0.0
        while covered < bytes {
            let stall = turn - next / bytesPerSecond
            if stall <= 0 { break }
            stalls += stall
            next *= 2
            covered += next
        }
        window += bytes
        return SimTime(roundingSeconds: bytes / bytesPerSecond + stalls)
    }
}
