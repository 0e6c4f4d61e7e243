// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A chain whose blocks are simulated, as replications read it.
struct ChainProgram: Sendable {
    let component: ComponentID
    let name: String
    let network: ChainNetwork
    var plan: ChainPlan
    /// Of the rules: whose transactions they are.
    var operations: [String] = []
    /// The chain whose prices its data fee follows, by its place; nil where they stay.
    var below: Int?
    /// Absent where its batches are none of the platform's cost.
    var posting: PostingPlan?
}

/// Collects the chains of a model, and the rules by which its steps send transactions.
struct ChainTable {
    private(set) var programs: [ChainProgram] = []
    private(set) var awaitsBlocks = false

    init(_ model: Model) {
        for (index, component) in model.components.enumerated() {
            guard let network = model.network(ComponentID(index)) else { continue }
            programs.append(
                ChainProgram(
                    component: ComponentID(index), name: component.name, network: network,
                    plan: ChainPlan(
                        rules: network.blocks, others: network.others, submits: [],
                        accounts: network.accounts.reduce(0) { $0 + $1.count },
                        dataFee: network.dataFee, blobs: network.blobs)))
        }
        for place in programs.indices { connect(place) }
    }

    /// Batches have an account of their own on the chain below, and are replaced where they find no
    /// place.
    private mutating func connect(_ place: Int) {
        let network = programs[place].network
        programs[place].below = network.below.flatMap(number)
        guard let posting = network.posting, let carriage = posting.carriage,
            let target = number(of: carriage.chain)
        else { return }
        let account = programs[target].plan.accounts
        programs[target].plan.accounts += 1
        // Each transaction says how much gas it takes.
        let rule = SubmitRule(
            gas: 0, tip: carriage.tip.wei, firstAccount: Int32(account),
            raiseAfter: Self.blocksToReplacement, poster: Int32(place),
            highestTip: carriage.tip.wei * Self.timesToHighestTip)
        programs[place].posting = PostingPlan(
            interval: posting.interval.nanoseconds, carriage: carriage, chain: target,
            rule: programs[target].plan.submits.count,
            blobsOfBlock: programs[target].network.blobs?.mostInBlock)
        programs[target].plan.submits.append(rule)
        programs[target].operations.append("batches of \(programs[place].name)")
    }

    /// A choice of ours, near the 48 s after which posters of the OP stack send a batch again.
    private static let blocksToReplacement: Int64 = 4
    /// Posters of the OP stack bid no more than five times what the chain suggests
    /// (ethereum-optimism/optimism, op-service/txmgr, fee limit multiplier).
    private static let timesToHighestTip: UInt128 = 5

    /// Nil where the chain's gas is only metered.
    func number(of chain: ComponentID) -> Int? {
        programs.firstIndex { $0.component == chain }
    }

    /// The rule of that step among those of its chain; like steps of an operation share one.
    mutating func rule(of submit: SubmitStep, on number: Int, operation: String) -> Int {
        if submit.awaits != .nothing { awaitsBlocks = true }
        let rule = SubmitRule(submit, programs[number].network)
        let submits = programs[number].plan.submits
        for index in submits.indices
        where submits[index] == rule && programs[number].operations[index] == operation {
            return index
        }
        programs[number].plan.submits.append(rule)
        programs[number].operations.append(operation)
        return submits.count
    }
}

extension SubmitRule {
    fileprivate init(_ submit: SubmitStep, _ network: ChainNetwork) {
        let policy = submit.policy
        self.init(gas: submit.gas.units, gasEach: submit.gasEach.units, tip: policy.tip.wei)
        capThousandths = UInt64((policy.capMultiple * 1_000).rounded())
        highestCap = policy.highestCap?.wei ?? .max
        switch policy.signer {
        case .account(let place):
            firstAccount = Int32(network.accounts.prefix(place).reduce(0) { $0 + $1.count })
            accounts = Int32(network.accounts[place].count)
        case .user:
            firstAccount = -1
            accounts = 1
        }
        raiseAfter = Int64(policy.replacement ?? 0)
        if let hold = policy.hold {
            holdAbove = hold.above.wei
            longestHold = hold.longest.nanoseconds
        }
        data = UInt64(policy.data.bytes)
        dataEach = UInt64(policy.dataEach.bytes)
        isPaidByUser = policy.payer == .user
    }
}

extension ProgramCompiler {
    /// The transaction, and what comes after its block where the operation waits for that.
    mutating func emit(_ submit: SubmitStep) {
        let name = model.component(submit.chain).name
        guard let chain = chains.number(of: submit.chain), let network = model.network(submit.chain)
        else {
            append(meter(submit.chain, amount: Double(submit.gas.units)))
            return
        }
        let operation = model.operations[operations.count].name
        let rule = chains.rule(of: submit, on: chain, operation: operation)
        let blocks: Int
        var after: (time: Distribution?, place: String)?
        switch submit.awaits {
        case .nothing: blocks = -1
        case .inclusion: blocks = 0
        case .confirmed: blocks = network.confirmations ?? 0
        case .posted where chains.programs[chain].posting != nil:
            blocks = Int(Instruction.untilPosted)
        case .posted:
            blocks = 0
            after = ((network.posting?.interval).flatMap(Self.untilNext), "\(name) posting")
        case .final:
            blocks = 0
            after = (network.finality, "\(name) finality")
        case .withdrawn:
            blocks = 0
            after = (network.withdrawal, "\(name) withdrawal")
        }
        let waits = blocks >= 0
        let later = blocks == Int(Instruction.untilPosted) ? "posting" : "confirmations"
        append(
            Instruction(
                opcode: .submit, waitPart: waits ? part("\(name) block", .waiting) : 0,
                servicePart: blocks > 0 ? part("\(name) \(later)", .waiting) : 0,
                target: Int32(chain), jump: Int32(blocks), count: Int32(rule), law: noTime))
        if let after, let time = after.time { emitDelay(time, place: after.place) }
    }

    /// From any moment until the next of what happens at that interval.
    private static func untilNext(_ interval: SimTime) -> Distribution? {
        try? .uniform(low: .zero, high: interval)
    }
}
