// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Model
import Quantities
import Testing

@testable import Scenario

@Suite struct ScenarioFileTests {
    @Test func mm4() throws {
        let model = try load(["x.yaml": Fixtures.mm4]).model
        #expect(model.name == "M/M/4")
        #expect(model.run.seed == 7)
        #expect(model.run.warmUp == .given(.minutes(10)))
        guard case .station(let desk) = model.components[0].kind,
            case .open(let open) = model.sources[0].demand,
            case .serve(let serve) = model.operations[0].steps[0]
        else {
            Issue.record("another model")
            return
        }
        #expect(desk.servers == 4)
        #expect(desk.queueLimit == nil)
        #expect(open.rate == .perSecond(3.2))
        #expect(open.law == .poisson)
        #expect(serve.time.mean == .seconds(1))
        #expect(model.sources[0].mix[0].share == .one)
    }

    @Test func everything() throws {
        let scenario = try load(Fixtures.files)
        let model = scenario.model
        #expect(
            model.components.map(\.name) == ["api", "gate", "redis", "db", "rpc", "edge", "chain"])
        #expect(model.objectives.count == 10)
        #expect(
            model.remarks.observations.map(\.value) == [
                0.185, 0.91, 0.62, 8500, 12.5, 1, 90_000, 0.01, 5e11,
            ])
        #expect(model.components[0].charge?.layer == .compute)
        #expect(model.components[1].charge == nil)
        #expect(model.components[6].charge?.layer == .gas)
        #expect(
            model.economics.prices?.entries.map(\.asOf) == [
                "2025-12-01", "2026-01-31", "2026-01-31",
            ])
        #expect(model.economics.prices?.hoursPerMonth == 730)
        guard case .database(let database) = model.components[3].kind,
            case .repeated(let loop) = model.operations[1].steps[1],
            case .query(let query) = loop.steps[0]
        else {
            Issue.record("another model")
            return
        }
        #expect(database.poolPerPod?.pods == ComponentID(0))
        #expect(loop.mean == 2.7)
        #expect(query.access == .write)
        // 5 ms and the scale of the database, 1.05.
        #expect(query.time.mean == .microseconds(5250))
    }

    /// The scenarios that people run are read, and read the same from their resolved text.
    @Test(arguments: ["atk/steady", "atk/frontend", "yardsticks/mm4", "yardsticks/web-stack"])
    func shipped(_ name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("models/\(name).yaml").path
        let first = try ScenarioFile.load(path: path)
        let reader = FileReader { (file, limit) throws(FileFault) in
            file == path
                ? Array(first.resolvedText.utf8) : try FileReader.disk.read(file, limit)
        }
        let second = try ScenarioFile.load(path: path, reader: reader)
        #expect(second.digest == first.digest)
        #expect(second.model.components.map(\.name) == first.model.components.map(\.name))
    }

    @Test func resolvedTextReadsBackAsItself() throws {
        let first = try load(Fixtures.files)
        let second = try load(["x.yaml": first.resolvedText, "prices.yaml": Fixtures.prices])
        #expect(second.resolvedText == first.resolvedText)
        #expect(second.digest == first.digest)
    }
}
