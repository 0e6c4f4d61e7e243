// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// Slips in what serverless platforms consist of, and what is said about them.
@Suite struct ServerlessInputTests {
    static let good = """
        plimsoll: 1
        name: serverless
        traffic: {web: {rate: 5/s, mix: {read: 100%}}}
        operations:
          read:
            steps: [{invoke: fn, work: 40ms, steps: [{delay: 1ms}]}]
          send:
            steps:
              - {table: users, action: query, keyspace: people, items: 20}
              - {batch: push, size: 25, within: 50ms, steps: [{delay: 5ms}]}
        keyspaces:
          people: {keys: 1000, popularity: uniform, size: 2KiB}
        components:
          users: {kind: table, partitions: 4, capacity: {read: 500, write: 100}, latency: 5ms}
          aws: {kind: account, concurrency: 50}
          fn:
            kind: lambda
            memory: 512MiB
            cold start: 450ms
            idle: 5m
            provisioned: 5
            concurrency: 20
            account: aws
            scaling: {rate: 100/s, burst: 1000}
        """

    @Test("A good file is read")
    func isRead() { #expect(messages(["x.yaml": Self.good]).isEmpty) }

    static let slips = [
        BadInput("512MiB", "512MB", "18:13", "fn.memory", "512MB", "whole MiB"),
        BadInput("512MiB", "64MiB", "18:13", "from 128MiB to 10240MiB"),
        BadInput("512MiB", "16GiB", "18:13", "from 128MiB to 10240MiB"),
        BadInput("512MiB", "512", "18:13", "'512' has no unit"),
        BadInput("    memory: 512MiB\n", "", "16:3", "'memory' is missing"),
        BadInput("cold start", "coldstart", "19:5", "did you mean 'cold start'?"),
        BadInput("450ms", "-450ms", "19:17", "-450ms"),
        BadInput("idle: 5m", "idle: 0s", "20:11", "above zero"),
        BadInput("provisioned: 5", "provisioned: 25", "22:18", "more than the concurrency of 20"),
        BadInput("concurrency: 20", "concurrency: 0", "22:18", "'0' is out of range"),
        BadInput("concurrency: 20", "concurrency: 60", "15:37", "set aside", "account's 50"),
        BadInput("account: aws", "account: awz", "23:14", "did you mean 'aws'?"),
        BadInput("account: aws", "account: fn", "23:14", "is of kind lambda, not account"),
        BadInput("rate: 100/s", "rate: 0/s", "24:21", "above 0/s"),
        BadInput(", burst: 1000", "", "24:5", "'burst' is missing"),
        BadInput("concurrency: 50", "concurency: 50", "15:24", "did you mean 'concurrency'?"),
        BadInput("invoke: fn", "invoke: aws", "6:22", "is of kind account, not lambda"),
        BadInput("invoke: fn", "invoke: fm", "6:22", "did you mean 'fn'?"),
        BadInput(", work: 40ms, steps: [{delay: 1ms}]", "", "6:13", "does nothing"),
        BadInput("partitions: 4", "partitions: 0", "14:36", "'0' is out of range"),
        BadInput("partitions: 4, ", "", "14:3", "'partitions' is missing"),
        BadInput("read: 500, ", "", "14:39", "'read' is missing"),
        BadInput("{read: 500, write: 100}", "provisioned", "14:49", "on-demand"),
        BadInput(", latency", ", peak: {read: 5}, latency", "14:74", "'write' is missing"),
        BadInput(
            ", latency", ", peak: {read: 5, write: 1}, latency", "14:80", "leave 'peak' out"),
        BadInput(", latency: 5ms", "", "14:3", "'latency' is missing"),
        BadInput("table: users", "table: fn", "9:17", "is of kind lambda, not table"),
        BadInput("action: query", "action: querry", "9:32", "did you mean 'query'?"),
        BadInput(
            "query, keyspace: people, items: 20", "get, keyspace: people, items: 200", "9:62",
            "at most 100 items"),
        BadInput("keyspace: people", "keyspace: peple", "9:49", "did you mean 'people'?"),
        BadInput("items: 20", "consistency: strict", "9:70", "known are"),
        BadInput(
            "capacity: {read: 500, write: 100}", "peak: {read: 2, write: 1}", "9:7",
            "number of read units at once is 5", "at most 4", "more 'peak'"),
        BadInput("size: 2KiB", "size: 2MiB", "9:7", "size of an item", "at most 400KiB"),
        BadInput("items: 20", "items: 900000", "9:7", "number of pages", "at most 1000"),
        BadInput("size: 25", "size: 1", "10:29", "from 2 to 10000"),
        BadInput("within: 50ms", "within: 0s", "10:41", "above zero"),
        BadInput(", within: 50ms", "", "10:9", "'within' is missing"),
        BadInput("[{delay: 5ms}]", "[{batch: b, size: 2, within: 1s}]", "9:7", "inside"),
        BadInput("work: 40ms", "wrk: 40ms", "6:26", "did you mean 'work'?"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Self.good)
    }
}
