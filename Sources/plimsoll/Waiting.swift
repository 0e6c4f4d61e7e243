// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Synchronization

/// Waits for what is asynchronous. The main thread is none of those that run tasks, so it may.
enum Waiting {
    /// A place that two threads share: one fills it, and then the other reads it.
    private final class Result<Answer: Sendable, Reason: Error>: Sendable {
        let value = Mutex<Swift.Result<Answer, Reason>?>(nil)
    }

    static func run<Answer: Sendable, Reason: Error>(
        _ work: @escaping @Sendable () async throws(Reason) -> Answer
    ) throws(Reason) -> Answer {
        let result = Result<Answer, Reason>()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let outcome: Swift.Result<Answer, Reason>
            do throws(Reason) {
                outcome = .success(try await work())
            } catch {
                outcome = .failure(error)
            }
            result.value.withLock { $0 = outcome }
            done.signal()
        }
        done.wait()
        guard let outcome = result.value.withLock({ $0 }) else {
            preconditionFailure("who signals has filled it")
        }
        return try outcome.get()
    }
}
