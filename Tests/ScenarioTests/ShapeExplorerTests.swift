// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Scenario

/// Readers of a few lines, and the shapes that are found in them.
@Suite struct ShapeExplorerTests {
    private enum Colour: String, CaseIterable {
        case red, green
    }

    private func shape(_ read: @escaping (Field) -> Void) -> Shape {
        var explorer = ShapeExplorer(skeleton: []) { document, problems in
            read(Field(node: document, keyPlace: document.place, path: "", problems: problems))
        }
        return explorer.whole()
    }

    private func object(_ keys: [(String, Shape)], _ required: [String] = []) -> Shape.Object {
        Shape.Object(
            properties: keys.map { Shape.Property(key: $0.0, shape: $0.1) }, required: required)
    }

    @Test func keysAndValues() {
        let found = shape { field in
            let map = field.map(["colour", "count", "wait", "tags"])
            _ = map?.required("count")?.count(1...9)
            _ = map?["colour"]?.choice(Colour.self)
            _ = map?["wait"]?.quantity(SimTime.self)
            _ = map?["tags"]?.items("tags")?.map { $0.text("a tag") }
        }
        let keys: [(String, Shape)] = [
            ("colour", .scalar(.choice(["red", "green"]))), ("count", .scalar(.whole(1...9))),
            ("wait", .scalar(.quantity(QuantityForm(SimTime.self)))),
            ("tags", .list(of: .scalar(.text("a tag", pattern: nil)), least: 0)),
        ]
        #expect(
            found == .cases([.init(condition: nil, objects: [object(keys, ["count"])])]))
    }

    /// One key decides by its value, whether the reader waits with the others for it or not.
    @Test(arguments: [true, false])
    func byValue(waits: Bool) {
        let found = shape { root in
            guard let field = root.map(["it"])?["it"],
                let map = waits ? field.names("a map") : field.map(["colour", "depth"])
            else { return }
            switch map.required("colour")?.choice(Colour.self) {
            case .red: _ = field.map(["colour", "depth"])?.required("depth")?.count(0...1)
            case .green: _ = field.map(["colour"])
            case nil: return
            }
        }
        guard case .cases(let roots) = found,
            case .cases(let cases) = roots[0].objects[0]
                .properties[0].shape
        else {
            Issue.record("\(found)")
            return
        }
        #expect(
            cases.map(\.condition) == [
                .value(of: "colour", in: ["red"]), .value(of: "colour", in: ["green"]),
            ])
        #expect(cases.map { $0.objects[0].required } == [["colour", "depth"], ["colour"]])
        #expect(cases.map { $0.objects[0].properties.map(\.key) }.last == ["colour"])
    }

    @Test func byPresence() {
        let found = shape { root in
            guard let field = root.map(["it"])?["it"], let map = field.names("a map") else {
                return
            }
            if map.has("a") { _ = field.map(["a", "x"])?["x"]?.count(0...1) }
            if map.has("b") { _ = field.map(["b", "y"])?.required("y")?.count(0...1) }
        }
        guard case .cases(let roots) = found,
            case .cases(let cases) = roots[0].objects[0]
                .properties[0].shape
        else {
            Issue.record("\(found)")
            return
        }
        #expect(cases.map(\.condition) == [.presence(of: "a"), .presence(of: "b")])
        #expect(cases.map { $0.objects[0].properties.map(\.key) } == [["a", "x"], ["b", "y"]])
        #expect(cases[1].objects[0].required == ["y"])
    }

    @Test func namesThatPeopleChoose() {
        let found = shape { root in
            guard let field = root.map(["it"])?["it"] else { return }
            for (_, value) in field.names("a map")?.named("thing") ?? [] {
                _ = value.share()
            }
        }
        let share = Shape.scalar(.quantity(QuantityForm(Ratio.self)))
        let whole = object([("it", .names(of: share))])
        #expect(found == .cases([.init(condition: nil, objects: [whole])]))
    }

    @Test func keysThatFitTogether() {
        let found = shape { root in
            guard let map = root.map(["it"])?["it"]?.map(["low", "high", "mean"]) else { return }
            switch map.fields.map(\.key).sorted() {
            case ["high", "low"], ["mean"]: for (_, field) in map.fields { _ = field.count(0...9) }
            default: return
            }
        }
        guard case .cases(let roots) = found,
            case .forms(let forms, _) = roots[0].objects[0].properties[0].shape
        else {
            Issue.record("\(found)")
            return
        }
        #expect(forms.map(\.keys) == [["mean"], ["low", "high"]])
    }

    /// The other keys are known only once what is required is right; where they never are, any may
    /// be there.
    @Test func onlyOnceRight() {
        let found = shape { root in
            guard let field = root.map(["it"])?["it"], let map = field.names("a map") else {
                return
            }
            field.ask(.known(["a", "b"]))
            if let a = map["a"] {
                let factor = map.required("by")?.number(1...9)
                _ = a.choice(Colour.self)
                if factor != nil { _ = field.map(["a", "by", "x"])?["x"]?.count(0...1) }
            }
            _ = map["b"]?.text("something")
        }
        guard case .cases(let roots) = found,
            case .cases(let cases) = roots[0].objects[0]
                .properties[0].shape
        else {
            Issue.record("\(found)")
            return
        }
        #expect(cases.map(\.condition) == [.presence(of: "a"), .presence(of: "b")])
        #expect(cases[0].objects.map { $0.properties.map(\.key) } == [["a", "by", "x"]])
        #expect(cases[0].objects.map(\.required) == [["by"]])
        #expect(cases[1].objects.isEmpty)
    }

    @Test func aReaderThatCallsItself() {
        func read(_ field: Field) { field.items("more")?.forEach(read) }
        #expect(shape { read($0.map(["it"])?["it"] ?? $0) } != .anything)
    }
}
