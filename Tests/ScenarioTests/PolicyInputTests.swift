// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// Slips in policies, and what is said about them.
@Suite struct PolicyInputTests {
    @Test("A good file is read")
    func good() { #expect(messages(["x.yaml": Fixtures.policies]).isEmpty) }

    static let slips = [
        // Time-outs and retries
        BadInput("timeout: 2s", "timeout: 2", "8:14", "buy.timeout", "'2' has no unit"),
        BadInput("timeout: 2s", "timout: 2s", "8:5", "did you mean 'timeout'?"),
        BadInput("timeout: 2s", "timeout: 0s", "8:14", "'0s' is out of range", "from 1ns to 1d"),
        BadInput("{attempts: 3, ", "{", "9:5", "buy.retry", "no limit", "'attempts: unlimited'"),
        BadInput("attempts: 3", "attempts: 0", "9:23", "from 1 to 100"),
        BadInput("attempts: 3", "attempts: 1000", "9:23", "from 1 to 100"),
        BadInput("attempts: 3", "attempts: endless", "9:23", "'endless'"),
        BadInput(
            "attempts: 3, backoff: {base: 100ms, cap: 1s}", "attempts: unlimited", "9:23",
            "add a 'backoff'"),
        BadInput(
            "attempts: 3, backoff: {base: 100ms, cap: 1s}", "attempts: unlimited, backoff: none",
            "9:23", "add a 'backoff'"),
        BadInput("cap: 1s", "cap: 1ms", "9:54", "backoff.cap", "below the base 100ms"),
        BadInput("cap: 1s", "factor: 0.5", "9:57", "backoff.factor", "from 1 to 10"),
        BadInput("cap: 1s", "jitter: ful", "9:57", "did you mean 'full'?"),
        BadInput("base: 100ms", "base: 0s, factor: 1", "9:42", "'0s' is out of range"),
        BadInput("budget: 20%", "budget: 120%", "9:67", "more than 100%"),
        BadInput("budget: 20%", "budget: {share: 20%, reserve: 0}", "9:89", "'0'", "from 1"),
        BadInput("on: [timeout]", "on: [timeouts]", "9:77", "did you mean 'timeout'?"),
        BadInput("on: [timeout]", "on: timeout", "9:76", "a list such as [failure, timeout]"),
        BadInput("on: [timeout]", "on: []", "9:76", "nothing is tried again"),
        BadInput("fallback: [{delay: 1ms}]", "fallback: {delay: 1ms}", "12:61", "[] for an"),
        BadInput("try: [{on: desk, time: 1s}]", "try: []", "12:15", "no steps"),
        BadInput("on: desk", "on: dask", "12:21", "did you mean 'desk'?"),
        BadInput(
            "fallback: [{delay: 1ms}]}",
            "fallback: [{delay: 1ms}]}\n      - {try: [{call: rpc}], name: desk,"
                + " retry: {attempts: 2, budget: 10%}}", "12:7", "share one breaker"),
        // Rate limits
        BadInput("per: user", "per: person", "10:20", "'person' is not known here"),
        BadInput("rate: 100/min", "rate: 0/min", "10:32", "above 0/s and at most"),
        BadInput("rate: 100/min", "rate: 9999999/s", "10:32", "above 0/s and at most"),
        BadInput("burst: 10}", "burst: 0}", "10:48", "'0' is out of range"),
        BadInput(", burst: 10}", "}", "10:14", "limits.0", "'burst' is missing"),
        BadInput("rate: 100/min", "rate: 0.000000001/day", "10:14", "a bucket of 10"),
        BadInput(
            ", from: {users: 10, addresses: 5, popularity: {zipf: 1}}", "", "4:8", "traffic.web",
            "'buy' is limited", "add 'from'"),
        BadInput("addresses: 5", "addresses: 11", "4:49", "more addresses than the 10 users"),
        BadInput("{users: 10, ", "{", "4:20", "'users' is missing"),
        BadInput("{addresses: 2}", "{addresses: 6}", "5:48", "more addresses than the 5"),
        BadInput("{addresses: 2}", "{users: 6}", "5:37", "no key 'users'"),
        BadInput("on limit: wait", "on limit: weight", "5:62", "known are 'wait'"),
        // Breakers and shedding
        BadInput("failures: 50%, ", "", "15:38", "rpc.breaker", "'failures' is missing"),
        BadInput("failures: 50%", "failures: 0%", "15:47", "above 0%"),
        BadInput("failures: 50%", "failures: 150%", "15:58", "more than 100%"),
        BadInput("window: 20", "window: 20, minimum: 30", "15:84", "more than the window of 20"),
        BadInput("window: 20", "window: 20000", "15:71", "from 1 to 10000"),
        BadInput("open: 30s", "open: 0s", "15:81", "'0s' is out of range"),
        BadInput("open: 30s", "opens: 30s", "15:75", "did you mean 'open'?"),
        BadInput("latency: 1ms, ", "latency: 1ms, shed: [], ", "15:38", "no key 'shed'"),
        BadInput("queue: 20, busy: 80%", "", "14:45", "shed.0", "'queue'"),
        BadInput("busy: 80%", "busy: 180%", "14:76", "more than 100%"),
        BadInput("priority: 3", "priority: 17", "14:56", "from 1 to 16"),
        BadInput("priority: 3, ", "", "14:45", "'priority' is missing"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Fixtures.policies)
    }

    @Test("Retries inside retries are bounded together")
    func nested() {
        let retry = "retry: {attempts: 100}"
        let inner = "{try: [{try: [{on: desk, time: 1s}], \(retry)}], \(retry)}"
        let text = Fixtures.policies.changing("{on: desk, time: 1s}", to: inner)
        #expect(messages(["x.yaml": text]).contains { $0.contains("more than 10000 attempts") })
    }
}
