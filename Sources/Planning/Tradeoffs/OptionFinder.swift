// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What about a platform's own parts could be otherwise: a little more or less of what is paid for,
/// longer or shorter times to live, environments that stand ready, calls in one round trip, smaller
/// images, and what is committed to.
struct OptionFinder {
    let base: Assessment

    private var model: Model { base.model }
    /// A share of what there is, and one at least.
    private static let step = 10
    private static let mostHits = 0.999

    /// In the order of the components, then of the operations, then of the pages.
    var options: [TradeoffOption] {
        var found: [TradeoffOption] = []
        for index in model.components.indices {
            let id = ComponentID(index)
            found += capacities(id) + lives(id) + provisioned(id)
        }
        return found + calls + images + agreed
    }

    // MARK: What is agreed

    /// On demand instead of each commitment, at the prices of the book.
    private var agreed: [TradeoffOption] {
        let commitments = model.economics.agreements.commitments
        return commitments.indices.map { index in
            var agreements = model.economics.agreements
            agreements.commitments.remove(at: index)
            let name = commitments[index].name
            return TradeoffOption(
                name: "\(name): on demand instead of committed",
                sets: ["agreements.commitments.\(KeyText.part(name))=~"], isNamed: false,
                subject: .all, model: model.with(agreements: agreements))
        }
    }

    // MARK: More and less of what is paid for

    private func capacities(_ id: ComponentID) -> [TradeoffOption] {
        let bought: [Lever.Capacity] = [.servers, .replicas, .readReplicas, .nodes]
        guard base.bill.lines.isEmpty || isPaidFor(id) else { return [] }
        return bought.flatMap { capacity -> [TradeoffOption] in
            let lever = Lever.capacity(id, capacity)
            guard let now = lever.setting(model) else { return [] }
            let step = capacity == .nodes ? 1 : max(1, now / Self.step)
            let least = max(lever.bounds(model).lowerBound, 0)
            return [now + step, now - step].filter { $0 >= least }.compactMap {
                option(lever, $0, now)
            }
        }
    }

    private func isPaidFor(_ id: ComponentID) -> Bool {
        model.component(id).charge.map { $0.price != nil && $0.volume == nil } ?? false
    }

    private func option(_ lever: Lever, _ setting: Int, _ now: Int) -> TradeoffOption? {
        guard let changed = try? lever.apply(setting, to: model), let id = lever.component else {
            return nil
        }
        let name = model.component(id).name
        let (new, old) = (lever.text(setting, model), lever.text(now, model))
        let what =
            switch lever {
            case .capacity(_, let capacity):
                (lever.path(model).hasSuffix(".min") ? "at least " : "")
                    + "\(new) \(Self.noun(capacity, setting)) instead of \(old)"
            case .memory: "\(new) of memory a node instead of \(old)"
            case .timeToLive, .speed: "a time to live of \(new) instead of \(old)"
            }
        return TradeoffOption(
            name: "\(name): \(what)",
            sets: ["\(lever.path(model))=\(new)"] + lever.others(setting, model), isNamed: false,
            subject: model.subject(of: id), model: changed)
    }

    private static func noun(_ capacity: Lever.Capacity, _ count: Int) -> String {
        let end = count == 1 ? "" : "s"
        return switch capacity {
        case .servers: "server" + end
        case .replicas: "pod" + end
        case .readReplicas: "read replica" + end
        case .nodes: "node" + end
        case .cores, .pool, .bouncer, .parallelism, .rateLimit, .concurrency, .readCapacity,
            .writeCapacity, .connections:
            capacity.rawValue
        }
    }

    // MARK: Caches and functions

    /// Half and twice the time to live, where keys are missed.
    private func lives(_ id: ComponentID) -> [TradeoffOption] {
        let lever = Lever.timeToLive(id)
        let hits = base.measurements.caches.first { $0.component == id }?.hitRate?.value ?? 1
        guard let now = lever.setting(model), hits < Self.mostHits else { return [] }
        return [now * 2, now / 2].compactMap { option(lever, $0, now) }
    }

    /// Environments that stand ready: as many as are used at a time, and twice as many, where a new
    /// one starts cold; twice and half as many, and none, where some stand ready already. The bill
    /// must know their price.
    private func provisioned(_ id: ComponentID) -> [TradeoffOption] {
        guard let function = model.function(id),
            let measured = base.measurements.functions.first(where: { $0.component == id })
        else { return [] }
        let items = (model.component(id).charge?.tariffs ?? []).map(\.item)
        guard base.bill.lines.isEmpty || items.contains(.provisioned) else { return [] }
        let now = function.provisioned
        let needed = max(1, Int(min(measured.concurrency.value, 1e6).rounded(.up)))
        let counts =
            now > 0
            ? [now * 2, now / 2, 0] : function.coldStart == nil ? [] : [needed, 2 * needed]
        var seen: Set<Int> = [now]
        return counts.filter { seen.insert($0).inserted }.compactMap { count in
            let kind = ComponentKind.function(function.with(provisioned: count))
            guard let changed = try? model.with(kind, at: id) else { return nil }
            let name = model.component(id).name
            return TradeoffOption(
                name: "\(name): \(count) provisioned instead of \(now)",
                sets: ["components.\(KeyText.part(name)).provisioned=\(count)"], isNamed: false,
                subject: model.subject(of: id), model: changed)
        }
    }

    // MARK: Calls and images

    /// Calls of one operation in one round trip, or one after the other.
    private var calls: [TradeoffOption] {
        model.operations.indices.flatMap { index in
            CallRewriting.Way.allCases.compactMap { way -> TradeoffOption? in
                let operation = model.operations[index]
                guard let steps = CallRewriting(way).changed(operation.steps) else { return nil }
                var operations = model.operations
                operations[index] = operation.with(steps: steps)
                guard let changed = try? model.with(operations: operations) else { return nil }
                return TradeoffOption(
                    name: "\(operation.name): \(way.rawValue)", sets: [], isNamed: false,
                    subject: model.operations.count > 1 ? .operation(operation.name) : .all,
                    model: changed)
            }
        }
    }

    /// All images at half their size, as told of the page that is viewed most.
    private var images: [TradeoffOption] {
        let pages = model.frontend.pages
        let sets = pages.flatMap { page in
            page.images.flatMap { image in
                [("desktop", image.desktop), ("mobile", image.mobile)].map { viewport, size in
                    let path = "pages.\(KeyText.part(page.name)).images.\(KeyText.part(image.name))"
                    return "\(path).\(viewport)=\(Bytes.bytes(max(size.bytes / 2, 1)))"
                }
            }
        }
        let answers = PageAssessment(model, base.measurements).pages.filter {
            !$0.page.images.isEmpty
        }
        let most = answers.enumerated().max { first, second in
            let views = (first.element.viewRate?.value ?? 0, second.element.viewRate?.value ?? 0)
            return views.0 == views.1 ? first.offset > second.offset : views.0 < views.1
        }
        guard let most else { return [] }
        return [
            TradeoffOption(
                name: "images at half their size", sets: sets, isNamed: false,
                subject: .page(most.element.page.name), model: nil)
        ]
    }
}

/// Parts of a path as `--set` takes them.
enum KeyText {
    /// A name with points stands in double quotes.
    static func part(_ name: String) -> String { name.contains(".") ? "\"\(name)\"" : name }
}

extension Lever {
    fileprivate var component: ComponentID? {
        switch self {
        case .capacity(let id, _), .memory(let id), .timeToLive(let id): id
        case .speed: nil
        }
    }
}

extension Function {
    fileprivate func with(provisioned: Int) -> Function {
        Function(
            memory: memory, coldStart: coldStart, idle: idle, provisioned: provisioned,
            concurrency: concurrency, account: account, scaling: scaling)
    }
}
